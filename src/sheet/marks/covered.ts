/** Fields without an answer of which a bubble's print is not to be seen: a note or a strip of paper lies over it, or glare, and the answer may be there (decision 0165). Pure. */
import type { MarkReading } from './decide.ts';
import type { InkGroups } from './groups.ts';
import type { BubbleInk } from './ink.ts';
import { doubted } from './page-view.ts';

/** Share of its print up to which a bubble is not seen: under notes and white-out 0.01, in glare 0.3 and less; of 30,000 unmarked bubbles on clean pages, photos and faint copies the least had 0.41, behind guilloche 0.22. */
const hidden = 0.2;
/** Share of it from which a bubble is plainly seen, and of the unmarked ones with which it is compared that must be: where there is no print but noise, 0.4 of them look like what was learned of them. */
const plainly = { print: 0.5, share: 0.6 };
/** Fill below which a bubble is unmarked. */
const unmarked = 0.05;

/** A mark elsewhere tells the answer, whatever was painted over beside it; blanks wait. Print that is faint, or lost in the scan, all over a block says nothing. */
export function withoutPrint<R extends MarkReading>(readings: readonly R[], { fields }: InkGroups, inks: readonly BubbleInk[]): R[] {
  const printOf = (i: number): number | null => inks[i]!.print(), isHidden = (i: number): boolean => (printOf(i) ?? 1) < hidden;
  const covered = readings.flatMap(({ chosen }, k) => (chosen.length === 0 && fields[k]!.members.some(isHidden) ? [k] : []));
  if (covered.length === 0) return [...readings];
  const isPlain = new Map([...new Set(covered.map((k) => fields[k]!.block))].map((block) => {
    const free = fields.flatMap((field) => (field.block === block ? field.members : [])).filter((i) => inks[i]!.fill < unmarked);
    return [block, free.filter((i) => (printOf(i) ?? 0) > plainly.print).length >= plainly.share * free.length] as const;
  }));
  const waiting = new Set(covered.filter((k) => isPlain.get(fields[k]!.block)));
  return readings.map((reading, k) => (waiting.has(k) ? doubted(reading, 'damaged', 'damaged') : reading));
}
