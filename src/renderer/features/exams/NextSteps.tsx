/** The way of an exam from questions to results, each step with where it stands. */
import { useTranslation } from 'react-i18next';
import type { ExamSummary } from '../../../contract/routes/exams.ts';
import { useExamScreens } from '../../app/exam-screens.ts';
import { examLink } from '../../app/place.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './ExamPage.module.css';

export function NextSteps({ exam }: { readonly exam: ExamSummary }) {
  const { t } = useTranslation();
  const { pages, read, failed, graded, exceptions } = exam.progress;
  const stands: Readonly<Record<string, { readonly text: string; readonly done: boolean }>> = {
    questions: { text: t('exams.questions', { count: exam.questions }), done: true },
    roster: { text: exam.candidates === null ? t('exams.no-roster') : t('exams.candidates', { count: exam.candidates }), done: exam.candidates !== null },
    sheets: exam.template === null ? { text: t('exam.step.sheets'), done: pages > 0 } : { text: t('sheets.elsewhere'), done: true },
    scan: { text: pages === 0 ? t('exams.state.empty') : t('exams.progress', { done: read + failed, total: pages }), done: pages > 0 && read + failed >= pages },
    exceptions: { text: exceptions === 0 ? t('exam.step.no-exceptions') : t('exam.step.exceptions', { count: exceptions }), done: pages > 0 && exceptions === 0 },
    results: { text: exam.publishedAt === null ? t('exam.step.results', { count: graded }) : t('exam.step.published'), done: exam.publishedAt !== null },
  };
  const steps = useExamScreens().flatMap((screen) => {
    const step = stands[screen.name];
    return step === undefined ? [] : [{ ...screen, stands: step.text, done: step.done }];
  });
  // Where the scores are given out, nothing is left to be done.
  const next = exam.publishedAt !== null ? undefined : steps.find(({ name, done }) => !done && !(name === 'exceptions' && exceptions === 0) && !(name === 'roster' && pages > 0));
  return (
    <ol className={styles.steps} aria-label={t('exam.steps')}>
      {steps.map(({ name, text, icon, stands: where, done }) => (
        <li key={name}>
          <a className={`card ${styles.step ?? ''}`} href={examLink(exam.id, name)} data-done={done || undefined} data-next={name === next?.name || undefined}>
            <Icon name={done ? 'check' : icon} />
            <strong>{t(text)}{name === next?.name ? <small className={styles.next}>{t('exam.next')}</small> : null}</strong>
            <span>{where}</span>
          </a>
        </li>
      ))}
    </ol>
  );
}
