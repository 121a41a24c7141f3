/** The last figures as a line, newest at the right. Says its range to who cannot see it. */
import { useTranslation } from 'react-i18next';
import styles from './MonitorScreen.module.css';

const [width, height] = [120, 22];

export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(height - 1 - (value / most) * (height - 2)).toFixed(1)}`).join(' ');
  return <svg className={styles.line} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${t('monitor.at-most', { most: Math.max(0, ...values) })}`}><polyline points={points} /></svg>;
}
