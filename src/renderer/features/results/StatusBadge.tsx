/** Where a candidate's score stands, in words. */
import { useTranslation } from 'react-i18next';
import type { ScoreStatus } from './shown-scores.ts';
import styles from './StatusBadge.module.css';

export function StatusBadge({ status }: { readonly status: ScoreStatus }) {
  const { t } = useTranslation();
  return <span className={styles.status} data-status={status}>{t(`status.${status}`)}</span>;
}
