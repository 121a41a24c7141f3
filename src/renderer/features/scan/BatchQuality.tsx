/** How the paper of one batch came out of the scanner, page by page: a line for each measure, and what to do about what most pages show. */
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../store/api.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import styles from './BatchQuality.module.css';
import { useScanBatchQualityQuery } from './endpoints.ts';
import { faultCounts, linePoints, summaryOf } from './trend.ts';

const [width, height] = [240, 36];
/** Each with what is drawn at the top, and its form in words. */
const measures = [
  { key: 'quality.sharpness', of: 'edgeWidthMm', most: 1, better: 'low', shown: (value: number) => `${value.toFixed(2)} mm` },
  { key: 'quality.contrast', of: 'contrast', most: 1, better: 'high', shown: (value: number) => `${Math.round(value * 100)} %` },
  { key: 'quality.skew', of: 'skewDegrees', most: 5, better: 'low', shown: (value: number) => `${value.toFixed(1)}°` },
  { key: 'quality.residual', of: 'residualMm', most: 0.5, better: 'low', shown: (value: number) => `${value.toFixed(2)} mm` },
] as const;

export function BatchQuality({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useScanBatchQualityQuery({ params: { batchId: batch.batchId } }, { pollingInterval: batch.state === 'completed' ? 0 : 5000 });
  if (data === undefined && error !== undefined) return <section className={`card ${styles.quality ?? ''}`} aria-label={t('quality.trend')}><NotRead error={error} again={refetch} /></section>;
  if (data === undefined || data.pages.length === 0) return null;
  const registered = data.pages.filter((page) => page.registered);
  const faults = faultCounts(data.pages);
  // What a finished batch ended with, and its pages do not show one by one.
  const ended = batch.state === 'completed' ? batch.alarms.filter(({ kind }) => !faults.some(({ fault }) => fault === kind)) : [];
  return (
    <section className={`card ${styles.quality ?? ''}`} aria-label={t('quality.trend')}>
      <h2>{t('quality.trend')}</h2>
      <div className={styles.measures}>
        {measures.map(({ key, of, most, better, shown }) => {
          const values = registered.map((page) => Math.abs(page[of]));
          const summary = summaryOf(values, better);
          return summary === null ? null : (
            <figure key={key}>
              <figcaption>{t(key)}</figcaption>
              <svg viewBox={`0 -2 ${width} ${height + 4}`} role="img" aria-label={t('quality.median', { value: shown(summary.median), worst: shown(summary.worst) })}><polyline points={linePoints(values, most, width, height)} /></svg>
              <small>{t('quality.median', { value: shown(summary.median), worst: shown(summary.worst) })}</small>
            </figure>
          );
        })}
      </div>
      {faults.length + ended.length === 0 ? <p className="hint">{t('quality.good')}</p> : (
        <ul>
          {faults.map(({ fault, count }) => <li key={fault} data-fault={fault}><strong>{t(`quality.fault.${fault}`)}</strong> {t('quality.pages', { count })} · {t(`alarm.${fault}-do`)}</li>)}
          {ended.map(({ kind, pages }) => <li key={kind} data-alarm={kind}><strong>{t(`alarm.${kind}`, { pages })}</strong> {t(`alarm.${kind}-do`)}</li>)}
        </ul>
      )}
    </section>
  );
}
