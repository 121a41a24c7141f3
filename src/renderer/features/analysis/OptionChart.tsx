/** What was chosen in one question, with the right options marked. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './AnalysisScreen.module.css';
import { Chart } from './Chart.tsx';
import type { QuestionFigures } from './judge.ts';
import { optionWords, percent, questionWords } from './words.ts';

interface OptionChartProps { readonly question: QuestionFigures; readonly questions: readonly QuestionFigures[]; readonly right: ReadonlySet<string>; readonly onChoose: (no: string) => void }

const [width, left] = [560, 120];
const step = 34;

export function OptionChart({ question, questions, right, onChoose }: OptionChartProps) {
  const { t } = useTranslation();
  const { no, n, options, blank, multiple, type } = question;
  const rows = [
    ...Object.entries(options ?? {}).map(([option, count]) => ({ option, label: right.has(option) ? t('analysis.options.key', { option }) : option, count, right: right.has(option) })),
    // Of multiple choice every option chosen is counted already.
    ...(multiple === null || type === 'multiple' || multiple === 0 ? [] : [{ option: 'several', label: t('analysis.options.several'), count: multiple, right: false }]),
    ...(blank === null ? [] : [{ option: 'blank', label: t('analysis.options.left-blank'), count: blank, right: false }]),
  ];
  const most = Math.max(1, n, ...rows.map(({ count }) => count));
  const chooser = <Select size="xs" w={120} aria-label={t('analysis.question')} data={questions.map((one) => ({ value: one.no, label: t('analysis.question-no', { no: one.no }) }))} value={no} allowDeselect={false} onChange={(chosen) => chosen !== null && onChoose(chosen)} />;
  return (
    <Chart
      title={t('analysis.options', { no })} head={chooser} words={`${questionWords(question, right, t)} ${optionWords(question, right, t)}`} size={[width, Math.max(1, rows.length) * step + 8]}
      table={{ heads: [t('analysis.options.option'), t('analysis.candidates'), t('analysis.options.share')], rows: rows.map(({ label, count }) => [label, String(count), percent(count / Math.max(1, n))]) }}
    >
      {rows.map(({ option, label, count, right: isRight }, i) => (
        <g key={option} transform={`translate(0 ${i * step + 6})`}>
          <text className={styles.svgtext} x={left - 10} y={17} textAnchor="end" fontWeight={isRight ? 700 : 400}>{isRight ? `✓ ${label}` : label}</text>
          <rect className={isRight ? styles.right : styles.wrong} x={left} width={Math.max(1, (count / most) * (width - left - 90))} height={24} rx={3} />
          <text className={styles.svgtext} x={left + (count / most) * (width - left - 90) + 8} y={17}>{count} · {percent(count / Math.max(1, n))}</text>
        </g>
      ))}
    </Chart>
  );
}
