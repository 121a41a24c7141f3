/** The parts of the station, each with whether it works. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Status } from './endpoints.ts';
import styles from './MonitorScreen.module.css';

/** A part of a newer station stands for itself. */
function partName(name: string, t: TFunction): string {
  return name === 'record' || name === 'redis' || name === 'bus' || name === 'queue' || name === 'pool' || name === 'lease' ? t(`part.${name}`) : name;
}

export function PartsBox({ status: { parts } }: { readonly status: Status }) {
  const { t } = useTranslation();
  const states = Object.values(parts);
  const health = states.includes('down') ? 'down' : states.includes('waiting') ? 'waiting' : 'up';
  return (
    <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-parts">
      <div className={styles.head}><h2 id="monitor-parts">{t('monitor.parts')}</h2><span className={styles.health} data-state={health} role="status">{t(`monitor.health.${health}`)}</span></div>
      <ul className={styles.parts}>{Object.entries(parts).map(([name, state]) => <li key={name} data-state={state}><span className={styles.part}>{partName(name, t)}</span> {t(`monitor.${state}`)}</li>)}</ul>
    </section>
  );
}
