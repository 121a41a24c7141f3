/** How far the reading of an exam is, how fast it goes, and when it will be done. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgressFigures } from '../../../contract/routes/exams.ts';
import { minutesLeft } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { pageCounts } from '../exams/exam-state.ts';
import { ProgressBar } from '../exams/ProgressBar.tsx';
import { useScanWorkQuery } from './endpoints.ts';
import { PauseButton } from './PauseButton.tsx';
import styles from './Progress.module.css';
import { type Moment, pagesAMinute, timeLeftMs, withMoment } from './rate.ts';

interface ProgressProps {
  readonly progress: ProgressFigures;
  /** The whole station's work, so only who may change that. */
  readonly mayPause: boolean;
  readonly exceptionsLink: string | null;
}

export function Progress({ progress, mayPause, exceptionsLink }: ProgressProps) {
  const { t } = useTranslation();
  const busy = !progress.completed;
  const now = useNow(busy);
  const { done, read, failed, copies } = pageCounts(progress);
  const [moments, setMoments] = useState<readonly Moment[]>([]);
  useEffect(() => setMoments((before) => withMoment(before, { at: Date.now(), done })), [done]);
  const { data: paused = false } = useScanWorkQuery({}, { skip: !mayPause });
  const rate = busy && !paused ? pagesAMinute(moments, now) : null;
  const left = timeLeftMs(progress.pages - done, rate);
  return (
    <section className={`card ${styles.progress ?? ''}`} aria-label={t('scan.progress')}>
      <ProgressBar read={progress.read} failed={progress.failed} pages={progress.pages} label={t(progress.intakeDone ? 'exams.progress' : 'exams.progress-open', { done, total: progress.pages })}>
        {mayPause && (busy || paused) ? <PauseButton paused={paused} /> : null}
      </ProgressBar>
      <dl className={styles.figures}>
        <div><dt>{t('exams.read')}</dt><dd>{read}</dd></div>
        <div data-tone={failed > 0 && progress.exceptions > 0 ? 'red' : undefined}><dt>{t('exams.failed-pages')}</dt><dd>{failed}</dd></div>
        {copies > 0 ? <div><dt>{t('exams.copies')}</dt><dd>{copies}</dd></div> : null}
        {busy && done < progress.pages ? <div><dt>{t('scan.rate')}</dt><dd>{rate === null ? '–' : Math.round(rate)}</dd></div> : null}
        {busy && done < progress.pages ? <div><dt>{t('scan.time-left')}</dt><dd>{left === null ? '–' : minutesLeft(left)}</dd></div> : null}
        <div data-tone={progress.exceptions > 0 ? 'amber' : undefined}>
          <dt>{t('exams.exceptions')}</dt>
          <dd>{progress.exceptions}{exceptionsLink !== null && progress.exceptions > 0 ? <a href={exceptionsLink}>{t('scan.to-exceptions')}</a> : null}</dd>
        </div>
      </dl>
      {paused ? <p className={styles.paused} role="status">{t('scan.paused')}</p> : null}
    </section>
  );
}
