/** The classes side by side: mean, spread, and the ends. */
import { useTranslation } from 'react-i18next';
import { NotRead } from '../../ui/Awaited.tsx';
import styles from './AnalysisScreen.module.css';
import { Chart } from './Chart.tsx';
import { useClassFiguresQuery } from './endpoints.ts';
import { classWords, one } from './words.ts';

interface ClassChartProps { readonly examId: string; readonly classes: readonly string[]; readonly max: number; readonly sd: number | null }

const [width, left, step] = [560, 120, 34];
const short = (name: string): string => ([...name].length > 9 ? `${[...name].slice(0, 8).join('')}…` : name);

export function ClassChart({ examId, classes, max, sd }: ClassChartProps) {
  const { t } = useTranslation();
  const { data: figures = [], error, refetch } = useClassFiguresQuery({ examId, classes });
  const top = Math.max(1, max, ...figures.map(({ highest }) => highest ?? 0));
  const least = Math.min(0, ...figures.map(({ lowest }) => lowest ?? 0));
  const x = (points: number): number => left + ((points - least) / (top - least)) * (width - left - 50);
  const said = (value: number | null): string => (value === null ? '—' : one(value));
  if (error !== undefined && figures.length === 0) return <section className="card" aria-label={t('analysis.classes')}><NotRead error={error} again={refetch} /></section>;
  return (
    <Chart
      title={t('analysis.classes')} words={figures.length === 0 ? t('app.loading') : classWords(figures, sd, t)} size={[width, Math.max(1, figures.length) * step + 30]}
      table={{ heads: [t('results.class'), t('analysis.n'), t('analysis.mean'), t('analysis.sd'), t('analysis.lowest'), t('analysis.highest')], rows: figures.map(({ name, n, mean, sd: spread, lowest, highest }) => [name, String(n), said(mean), said(spread), said(lowest), said(highest)]) }}
    >
      {figures.map(({ name, mean, sd: spread, lowest, highest }, i) => (mean === null ? null : (
        <g key={name} transform={`translate(0 ${i * step + 6})`}>
          <text className={styles.svgtext} x={left - 10} y={17} textAnchor="end">{short(name)}</text>
          {lowest === null || highest === null ? null : <line className={styles.axis} x1={x(lowest)} x2={x(highest)} y1={13} y2={13} />}
          {spread === null ? null : <line className={styles.spread} x1={x(Math.max(least, mean - spread))} x2={x(Math.min(top, mean + spread))} y1={13} y2={13} strokeWidth={7} />}
          <circle className={styles.bar} cx={x(mean)} cy={13} r={6} />
          <text className={styles.svgtext} x={width - 4} y={17} textAnchor="end">{one(mean)}</text>
        </g>
      )))}
      <text x={left} y={figures.length * step + 24}>{t('analysis.classes.legend')}</text>
    </Chart>
  );
}
