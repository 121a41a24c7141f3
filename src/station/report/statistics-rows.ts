/** The statistics as rows for the workbook's last sheet. */
import type { ExamStatistics, QuestionStatistics } from '../../exam/statistics.ts';
import type { ReportLanguage } from './exception-text.ts';
import type { Cell } from './tables.ts';

const words = {
  en: {
    whole: ['Candidates', 'Full marks', 'Mean', 'Median', 'Standard deviation (sample)', 'Lowest', 'Highest', "Cronbach's alpha"],
    columns: ['Question', 'Type', 'Candidates', 'Points', 'Mean', 'Difficulty', 'Discrimination (27 %)', 'Point-biserial', 'Blank', 'Several'],
    soFar: (all: number) => `scored so far; ${all} with the open questions`,
    types: { single: 'single', multiple: 'multiple', truefalse: 'truefalse', numeric: 'numeric', text: 'text', open: 'open' },
  },
  zh: {
    whole: ['人数', '满分', '平均分', '中位数', '标准差（样本）', '最低分', '最高分', 'Cronbach α 系数'],
    columns: ['题号', '题型', '人数', '分值', '平均分', '难度', '区分度（27%）', '点二列相关', '未作答', '多选'],
    soFar: (all: number) => `已评部分；含主观题共 ${all} 分`,
    types: { single: '单选', multiple: '多选', truefalse: '判断', numeric: '填数字', text: '填文字', open: '主观题' },
  },
} as const;

const fullMarksRow = 1;

/** Two columns for the whole exam, an empty row, then a table with one row a question; while open questions wait for marks, a note stands beside the full marks. Measures are rounded to four digits. */
export function statisticsRows(statistics: ExamStatistics, language: ReportLanguage): readonly (readonly Cell[])[] {
  const { whole, columns, soFar, types } = words[language];
  const values = [statistics.n, statistics.max, statistics.mean, statistics.median, statistics.sd, statistics.lowest, statistics.highest, statistics.cronbachAlpha];
  const options = [...new Set(statistics.questions.flatMap((question) => Object.keys(question.options ?? {})))];
  return [
    ...whole.map((word, i): readonly Cell[] => [word, rounded(values[i] ?? null), ...(i === fullMarksRow && statistics.max !== statistics.maxWithOpen ? [soFar(statistics.maxWithOpen)] : [])]),
    [],
    [...columns, ...options],
    ...statistics.questions.map((question) => questionRow(question, types[question.type], options)),
  ];
}

function questionRow(question: QuestionStatistics, type: string, options: readonly string[]): readonly Cell[] {
  const { no, n, max, mean, difficulty, discrimination, pointBiserial, blank, multiple } = question;
  return [no, type, n, max, ...[mean, difficulty, discrimination, pointBiserial].map(rounded), blank, multiple, ...options.map((option) => question.options?.[option] ?? null)];
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}
