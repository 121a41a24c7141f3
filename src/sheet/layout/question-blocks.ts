/** Blocks of questions, each with its own origin: five choice questions, one number grid, one text box, one box to write in. */
import type { MultipleQuestion, NumericQuestion, OpenQuestion, SingleQuestion, TextQuestion, TrueFalseQuestion } from '../../exam/exam.ts';
import type { LayoutBubble } from '../layout.ts';
import { joined, type Block, type Ink } from './shapes.ts';
import { captionWidthsFrom, type SheetWords } from './sheet-words.ts';

export type ChoiceQuestion = SingleQuestion | MultipleQuestion | TrueFalseQuestion;

export const bubbleMm = { w: 5, h: 3.4 } as const;
/** From one bubble to the next, so that a mark that leaves its bubble stays off its neighbours. */
export const pitchMm = { x: 7, y: 5.4 } as const;
const captionMm = 4.8;
const captionPt = 7;
const rowsPerBlock = 5;
const labelPt = 9;
/** Height of the boxes to write digits in. */
export const digitBoxMm = 7;

/** Roughly how wide a text prints: the layout must not depend on a font file. */
export function roughWidthMm(text: string, sizePt: number): number {
  let ems = 0;
  for (const character of text) ems += /[ -~]/.test(character) ? 0.58 : 1;
  return ems * sizePt * 0.3528;
}

/** Room for the numbers in front of a column of rows. */
export function labelWidthMm(numbers: readonly string[]): number {
  return Math.min(18, Math.max(7, ...numbers.map(no => roughWidthMm(no, labelPt) + 2)));
}

/** Width of `count` bubbles side by side. */
export function bubblesWidthMm(count: number): number {
  return (count - 1) * pitchMm.x + bubbleMm.w;
}

/** Questions in blocks of five rows; a new block where the type changes. */
export function groupRows(questions: readonly ChoiceQuestion[]): ChoiceQuestion[][] {
  const groups: ChoiceQuestion[][] = [];
  for (const question of questions) {
    const last = groups.at(-1);
    if (last && last.length < rowsPerBlock && last[0]?.type === question.type) last.push(question);
    else groups.push([question]);
  }
  return groups;
}

/** Rows of bubbles, aligned with each other; `labelMm` is the room for the numbers. With `words` they say what kind they are of. */
export function choiceBlock(questions: readonly ChoiceQuestion[], labelMm: number, words: SheetWords | null): Block {
  const bubbles: LayoutBubble[] = [];
  const ink: Ink[] = [];
  const top = words === null ? 0 : captionMm;
  const columns = Math.max(...questions.map(question => question.options.length));
  const first = questions[0];
  const type = words === null ? undefined : first?.type;
  const w = Math.max(labelMm + bubblesWidthMm(columns), 2 + (type === undefined ? 0 : roughWidthMm(captionWidthsFrom[type], captionPt)));
  if (words !== null && type !== undefined) ink.push({ kind: 'text', text: words.rows[type], sizePt: captionPt, x: 1.5, y: -0.6, w: w - 1.5, h: 3.8, grey: 0.25, maxLines: 1 });
  questions.forEach((question, row) => {
    const y = top + row * pitchMm.y;
    ink.push({ kind: 'text', text: question.no, sizePt: labelPt, x: 0, y: y - 0.4, w: labelMm - 1.8, h: bubbleMm.h + 0.8, align: 'right', maxLines: 1 });
    question.options.forEach((value, i) => bubbles.push({ field: question.no, value, x: labelMm + i * pitchMm.x, y, ...bubbleMm }));
  });
  return { w, h: top + (questions.length - 1) * pitchMm.y + bubbleMm.h, bubbles, regions: [], ink };
}

/** `-`, `.`, then the digits: the rows of a number grid from top to bottom. */
function gridRows(columns: readonly (readonly string[])[]): string[] {
  const seen = new Set(columns.flat());
  const usual = ['-', '.', ...Array.from('0123456789')];
  return [...usual.filter(value => seen.has(value)), ...[...seen].filter(value => !usual.includes(value))];
}

/** A box to write each digit in, and below it the column of its bubbles; `fieldOf` names the columns' fields. */
export function digitGrid(columns: readonly (readonly string[])[], fieldOf: (column: number) => string): Block {
  const bubbles: LayoutBubble[] = [];
  const ink: Ink[] = [];
  const rows = gridRows(columns);
  const top = digitBoxMm + 1.6;
  const side = (pitchMm.x - bubbleMm.w) / 2;
  const w = columns.length * pitchMm.x;
  ink.push({ kind: 'frame', x: 0, y: 0, w, h: digitBoxMm, widthMm: 0.3 });
  columns.forEach((values, i) => {
    if (i > 0) ink.push({ kind: 'line', x1: i * pitchMm.x, y1: 0, x2: i * pitchMm.x, y2: digitBoxMm, widthMm: 0.2, grey: 0.2 });
    for (const value of values) bubbles.push({ field: fieldOf(i), value, x: side + i * pitchMm.x, y: top + rows.indexOf(value) * pitchMm.y, ...bubbleMm });
  });
  return { w, h: top + (rows.length - 1) * pitchMm.y + bubbleMm.h, bubbles, regions: [], ink };
}

export function numericBlock(question: NumericQuestion): Block {
  const grid = digitGrid(question.columns, i => `${question.no}:${i}`);
  const labelMm = Math.max(6, roughWidthMm(question.no, labelPt) + 1.5);
  const w = Math.max(grid.w, labelMm);
  const inset = (w - grid.w) / 2;
  const caption: Ink = { kind: 'text', text: question.no, sizePt: labelPt, x: 0, y: -0.6, w, h: captionMm, align: 'center', maxLines: 1 };
  const head: Block = { w, h: captionMm, bubbles: [], regions: [], ink: [caption] };
  return joined(w, captionMm + grid.h, [{ block: head, x: 0, y: 0 }, { block: grid, x: inset, y: captionMm }]);
}

export function textBlock(question: TextQuestion, labelMm: number): Block {
  const box = { x: labelMm, y: 0, w: question.widthMm, h: question.heightMm };
  return {
    w: labelMm + box.w, h: box.h, bubbles: [],
    regions: [{ field: question.no, kind: 'text', ...box }],
    ink: [
      { kind: 'text', text: question.no, sizePt: labelPt, x: 0, y: 0, w: labelMm - 1.8, h: box.h, align: 'right', maxLines: 1 },
      { kind: 'frame', ...box, widthMm: 0.3 },
    ],
  };
}

export function openBlock(question: OpenQuestion, widthMm: number, words: SheetWords): Block {
  const box = { x: 0, y: 0, w: widthMm, h: question.heightMm };
  return {
    w: box.w, h: box.h, bubbles: [],
    regions: [{ field: question.no, kind: 'open', ...box }],
    ink: [
      { kind: 'frame', ...box, widthMm: 0.35 },
      { kind: 'text', text: words.openQuestion(question.no, question.points), sizePt: 10, x: 2.5, y: 1.5, w: widthMm - 5, h: 5.5, maxLines: 1 },
    ],
  };
}
