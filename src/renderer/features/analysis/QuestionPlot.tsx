/** Each question by how hard it was and how well it told strong from weak candidates. Choosing one shows its options. */
import { useTranslation } from 'react-i18next';
import styles from './AnalysisScreen.module.css';
import { Chart } from './Chart.tsx';
import type { QuestionFigures } from './judge.ts';
import { placeDots } from './place-dots.ts';
import { plotWords, two } from './words.ts';

interface QuestionPlotProps { readonly questions: readonly QuestionFigures[]; readonly looked: readonly string[]; readonly chosen: string | null; readonly onChoose: (no: string) => void }

const [width, height, left, bottom, top] = [560, 290, 40, 40, 8];
const radius = 9.5;

export function QuestionPlot({ questions, looked, chosen, onChoose }: QuestionPlotProps) {
  const { t } = useTranslation();
  const known = questions.flatMap(({ no, difficulty, discrimination }) => (difficulty === null || discrimination === null ? [] : [{ no, difficulty, discrimination }]));
  const lowest = Math.min(0, ...known.map(({ discrimination }) => Math.floor(discrimination * 5) / 5));
  const x = (difficulty: number): number => left + 10 + difficulty * (width - left - 26);
  const y = (discrimination: number): number => height - bottom - ((discrimination - lowest) / (1 - lowest)) * (height - bottom - top);
  const dots = placeDots(known.map(({ no, difficulty, discrimination }) => ({ no, x: x(difficulty), y: y(discrimination) })), radius);
  const marks = Array.from({ length: Math.round((1 - lowest) * 5) + 1 }, (_, i) => Math.round((lowest + i * 0.2) * 10) / 10);
  return (
    <Chart title={t('analysis.plot')} words={plotWords(questions, looked, t)} size={[width, height]} table={{ heads: [t('analysis.question'), t('analysis.difficulty'), t('analysis.discrimination')], rows: known.map(({ no, difficulty, discrimination }) => [no, two(difficulty), two(discrimination)]) }}>
      <rect className={styles.zone} x={x(0.3)} width={x(0.7) - x(0.3)} y={y(1)} height={y(0.3) - y(1)} />
      <rect className={styles.poor} x={x(0)} width={x(1) - x(0)} y={y(0.2)} height={y(lowest) - y(0.2)} />
      {marks.map((mark) => <g key={mark}><line className={styles.grid} x1={left} x2={width - 8} y1={y(mark)} y2={y(mark)} /><text x={left - 6} y={y(mark) + 4} textAnchor="end">{mark.toFixed(1).replace('-', '−')}</text></g>)}
      {[0, 0.2, 0.4, 0.6, 0.8, 1].map((mark) => <text key={mark} x={x(mark)} y={height - bottom + 17} textAnchor="middle">{mark.toFixed(1)}</text>)}
      <text x={x(0)} y={height - 5}>{t('analysis.hard-end')}</text>
      <text x={x(0.5)} y={height - 5} textAnchor="middle">{t('analysis.difficulty')}</text>
      <text x={x(1)} y={height - 5} textAnchor="end">{t('analysis.easy-end')}</text>
      {dots.map((dot) => (
        <g key={dot.no} className={styles.dot} data-question={dot.no} data-look={looked.includes(dot.no) || undefined} data-chosen={dot.no === chosen || undefined} onClick={() => onChoose(dot.no)}>
          <circle cx={dot.x} cy={dot.y} r={radius} />
          <text x={dot.x} y={dot.y + 3.7} textAnchor="middle">{dot.no}</text>
        </g>
      ))}
    </Chart>
  );
}
