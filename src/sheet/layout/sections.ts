/** Consecutive questions that are answered in the same way form a section with a heading, such as `一、选择题`. */
import type { Exam, NumericQuestion, OpenQuestion, Question, TextQuestion } from '../../exam/exam.ts';
import type { Stackable } from './columns.ts';
import { choiceBlock, groupRows, labelWidthMm, numericBlock, textBlock, type ChoiceQuestion } from './question-blocks.ts';
import type { SectionKind, SheetWords } from './sheet-words.ts';

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

function kindOf(section: Section): SectionKind {
  if (section.kind !== 'bubbles') return section.kind;
  const types = new Set(section.questions.map(question => question.type));
  const [first] = types;
  if (types.size === 1 && first !== undefined) return first;
  return types.has('numeric') || types.has('truefalse') ? 'mixed' : 'choices';
}

/** `index` counts the sections from 0. */
export function sectionHeading(section: Section, index: number, words: SheetWords): string {
  return words.section(index + 1, kindOf(section));
}

/** The blocks of a section of bubbles or text boxes, in order. */
export function sectionBlocks(section: Exclude<Section, { kind: 'open' }>, words: SheetWords): Stackable[] {
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
    for (const group of groupRows(rows)) blocks.push({ kind: 'choice', block: choiceBlock(group, labelMm, captioned ? words : null) });
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
