import { expandLabels } from './labels.ts';
import type { Template } from '../../exam/template.ts';

/** A candidate number has as many; and so many of the ten digits a field of it. */
const leastDigits = 4, leastValues = 8;

/** Names of the columns of bubbles that are numbers long enough to say whose a sheet is, in the template's order. */
export function numberColumns({ columns, blocks }: Pick<Template, 'columns' | 'blocks'>): string[] {
  const digits = new Set(blocks.filter(({ values }) => values.filter((value) => /^\d$/.test(value)).length >= leastValues).flatMap(({ fields }) => expandLabels(fields)));
  return columns.filter(({ fields }) => expandLabels(fields).filter((label) => digits.has(label)).length >= leastDigits).map(({ name }) => name);
}
