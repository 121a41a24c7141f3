/** How the station is right now: its parts, what waits and is worked on, who is connected, room and memory, and what went wrong; beside it what happens. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { taskTypes } from '../../../contract/routes/work.ts';
import { problemOf } from '../../store/problem.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { EventStream } from '../events/EventStream.tsx';
import { bytesText } from '../results/bytes.ts';
import { useGetStatusQuery } from './endpoints.ts';
import styles from './MonitorScreen.module.css';

/** Milliseconds: figures that no event tells of are asked for as often. */
const lookEveryMs = 3000;

/** A part of a newer station stands for itself. */
function partName(name: string, t: TFunction): string {
  return name === 'record' || name === 'redis' || name === 'bus' || name === 'queue' || name === 'pool' ? t(`part.${name}`) : name;
}

export function MonitorScreen() {
  const { t, i18n } = useTranslation();
  const { data: status, error, refetch } = useGetStatusQuery({}, { pollingInterval: lookEveryMs, skipPollingIfUnfocused: true });
  if (status === undefined) {
    return error === undefined ? <p className="muted" role="status">{t('app.loading')}</p>
      : <div className="card"><Empty title={t('monitor.failed')}><ProblemText problem={problemOf(error)} /><button type="button" className="button small" onClick={() => void refetch()}>{t('connection.retry')}</button></Empty></div>;
  }
  const connected = Object.values(status.live.connections).reduce((sum, count) => sum + count, 0);
  return (
    <div className={styles.monitor}>
      <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-parts">
        <h2 id="monitor-parts">{t('monitor.parts')}</h2>
        <ul className={styles.parts}>{Object.entries(status.parts).map(([name, state]) => <li key={name} data-state={state}><span className={styles.part}>{partName(name, t)}</span> {t(`monitor.${state}`)}</li>)}</ul>
      </section>
      <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-queues">
        <h2 id="monitor-queues">{t('monitor.queues')}{status.paused ? ` · ${t('monitor.paused')}` : ''}</h2>
        <table className={styles.queues}>
          <thead><tr><th scope="col">{t('monitor.task')}</th><th scope="col">{t('monitor.waiting')}</th><th scope="col">{t('monitor.active')}</th><th scope="col">{t('monitor.delayed')}</th></tr></thead>
          <tbody>{taskTypes.map((type) => {
            const queue = status.queues[type];
            return <tr key={type}><th scope="row">{t(`monitor.${type}`)}</th><td>{queue?.waiting ?? 0}</td><td>{queue?.active ?? 0}</td><td>{queue?.delayed ?? 0}</td></tr>;
          })}</tbody>
        </table>
      </section>
      <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-figures">
        <h2 id="monitor-figures">{t('monitor.figures')}</h2>
        <dl className={styles.figures}>
          <div><dt>{t('monitor.connections')}</dt><dd>{connected}</dd></div>
          <div><dt>{t('monitor.sent')}</dt><dd>{status.live.sentMessages}</dd></div>
          <div><dt>{t('monitor.lag')}</dt><dd>{status.live.lag}</dd></div>
          <div data-trouble={status.deadLetters > 0 || undefined}><dt>{t('monitor.dead-letters')}</dt><dd>{status.deadLetters}</dd></div>
          <div><dt>{t('monitor.memory')}</dt><dd>{bytesText(status.memory.rssBytes)}</dd></div>
          <div><dt>{t('monitor.disk')}</dt><dd>{status.disk === null ? '—' : bytesText(status.disk.freeBytes)}</dd></div>
          <div><dt>{t('monitor.since')}</dt><dd>{dayAndTime(status.startedAt, i18n.language)}</dd></div>
        </dl>
      </section>
      <div className={styles.stream}><EventStream /></div>
    </div>
  );
}
