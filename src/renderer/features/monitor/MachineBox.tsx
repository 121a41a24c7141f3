/** Who is connected, and how much room and memory the machine has left. */
import { useTranslation } from 'react-i18next';
import { dayAndTime } from '../../ui/times.ts';
import { bytesText } from '../../ui/bytes.ts';
import type { Status } from './endpoints.ts';
import { Gauge } from './Gauge.tsx';
import styles from './MonitorScreen.module.css';
import { isDiskLow, isMemoryLow } from './troubles.ts';

export function MachineBox({ status }: { readonly status: Status }) {
  const { live, memory, disk, startedAt, version } = status;
  const { t, i18n } = useTranslation();
  const connected = Object.values(live.connections).reduce((sum, count) => sum + count, 0);
  const used = memory.machineBytes - memory.machineFreeBytes;
  return (
    <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-figures">
      <h2 id="monitor-figures">{t('monitor.figures')}</h2>
      <dl className={styles.figures}>
        <div><dt>{t('monitor.connections')}</dt><dd>{connected}</dd></div>
        <div><dt>{t('monitor.sent')}</dt><dd>{live.sentMessages}</dd></div>
        <div data-trouble={live.lag > 1000 || undefined}><dt>{t('monitor.lag')}</dt><dd>{live.lag}</dd></div>
        <div><dt>{t('monitor.memory')}</dt><dd>{bytesText(memory.rssBytes)}</dd></div>
      </dl>
      <Gauge label={t('monitor.machine-memory')} part={used / memory.machineBytes} text={t('monitor.of', { part: bytesText(used), all: bytesText(memory.machineBytes) })} trouble={isMemoryLow(status)} />
      {disk === null ? null : <Gauge label={t('monitor.disk')} part={1 - disk.freeBytes / disk.totalBytes} text={t('monitor.free', { free: bytesText(disk.freeBytes) })} trouble={isDiskLow(status)} />}
      {isDiskLow(status) ? <p className={styles.warning}>{t('monitor.little-disk')}</p> : null}
      <p className="hint">{t('monitor.since')} {dayAndTime(startedAt, i18n.language)} · {t('monitor.version', { version })}</p>
    </section>
  );
}
