/** Question by question: how everybody did in it, what was chosen, and who lost points. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { examLink, goTo } from '../../app/place.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { api } from '../../store/api.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { LongTable } from '../../ui/LongTable.tsx';
import { Name } from '../../ui/Name.tsx';
import { rightOptions } from '../analysis/right-options.ts';
import { optionRows } from './option-rows.ts';
import { type Gain, gains, questionGains, type QuestionGains } from './question-figures.ts';
import styles from './QuestionsView.module.css';
import type { ScoreRow } from './shown-scores.ts';
import { pointsText } from './verdict.ts';

interface QuestionsViewProps {
  readonly examId: string;
  /** Of those that are looked at: a class, or all. */
  readonly rows: readonly ScoreRow[];
  readonly className: string | null;
  readonly nos: readonly string[];
  /** As the address says; the first one when it names none. */
  readonly chosen: string | undefined;
  readonly mayChange: boolean;
}

const percent = (part: number): string => `${Math.round(part * 100)}%`;
const round = (points: number): string => pointsText(Math.round(points * 100) / 100);

export function QuestionsView({ examId, rows, className, nos, chosen, mayChange }: QuestionsViewProps) {
  const { t } = useTranslation();
  const { exam, error, refetch } = useExam(examId);
  const all = useMemo(() => (exam?.everything ?? []).map((question) => questionGains(question, nos, rows)), [exam, nos, rows]);
  const at = Math.max(0, all.findIndex(({ question }) => question.no === chosen));
  const linkTo = (index: number): string | null => {
    const other = all[index];
    return other === undefined ? null : examLink(examId, 'results', 'q', other.question.no);
  };
  const go = (by: 1 | -1) => (): void => {
    const link = linkTo(at + by);
    if (link !== null) goTo(link);
  };
  useShortcuts([{ keys: 'ArrowLeft', text: 'results.key.question-before', act: go(-1) }, { keys: 'ArrowRight', text: 'results.key.question-after', act: go(1) }]);
  const current = all[at];
  if (current === undefined) return <Awaited error={error} again={refetch} title={t('exam.failed')} />;
  return (
    <div className={styles.both}>
      <nav className={`card ${styles.list ?? ''}`} aria-label={t('results.by-question')}>
        <ul>
          {all.map(({ question, mean }, index) => {
            const rate = mean === null ? null : Math.max(0, mean / Math.max(0.5, question.points));
            return (
              <li key={question.no}>
                <a href={linkTo(index) ?? ''} aria-current={index === at ? 'true' : undefined}>
                  <b>{question.no}</b>
                  <span className={styles.type}>{t(`question.${question.type}`)}</span>
                  <span className={styles.bar} aria-hidden="true"><span style={{ inlineSize: percent(Math.min(1, rate ?? 0)) }} data-poor={rate !== null && rate < 0.4 ? true : undefined} /></span>
                  <span className={styles.rate}>{rate === null ? '—' : percent(rate)}</span>
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <OneQuestion key={current.question.no} examId={examId} gained={current} className={className} mayChange={mayChange} />
    </div>
  );
}

function OneQuestion({ examId, gained: { question, rows, counts, mean }, className, mayChange }: { readonly examId: string; readonly gained: QuestionGains; readonly className: string | null; readonly mayChange: boolean }) {
  const { t } = useTranslation();
  const [only, setOnly] = useState<Gain | null>(null);
  const { data: statistics } = api.useGetStatisticsQuery({ params: { examId }, query: className === null ? {} : { class: className } });
  const chosen = optionRows(statistics?.questions.find(({ no }) => no === question.no), rightOptions([question]).get(question.no) ?? new Set());
  const most = Math.max(1, ...chosen.map(({ count }) => count));
  const shown = only === null ? rows : rows.filter(({ gain }) => gain === only);
  const key = question.type === 'open' ? null : question.keys.join(' / ');
  return (
    <section className={styles.one} aria-label={t('results.question', { no: question.no })}>
      <div className={`card ${styles.head ?? ''}`}>
        <div className={styles.what}>
          <h2>{t('results.question', { no: question.no })}</h2>
          <p className="muted">{t(`question.${question.type}`)} · {t('results.points', { count: question.points })}{question.bonus ? ` · ${t('results.bonus')}` : ''}{question.void ? ` · ${t('reason.void')}` : ''}</p>
          {key === null ? null : <p>{t('results.key')} <strong className={styles.key}>{key}</strong>{mayChange ? <> <a href={examLink(examId, 'questions')}>{t('results.change-key')}</a></> : null}</p>}
        </div>
        <dl className={styles.figures}>
          <div><dt>{t('results.mean')}</dt><dd>{mean === null ? '—' : round(mean)}<small> / {question.points}</small></dd></div>
          {gains.filter((gain) => counts[gain] > 0).map((gain) => <div key={gain} data-gain={gain}><dt>{t(`results.gain.${gain}`)}</dt><dd>{counts[gain]}</dd></div>)}
        </dl>
        {chosen.length === 0 ? null : (
          <ul className={styles.options} aria-label={t('results.chosen')}>
            {chosen.map(({ option, count, right }) => (
              <li key={option} data-right={right || undefined}>
                <span>{option === 'blank' ? t('analysis.options.left-blank') : option === 'several' ? t('analysis.options.several') : right ? `✓ ${option}` : option}</span>
                <span className={styles.bar} aria-hidden="true"><span style={{ inlineSize: percent(count / most) }} /></span>
                <b>{count}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.filters} role="group" aria-label={t('scan.filter')}>
        {([null, ...gains] as const).filter((gain) => gain === null || counts[gain] > 0).map((gain) => (
          <button key={gain ?? 'all'} type="button" className={styles.filter} aria-pressed={only === gain} onClick={() => setOnly(gain)}>{gain === null ? t('scan.all') : t(`results.gain.${gain}`)} <b>{gain === null ? rows.length : counts[gain]}</b></button>
        ))}
      </div>
      <LongTable
        label={t('results.question', { no: question.no })} rows={shown} rowKey={({ row }) => row.candidateNo} height="calc(100vh - 28rem)"
        columns={[
          { id: 'number', title: t('results.number'), width: '8rem', cell: ({ row }) => <a href={examLink(examId, 'results', row.candidateNo)}>{row.candidateNo}</a> },
          { id: 'name', title: t('results.name'), width: 'minmax(6rem, 1fr)', cell: ({ row }) => <Name lines={1}>{row.name}</Name> },
          { id: 'class', title: t('results.class'), width: '7rem', cell: ({ row }) => <Name lines={1}>{row.class}</Name> },
          { id: 'points', title: t('results.got'), width: '5rem', cell: ({ points, gain }) => <span className={styles.got} data-gain={gain}>{points === null ? '…' : pointsText(points)}</span> },
        ]}
      />
    </section>
  );
}
