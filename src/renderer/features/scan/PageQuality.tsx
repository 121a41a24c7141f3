/** How well one page came out of the scanner, and what to do about what is wrong with it. */
import { useTranslation } from 'react-i18next';
import { faultsOf, pageQualitySchema } from '../../../contract/quality.ts';
import { api } from '../../store/api.ts';
import styles from './PageQuality.module.css';

export function PageQuality({ pageId }: { readonly pageId: string }) {
  const { t } = useTranslation();
  const { data: page } = api.useGetPageQuery({ params: { pageId } });
  const parsed = pageQualitySchema.safeParse(page?.quality ?? null);
  if (!parsed.success) return null;
  const quality = parsed.data;
  const faults = faultsOf(quality);
  // Of a page on which nothing was found, nothing was measured.
  if (quality.dpi === null && faults.length === 0) return null;
  return (
    <section className={styles.quality} aria-label={t('quality.title')}>
      <h3>{t('quality.title')}</h3>
      {quality.dpi === null ? null : (
        <dl className={styles.measures}>
          <div><dt>{t('quality.dpi')}</dt><dd>{Math.round(quality.dpi)} dpi</dd></div>
          <div><dt>{t('quality.sharpness')}</dt><dd>{quality.edgeWidthMm.toFixed(2)} mm</dd></div>
          <div><dt>{t('quality.contrast')}</dt><dd>{Math.round(quality.contrast * 100)} %</dd></div>
          <div><dt>{t('quality.skew')}</dt><dd>{quality.skewDegrees.toFixed(1)}°</dd></div>
          <div><dt>{t('quality.residual')}</dt><dd>{quality.residualMm.toFixed(2)} mm</dd></div>
        </dl>
      )}
      {faults.length === 0 ? <p className="hint">{t('quality.good')}</p> : (
        <ul>{faults.map((fault) => <li key={fault} data-fault={fault}><strong>{t(`quality.fault.${fault}`)}</strong> {t(`alarm.${fault}-do`)}</li>)}</ul>
      )}
    </section>
  );
}
