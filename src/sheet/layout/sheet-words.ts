/**
 * What is printed on a sheet in words, in each language that an exam may name.
 * Words move nothing: every box has the size that the Chinese words gave it, and what is longer is printed smaller. So sheets of one exam are read alike, whatever they were printed in.
 */
import type { OpenQuestion, QuestionNo, SheetLanguage } from '../../exam/exam.ts';

export type SectionKind = 'open' | 'text' | 'single' | 'multiple' | 'truefalse' | 'numeric' | 'choices' | 'mixed';

export interface SheetWords {
  /** Below the title; `subject` may be empty. */
  readonly subtitle: (subject: string) => string;
  /** Labels in a table's first column, and those before a line to write on. */
  readonly label: Readonly<Record<'candidateNo' | 'name' | 'class', string>>;
  readonly shortLabel: Readonly<Record<'name' | 'class', string>>;
  /** Over the number grid. */
  readonly numberGrid: string;
  readonly instructions: string;
  /** Numbered when printed. */
  readonly blankRules: readonly string[];
  readonly personalRules: readonly string[];
  readonly rule: (n: number, text: string) => string;
  /** Line height of the rules, in sizes. */
  readonly ruleLeading: number;
  readonly right: string;
  readonly wrong: string;
  /** `n` counts the sections of a sheet from 1. */
  readonly section: (n: number, kind: SectionKind) => string;
  /** Over a block of rows where a section has several kinds. */
  readonly rows: Readonly<Record<'single' | 'multiple' | 'truefalse', string>>;
  readonly openQuestion: (no: QuestionNo, points: OpenQuestion['points']) => string;
  readonly reminder: string;
  readonly pageOf: (page: number, pages: number) => string;
}

const numerals = '〇一二三四五六七八九十';

/** 1 to 99 as Chinese numerals. */
function chineseNumber(n: number): string {
  const tens = Math.floor(n / 10), ones = n % 10;
  const unit = ones === 0 ? '' : numerals[ones] ?? '';
  if (tens === 0) return unit;
  return `${tens === 1 ? '' : numerals[tens] ?? ''}十${unit}`;
}

const chineseSections: Readonly<Record<SectionKind, string>> = {
  open: '解答题', text: '填空题', single: '单项选择题', multiple: '多项选择题', truefalse: '判断题（正确涂 T，错误涂 F）',
  numeric: '数字填涂题（方格内写数字，下方涂对应的圈）', choices: '选择题', mixed: '客观题',
};

const chinese: SheetWords = {
  subtitle: (subject) => (subject === '' ? '答 题 卡' : `${subject}　答题卡`),
  label: { candidateNo: '考 号', name: '姓 名', class: '班 级' },
  shortLabel: { name: '姓名', class: '班级' },
  numberGrid: '考 号',
  instructions: '注意事项',
  blankRules: [
    '写清姓名、班级；考号写在方格内，并逐列填涂。',
    '填涂题用 2B 铅笔涂满涂黑，修改时用橡皮擦干净。',
    '书写题用黑色签字笔写在题号对应的方框内，写在框外无效。',
    '保持卡面清洁，不要折叠，不要在黑色方块和二维码上涂写。',
  ],
  personalRules: [
    '请核对考号、姓名和班级，有误立即报告老师。',
    '填涂题用 2B 铅笔涂满涂黑，修改时用橡皮擦干净。',
    '书写题用黑色签字笔写在对应的方框内，写在框外无效。',
    '不要折叠，不要在黑色方块和二维码上涂写。',
  ],
  rule: (n, text) => `${n}．${text}`,
  ruleLeading: 1.6,
  right: '正确填涂',
  wrong: '错误填涂',
  section: (n, kind) => `${n < 100 ? chineseNumber(n) : String(n)}、${chineseSections[kind]}`,
  rows: { single: '单选题', multiple: '多选题', truefalse: '判断题（T 对 F 错）' },
  openQuestion: (no, points) => `${no}．（${points} 分）`,
  reminder: '请在各题目的答题区域内作答，超出边框的答案无效',
  pageOf: (page, pages) => `第 ${page} 页　共 ${pages} 页`,
};

const englishSections: Readonly<Record<SectionKind, string>> = {
  open: 'Written answers', text: 'Short answers', single: 'Choose one answer', multiple: 'Choose all correct answers', truefalse: 'True (T) or false (F)',
  numeric: 'Numbers (write each digit in its box, then fill in its bubble below)', choices: 'Multiple choice', mixed: 'Fill in the bubbles',
};

const english: SheetWords = {
  subtitle: (subject) => (subject === '' ? 'Answer sheet' : `${subject} answer sheet`),
  label: { candidateNo: 'Number', name: 'Name', class: 'Class' },
  shortLabel: { name: 'Name', class: 'Class' },
  numberGrid: 'Candidate number',
  instructions: 'Instructions',
  blankRules: [
    'Write your name, class and number; fill in one bubble for each digit.',
    'Fill bubbles in fully with a soft (2B) pencil; erase completely.',
    'Write in black pen inside the box of each question, not beyond it.',
    'Do not fold the sheet, or write on black squares and codes.',
  ],
  personalRules: [
    'Check number, name and class: tell your teacher what is wrong.',
    'Fill bubbles in fully with a soft (2B) pencil; erase completely.',
    'Write in black pen inside the box of each question, not beyond it.',
    'Do not fold the sheet, or write on black squares and codes.',
  ],
  rule: (n, text) => `${n}. ${text}`,
  // Latin letters are lower than Chinese characters.
  ruleLeading: 1.4,
  right: 'Correct',
  wrong: 'Incorrect',
  section: (n, kind) => `Part ${n}: ${englishSections[kind]}`,
  rows: { single: 'One answer', multiple: 'Several answers', truefalse: 'True or false' },
  openQuestion: (no, points) => `${no}. (${points} ${points === 1 ? 'point' : 'points'})`,
  reminder: 'Write inside the boxes only: answers outside them do not count.',
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
};

const words: Readonly<Record<SheetLanguage, SheetWords>> = { 'zh-CN': chinese, en: english };

/** The words of an exam's sheets. */
export function sheetWords({ language = 'zh-CN' }: { readonly language?: SheetLanguage }): SheetWords {
  return words[language];
}

/** A caption over rows may widen its column: in every language as much as in Chinese, since the layout is the same. */
export const captionWidthsFrom = chinese.rows;
