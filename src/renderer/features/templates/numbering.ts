/** What the fields of blocks are called, and what they are put together into. Pure. */
import type { TemplateBlock } from '../../../contract/routes/templates.ts';

/** `q7`, 3: q7, q8, q9; a label without a number gets one. */
export function labelsFrom(first: string, count: number): string[] {
  const [, stem = '', digits = ''] = /^(.*?)(\d*)$/s.exec(first.trim()) ?? [];
  const start = digits === '' ? 1 : Number(digits);
  return Array.from({ length: count }, (_, i) => `${stem}${String(start + i).padStart(digits.startsWith('0') ? digits.length : 1, '0')}`);
}

/** Whether the labels count up from the first: only then can the first one and a number stand for all. */
export function countsUp(labels: readonly string[]): boolean {
  const [first] = labels;
  return first !== undefined && labelsFrom(first, labels.length).every((label, i) => label === labels[i]);
}

/** A label for the next block: one more than the highest of the same stem. */
export function nextLabel(blocks: readonly TemplateBlock[], stem: string): string {
  const taken = blocks.flatMap((block) => block.fields).flatMap((label) => (label.startsWith(stem) && /^\d+$/.test(label.slice(stem.length)) ? [Number(label.slice(stem.length))] : []));
  return `${stem}${Math.max(0, ...taken) + 1}`;
}

/** Fields from which a number of digits may be a candidate's. */
const leastDigits = 4;

/** The block with its fields put together in a column, or not (null); a long number is the candidate's when no other block is. Digits take no numbers of questions. */
export function joinedInto(block: TemplateBlock, column: string | null, blocks: readonly TemplateBlock[]): TemplateBlock {
  const others = blocks.filter(({ name }) => name !== block.name);
  const mate = column === null ? undefined : others.find((other) => other.column === column);
  const digits = block.values.filter((value) => /^\d$/.test(value)).length >= 8 && block.fields.length >= leastDigits;
  const candidate = column !== null && (mate?.candidate ?? (block.column === null ? digits && !others.some((other) => other.candidate) : block.candidate));
  const fields = column !== null && block.column === null ? renumbered(block, others, 'question', 'digit') : column === null && block.column !== null ? renumbered(block, others, 'digit', 'question') : block.fields;
  return { ...block, column, candidate, fields };
}

/** What questions are called, and the digits of a number that is put together. */
const stems = { question: 'q', digit: 'no' } as const;

/** Its fields with other names where these would stand among the questions' (or, taken apart again, no longer would): only what was numbered by itself is. */
function renumbered({ fields }: TemplateBlock, others: readonly TemplateBlock[], from: 'question' | 'digit', to: 'question' | 'digit'): string[] {
  const ours = countsUp(fields) && fields.every((label) => label.startsWith(stems[from]) && /^\d+$/.test(label.slice(stems[from].length)));
  return ours ? labelsFrom(nextLabel(others, stems[to]), fields.length) : [...fields];
}

/** The block as the candidate number, or not; its digits take no numbers of questions. */
export function asCandidate(block: TemplateBlock, candidate: boolean, blocks: readonly TemplateBlock[]): TemplateBlock {
  return { ...block, candidate, fields: candidate ? renumbered(block, blocks.filter(({ name }) => name !== block.name), 'question', 'digit') : block.fields };
}

/** A label that two blocks, or one twice, have: neither can be told from the other in the answers. */
export interface Clash { readonly label: string; readonly blocks: readonly [string, string] }

/** For each pair of blocks the first label that both have. */
export function clashesOf(blocks: readonly TemplateBlock[]): Clash[] {
  const owner = new Map<string, string>();
  const found = new Map<string, Clash>();
  for (const { name, fields } of blocks) for (const label of fields) {
    const other = owner.get(label);
    if (other === undefined) owner.set(label, name);
    else if (!found.has(`${other}\n${name}`)) found.set(`${other}\n${name}`, { label, blocks: [other, name] });
  }
  return [...found.values()];
}
