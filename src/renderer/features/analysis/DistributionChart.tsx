/** How the totals are spread, with the mean. */
import { useTranslation } from 'react-i18next';
import styles from './AnalysisScreen.module.css';
import { Chart } from './Chart.tsx';
import { axisMarks, histogram } from './histogram.ts';
import type { Statistics } from './judge.ts';
import { distributionWords, one } from './words.ts';

/** Above the bars and their counts the mean has its word. */
const [width, height, left, bottom, top] = [560, 290, 34, 40, 36];
/** Points on the axis' right part have their word on the left. */
const rightPart = 0.8;

export function DistributionChart({ statistics, totals }: { readonly statistics: Statistics; readonly totals: readonly number[] }) {
  const { t } = useTranslation();
  const bins = histogram(totals, statistics.max);
  const marks = axisMarks(Math.max(...bins.map(({ count }) => count)));
  const [least, most, highest] = [bins[0]?.from ?? 0, bins[bins.length - 1]?.to ?? 1, marks[marks.length - 1] ?? 1];
  const x = (points: number): number => left + ((points - least) / (most - least)) * (width - left - 8);
  const y = (count: number): number => height - bottom - (count / highest) * (height - bottom - top);
  const meanOnLeft = statistics.mean !== null && x(statistics.mean) > rightPart * width;
  const words = distributionWords(statistics, bins, totals, t);
  return (
    <Chart title={t('analysis.distribution')} words={words} size={[width, height]} table={{ heads: [t('analysis.points'), t('analysis.candidates')], rows: bins.map(({ from, to, count }) => [`${one(from)}–${one(to)}`, String(count)]) }}>
      {marks.map((mark) => <g key={mark}><line className={styles.grid} x1={left} x2={width - 8} y1={y(mark)} y2={y(mark)} /><text x={left - 7} y={y(mark) + 4} textAnchor="end">{mark}</text></g>)}
      {bins.map(({ from, to, count }) => (
        <g key={from}>
          <rect className={styles.bar} x={x(from) + 1.5} width={Math.max(1, x(to) - x(from) - 3)} y={y(count)} height={y(0) - y(count)} rx={2} />
          {count === 0 ? null : <text className={styles.svgtext} x={(x(from) + x(to)) / 2} y={y(count) - 4} textAnchor="middle">{count}</text>}
        </g>
      ))}
      {bins.map(({ from }, i) => (i % Math.ceil(bins.length / 10) === 0 ? <text key={from} x={x(from)} y={height - bottom + 16} textAnchor="middle">{one(from)}</text> : null))}
      <text x={x(most)} y={height - bottom + 16} textAnchor="end">{one(most)}</text>
      <text x={(left + width) / 2} y={height - 5} textAnchor="middle">{t('analysis.points')}</text>
      {statistics.mean === null ? null : <g><line className={styles.mean} x1={x(statistics.mean)} x2={x(statistics.mean)} y1={top - 30} y2={y(0)} /><text x={x(statistics.mean) + (meanOnLeft ? -5 : 5)} y={top - 22} textAnchor={meanOnLeft ? 'end' : 'start'}>{t('analysis.mean')} {one(statistics.mean)}</text></g>}
    </Chart>
  );
}
