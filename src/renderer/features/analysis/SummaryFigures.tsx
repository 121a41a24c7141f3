/** The exam in eight figures, and what the last of them means. */
import { useTranslation } from 'react-i18next';
import styles from './AnalysisScreen.module.css';
import { sharesAbove } from './histogram.ts';
import type { Statistics } from './judge.ts';
import { one, percent, reliabilityWords, two } from './words.ts';

export function SummaryFigures({ statistics: { n, mean, median, sd, highest, lowest, max, maxWithOpen, cronbachAlpha }, totals }: { readonly statistics: Statistics; readonly totals: readonly number[] }) {
  const { t } = useTranslation();
  const said = (value: number | null): string => (value === null ? '—' : one(value));
  return (
    <dl className={`card ${styles.figures ?? ''}`}>
      <div><dt>{t('analysis.n')}</dt><dd>{n}</dd></div>
      <div><dt>{t('analysis.mean')}</dt><dd>{said(mean)}<small> / {max === maxWithOpen ? one(max) : t('analysis.so-far', { max: one(max), full: one(maxWithOpen) })}</small></dd></div>
      <div><dt>{t('analysis.median')}</dt><dd>{said(median)}</dd></div>
      <div><dt>{t('analysis.sd')}</dt><dd>{said(sd)}</dd></div>
      <div><dt>{t('analysis.highest')}</dt><dd>{said(highest)}</dd></div>
      <div><dt>{t('analysis.lowest')}</dt><dd>{said(lowest)}</dd></div>
      <div><dt>{t('analysis.pass-rate')}</dt><dd>{percent(sharesAbove(totals, max).pass)}</dd></div>
      <div className={styles.reliability}><dt>{t('analysis.alpha')}</dt><dd>{cronbachAlpha === null ? '—' : two(cronbachAlpha)}<p>{reliabilityWords(cronbachAlpha, n, t)}</p></dd></div>
    </dl>
  );
}
