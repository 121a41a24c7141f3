/** What was read off a scan as a person looks at it: a number is put together. Pure. */
import type { TemplateBlock, TemplateReading } from '../../../contract/routes/templates.ts';

export type AnswerRead = TemplateReading['fields'][number];

/** What stands for a digit that nobody marked in the middle of a number. */
const unmarked = '_';

/** The fields in their order, those that blocks put together in a column as one, where the first of them stands. */
export function answersRead(fields: readonly AnswerRead[], blocks: readonly TemplateBlock[]): AnswerRead[] {
  const columnOf = new Map(blocks.flatMap(({ column, fields: labels }) => (column === null ? [] : labels.map((label) => [label, column] as const))));
  const grouped = Map.groupBy(fields, ({ label }) => columnOf.get(label) ?? null);
  const told = new Set<string>();
  return fields.flatMap((field) => {
    const column = columnOf.get(field.label);
    if (column === undefined) return [field];
    if (told.has(column)) return [];
    told.add(column);
    const parts = grouped.get(column) ?? [];
    const isBlank = parts.every(({ chosen }) => chosen === '');
    return [{ label: column, chosen: isBlank ? '' : parts.map(({ chosen }) => (chosen.length > 1 ? `(${chosen})` : chosen || unmarked)).join(''), doubtful: parts.some(({ doubtful }) => doubtful) }];
  });
}
