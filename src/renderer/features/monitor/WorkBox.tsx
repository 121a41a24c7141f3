/** How the work goes: what waits and runs of each kind, how many a minute, and how long one takes. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taskTypes } from '../../../contract/routes/work.ts';
import { PauseButton } from '../scan/PauseButton.tsx';
import type { Status } from './endpoints.ts';
import styles from './MonitorScreen.module.css';
import { Sparkline } from './Sparkline.tsx';
import { spanOf } from './spans.ts';

/** As many looks make the line: two minutes. */
const kept = 60;

export function WorkBox({ status: { queues, tasks, workers, paused }, mayPause }: { readonly status: Status; readonly mayPause: boolean }) {
  const { t } = useTranslation();
  const pages = tasks['ocr_processing']?.perMinute ?? 0;
  const [rates, setRates] = useState<readonly number[]>([]);
  // Each answer is one look, also where the figure is the same.
  useEffect(() => setRates((before) => [...before, pages].slice(-kept)), [tasks, pages]);
  return (
    <section className={`card ${styles.box ?? ''} ${styles.work ?? ''}`} aria-labelledby="monitor-work">
      <div className={styles.head}>
        <h2 id="monitor-work">{t('monitor.queues')}{paused ? ` · ${t('monitor.paused')}` : ''}</h2>
        <span className={styles.rate}><b>{pages}</b> {t('monitor.pages-a-minute')} <Sparkline values={rates} label={t('monitor.rate-line')} /></span>
        <span className={styles.workers}>{t('monitor.workers', { running: workers.running, threads: workers.threads })}{workers.waiting > 0 ? ` · ${t('monitor.in-line', { count: workers.waiting })}` : ''}</span>
        {mayPause ? <PauseButton paused={paused} /> : null}
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-labelledby="monitor-work">
        <table className={styles.queues}>
          <thead>
            <tr>
              <th scope="col">{t('monitor.task')}</th><th scope="col">{t('monitor.waiting')}</th><th scope="col">{t('monitor.active')}</th><th scope="col">{t('monitor.delayed')}</th>
              <th scope="col">{t('monitor.per-minute')}</th><th scope="col">{t('monitor.typical')}</th><th scope="col">{t('monitor.slow')}</th><th scope="col">{t('monitor.done')}</th><th scope="col">{t('monitor.failed-tasks')}</th>
            </tr>
          </thead>
          <tbody>{[...taskTypes, ...Object.keys(queues).filter((type) => !taskTypes.some((known) => known === type))].map((type) => {
            const [queue, figures] = [queues[type], tasks[type]];
            return (
              <tr key={type} data-task={type}>
                <th scope="row">{t(`monitor.${type}`, type)}</th>
                <td>{queue?.waiting ?? 0}</td><td>{queue?.active ?? 0}{figures === undefined ? null : <small> / {figures.concurrency}</small>}</td><td>{queue?.delayed ?? 0}</td>
                <td>{figures?.perMinute ?? 0}</td><td>{spanOf(figures?.p50Ms)}</td><td>{spanOf(figures?.p95Ms)}</td><td>{figures?.done ?? 0}</td><td data-trouble={(figures?.failed ?? 0) > 0 || undefined}>{figures?.failed ?? 0}</td>
              </tr>
            );
          })}</tbody>
        </table>
      </div>
    </section>
  );
}
