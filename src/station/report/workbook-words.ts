/** What the workbook says in Chinese. The CSV files keep their fixed English headings and codes for programs, and so does the English workbook. */
import type { ReportLanguage } from './exception-text.ts';
import type { ExceptionKind, PageRow, ScoreRow } from './results.ts';
import type { Cell, Table } from './tables.ts';

/** One sheet of the workbook, as people read it. */
export interface WorkbookSheet {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const titles: Readonly<Record<Table['name'], string>> = { answers: '作答', scores: '成绩', exceptions: '异常卷' };
export const statisticsTitle: Readonly<Record<ReportLanguage, string>> = { en: 'statistics', zh: '统计' };

const headings: ReadonlyMap<string, string> = new Map([
  ['source_file', '文件'], ['source_page', '页'], ['candidate_no', '考号'], ['name', '姓名'], ['class', '班级'], ['status', '状态'], ['total', '总分'],
  ['kind', '类型'], ['field', '题号'], ['confidence', '把握'], ['detail', '说明'], ['crop', '截图'],
]);

const statuses: Readonly<Record<PageRow['status'] | ScoreRow['status'], string>> = {
  'ok': '正常', 'review': '待查看', 'failed': '无法识别', 'graded': '已评', 'awaiting-marks': '客观题已评，主观题待评', 'awaiting-pages': '待扫描', 'missing-page': '缺页', 'absent': '缺考',
};
/** Codes stay codes in English files. */
export function statusWord(status: ScoreRow['status'], language: ReportLanguage): string {
  return language === 'en' ? status : statuses[status];
}

const kinds: Readonly<Record<ExceptionKind, string>> = {
  'unknown-candidate': '考号不明', 'duplicate': '重复', 'missing-page': '缺页', 'foreign-page': '别的考试的页', 'unreadable': '无法识别', 'blank-page': '空白页', 'doubtful': '填涂存疑', 'absent': '缺考',
};
/** Columns whose values are codes, with the words for them. */
const values: ReadonlyMap<string, ReadonlyMap<Cell, string>> = new Map([
  ['status', new Map(Object.entries(statuses))], ['kind', new Map(Object.entries(kinds))], ['field', new Map([['candidate', '考号']])],
]);

/** The table as the workbook shows it in this language. */
export function workbookSheet({ name, columns, rows }: Table, language: ReportLanguage): WorkbookSheet {
  if (language === 'en') return { title: name, columns, rows };
  const words = columns.map((column) => values.get(column));
  return { title: titles[name], columns: columns.map(chineseHeading), rows: rows.map((cells) => cells.map((cell, i) => words[i]?.get(cell) ?? cell)) };
}

/** `s:1` and `a:1` are 第1题. */
function chineseHeading(column: string): string {
  return headings.get(column) ?? column.replace(/^[as]:(.*)$/s, '第$1题');
}
