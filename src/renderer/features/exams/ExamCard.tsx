/** One exam: what it is, how far its scans are, and what waits for people. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamSummary } from '../../../contract/routes/exams.ts';
import { examLink } from '../../app/place.ts';
import { Name } from '../../ui/Name.tsx';
import { day } from '../../ui/times.ts';
import styles from './ExamCard.module.css';
import { examState, pageCounts } from './exam-state.ts';
import { ProgressBar } from './ProgressBar.tsx';

export const ExamCard = memo(function ExamCard({ exam, paused }: { readonly exam: ExamSummary; readonly paused: boolean }) {
  const { t, i18n } = useTranslation();
  const { progress } = exam;
  const state = examState(progress, paused);
  const { done, read, failed, copies } = pageCounts(progress);
  return (
    <article className={`card ${styles.card ?? ''}`} data-exam={exam.id}>
      <h2 className={styles.title}><a href={examLink(exam.id)}><Name lines={2}>{exam.title}</Name></a></h2>
      <p className={styles.about}>
        {exam.subject === '' ? null : <Name lines={1}>{exam.subject}</Name>}
        <span>{t('exams.questions', { count: exam.questions })}</span>
        {exam.archived ? <span className={styles.archived}>{t('exams.put-away')}</span> : null}
        {exam.publishedAt === null ? null : <span className={styles.published}>{t('exams.published', { date: day(exam.publishedAt, i18n.language) })}</span>}
        <span>{exam.candidates === null ? t('exams.no-roster') : t('exams.candidates', { count: exam.candidates })}</span>
      </p>
      <ProgressBar read={progress.read} failed={progress.failed} pages={progress.pages} label={t(progress.intakeDone ? 'exams.progress' : 'exams.progress-open', { done, total: progress.pages })}>
        <span className={styles.state} data-state={state}>{t(`exams.state.${state}`)}</span>
      </ProgressBar>
      <dl className={styles.figures}>
        <div><dt>{t('exams.read')}</dt><dd>{read}</dd></div>
        <div data-tone={failed > 0 && progress.exceptions > 0 ? 'red' : undefined}><dt>{t('exams.failed-pages')}</dt><dd>{failed}</dd></div>
        {copies > 0 ? <div><dt>{t('exams.copies')}</dt><dd>{copies}</dd></div> : null}
        <div><dt>{t('exams.graded')}</dt><dd>{progress.graded}</dd></div>
        <div data-tone={progress.exceptions > 0 ? 'amber' : undefined}><dt>{t('exams.exceptions')}</dt><dd>{progress.exceptions}</dd></div>
      </dl>
    </article>
  );
});
