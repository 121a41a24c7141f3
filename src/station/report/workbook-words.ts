/** What the workbook says to people, as the screens say it. The CSV files keep their fixed English headings and codes, for programs. */
import type { ReportLanguage } from './exception-text.ts';
import type { ExceptionKind, PageRow, ScoreRow } from './results.ts';
import type { Cell, Table } from './tables.ts';

/** One sheet of the workbook, as people read it. */
export interface WorkbookSheet {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** So many first columns, which say of which page a row is, stay in sight. */
  readonly staying: number;
  /** The sheet that is seen when the workbook is opened. */
  readonly opensFirst: boolean;
  /** Whether cells that begin with `?`, at which somebody should look, stand out. */
  readonly marksDoubts: boolean;
}

type Words = Readonly<Record<ReportLanguage, string>>;

export const titles: Readonly<Record<Table['name'], Words>> = { answers: { en: 'Answers', zh: '作答' }, scores: { en: 'Scores', zh: '成绩' }, exceptions: { en: 'Exceptions', zh: '异常卷' }, quality: { en: 'Scan quality', zh: '扫描质量' } };
export const statisticsTitle: Words = { en: 'Statistics', zh: '统计' };

const headings: Readonly<Record<string, Words>> = {
  source_file: { en: 'File', zh: '文件' }, source_page: { en: 'Page', zh: '页' }, candidate_no: { en: 'Number', zh: '考号' }, name: { en: 'Name', zh: '姓名' }, class: { en: 'Class', zh: '班级' }, status: { en: 'Status', zh: '状态' },
  total: { en: 'Total', zh: '总分' }, kind: { en: 'Kind', zh: '类型' }, field: { en: 'Question', zh: '题号' }, confidence: { en: 'Confidence', zh: '把握' }, detail: { en: 'What to do', zh: '说明' }, crop: { en: 'Picture', zh: '截图' },
  column: { en: 'Column of the answers', zh: '作答中的列' }, residual_mm: { en: 'Off by (mm)', zh: '偏差（毫米）' }, unsure: { en: 'Not settled', zh: '未确认' },
};

const statuses: Readonly<Record<PageRow['status'] | ScoreRow['status'], Words>> = {
  'ok': { en: 'Read', zh: '正常' }, 'review': { en: 'To look at', zh: '待查看' }, 'failed': { en: 'Not read', zh: '无法识别' }, 'graded': { en: 'Graded', zh: '已评' }, 'awaiting-marks': { en: 'Waits for marks', zh: '客观题已评，主观题待评' },
  'awaiting-pages': { en: 'Not scanned yet', zh: '待扫描' }, 'missing-page': { en: 'Page missing', zh: '缺页' }, 'absent': { en: 'Absent', zh: '缺考' },
};
export function statusWord(status: ScoreRow['status'], language: ReportLanguage): string {
  return statuses[status][language];
}

const kinds: Readonly<Record<ExceptionKind, Words>> = {
  'unknown-candidate': { en: 'Unknown candidate', zh: '考号不明' }, 'duplicate': { en: 'Duplicate', zh: '重复' }, 'missing-page': { en: 'Page missing', zh: '缺页' }, 'foreign-page': { en: 'Page of another exam', zh: '别的考试的页' },
  'unreadable': { en: 'Not read', zh: '无法识别' }, 'blank-page': { en: 'Blank page', zh: '空白页' }, 'doubtful': { en: 'Doubtful mark', zh: '填涂存疑' }, 'absent': { en: 'Absent', zh: '缺考' },
};
/** Columns whose values are codes, with the words for them. */
const values: Readonly<Record<string, ReadonlyMap<Cell, Words>>> = {
  status: new Map(Object.entries(statuses)), kind: new Map(Object.entries(kinds)), field: new Map([['candidate', { en: 'Candidate number', zh: '考号' }]]),
};

/** What people read instead of a column's name; null: nothing else. */
export function headingWord(column: string, language: ReportLanguage): string | null {
  return headings[column]?.[language] ?? null;
}

/** The column that such a word, of any language, stands for; null: none. */
export function columnOfHeading(word: string): string | null {
  return Object.entries(headings).find(([, words]) => Object.values(words).includes(word))?.[0] ?? null;
}

/** What people read instead of a code in this column. */
export function cellWord(column: string, cell: Cell, language: ReportLanguage): Cell {
  return values[column]?.get(cell)?.[language] ?? cell;
}

/** The code in this column that such a word, of any language, stands for. */
export function codeOfCell(column: string, word: string): string {
  const code = [...values[column] ?? []].find(([, words]) => Object.values(words).includes(word))?.[0];
  return typeof code === 'string' ? code : word;
}

/** How many of a table's first columns say of which page a row is. */
export function placeColumns(columns: readonly string[]): number {
  return columns.filter((column, i) => column === ['source_file', 'source_page'][i]).length;
}

/** The table as the workbook shows it in this language. */
export function workbookSheet({ name, columns, rows }: Table, language: ReportLanguage): WorkbookSheet {
  return { title: titles[name][language], columns: columns.map((column) => heading(column, language)), rows: rows.map((cells) => cells.map((cell, i) => cellWord(columns[i] ?? '', cell, language))), staying: placeColumns(columns), opensFirst: name === 'scores', marksDoubts: name === 'answers' };
}

/** `s:1` and `a:1` are question 1. */
function heading(column: string, language: ReportLanguage): string {
  return headingWord(column, language) ?? column.replace(/^[as]:(.*)$/s, language === 'en' ? 'Q$1' : '第$1题');
}
