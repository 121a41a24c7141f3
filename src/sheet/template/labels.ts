import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';

/** Labels of fields as templates write them: `q1..20` stands for q1, q2 … q20 (OMRChecker's shorthand). */
const range = /^([^\d]*)(\d+)\.{2,3}(\d+)$/;

/** At most this many fields come of one list: more is a slip of the pen. */
const mostFields = 2_000;

/** Every label of a list written with shorthands, in order. Throws ZhiyueError template-invalid for a range that runs backwards or is too long. */
export function expandLabels(labels: readonly string[]): string[] {
  let total = 0;
  const counted = (label: string, count: number): void => {
    total += count;
    if (total > mostFields) throw ZhiyueError.of('template-invalid', [fault('template-fields-many', { label, most: mostFields })]);
  };
  return labels.flatMap((label) => {
    const found = range.exec(label.trim());
    if (!found) {
      counted(label, 1);
      return [label];
    }
    const [, stem = '', from = '', to = ''] = found;
    const first = Number(from), last = Number(to);
    if (!(last >= first)) throw ZhiyueError.of('template-invalid', [fault('template-range', { label })]);
    counted(label, last - first + 1);
    return Array.from({ length: last - first + 1 }, (_, i) => `${stem}${first + i}`);
  });
}

/** By the part before the number, then by the number: the order of OMRChecker's columns where the template gives none. */
export function compareLabels(a: string, b: string): number {
  const [stemA, numberA] = parts(a), [stemB, numberB] = parts(b);
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return numberA - numberB;
}

function parts(label: string): [string, number] {
  const found = /^(\D*)(\d*)/.exec(label);
  return [found?.[1] ?? label, Number(found?.[2] ?? '0')];
}
