/** Consecutive questions that are answered in the same way form a section with a heading, such as `一、选择题`. */
import type { Exam, NumericQuestion, OpenQuestion, Question, TextQuestion } from '../../exam/exam.ts';
import type { Stackable } from './columns.ts';
import { choiceBlock, groupRows, labelWidthMm, numericBlock, textBlock, type ChoiceQuestion } from './question-blocks.ts';

export type Section =
  | { readonly kind: 'bubbles'; readonly questions: readonly (ChoiceQuestion | NumericQuestion)[] }
  | { readonly kind: 'text'; readonly questions: readonly TextQuestion[] }
  | { readonly kind: 'open'; readonly questions: readonly OpenQuestion[] };

const bySection = (question: Question): Section['kind'] => question.type === 'open' || question.type === 'text' ? question.type : 'bubbles';

export function sectionsOf(exam: Exam): Section[] {
  const runs: Question[][] = [];
  for (const question of exam.questions) {
    const last = runs.at(-1);
    if (last?.[0] && bySection(last[0]) === bySection(question)) last.push(question);
    else runs.push([question]);
  }
  return runs.map((run): Section => {
    const open = run.filter(question => question.type === 'open');
    if (open.length > 0) return { kind: 'open', questions: open };
    const text = run.filter(question => question.type === 'text');
    if (text.length > 0) return { kind: 'text', questions: text };
    return { kind: 'bubbles', questions: run.filter(question => question.type !== 'open' && question.type !== 'text') };
  });
}

const numerals = '〇一二三四五六七八九十';

/** 1 to 99 as Chinese numerals. */
function chineseNumber(n: number): string {
  const tens = Math.floor(n / 10), ones = n % 10;
  const unit = ones === 0 ? '' : numerals[ones] ?? '';
  if (tens === 0) return unit;
  return `${tens === 1 ? '' : numerals[tens] ?? ''}十${unit}`;
}

function sectionName(section: Section): string {
  if (section.kind === 'open') return '解答题';
  if (section.kind === 'text') return '填空题';
  const types = new Set(section.questions.map(question => question.type));
  if (types.size === 1) {
    if (types.has('single')) return '单项选择题';
    if (types.has('multiple')) return '多项选择题';
    if (types.has('truefalse')) return '判断题（正确涂 T，错误涂 F）';
    return '数字填涂题（方格内写数字，下方涂对应的圈）';
  }
  return types.has('numeric') || types.has('truefalse') ? '客观题' : '选择题';
}

/** `index` counts the sections from 0. */
export function sectionHeading(section: Section, index: number): string {
  const number = index < 99 ? chineseNumber(index + 1) : String(index + 1);
  return `${number}、${sectionName(section)}`;
}

/** The blocks of a section of bubbles or text boxes, in order. */
export function sectionBlocks(section: Exclude<Section, { kind: 'open' }>): Stackable[] {
  if (section.kind === 'text') {
    const labelMm = labelWidthMm(section.questions.map(question => question.no));
    return section.questions.map(question => ({ kind: 'text', block: textBlock(question, labelMm) }));
  }
  const choices = section.questions.filter(question => question.type !== 'numeric');
  const labelMm = labelWidthMm(choices.map(question => question.no));
  const captioned = new Set(choices.map(question => question.type)).size > 1;
  const blocks: Stackable[] = [];
  let rows: ChoiceQuestion[] = [];
  const closeRows = (): void => {
    for (const group of groupRows(rows)) blocks.push({ kind: 'choice', block: choiceBlock(group, labelMm, captioned) });
    rows = [];
  };
  for (const question of section.questions) {
    if (question.type !== 'numeric') rows.push(question);
    else {
      closeRows();
      blocks.push({ kind: 'numeric', block: numericBlock(question) });
    }
  }
  closeRows();
  return blocks;
}
