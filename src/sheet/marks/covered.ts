/**
 * Bubbles whose print is not to be seen where their block's other ones are: a note, a strip of paper or glare lies over them, or this part of the page lies a bubble aside, pulled askew by the feeder
 * (decision 0165). Pure.
 */
import type { MarkReading } from './decide.ts';
import type { InkGroups } from './groups.ts';
import type { BubbleInk } from './ink.ts';
import { doubted } from './page-view.ts';

/** Share of its print up to which a bubble is not seen: under notes and white-out 0.07 and less, in glare up to 0.3; the least of 8,000 bubbles of blank fields on clean pages, photos and faint copies had 0.41, and behind guilloche 0.22. */
const hidden = 0.2;
/** Share of it from which a bubble is plainly seen, and of its block's unmarked ones that must be: where there is no print but noise, 0.4 of them look like what was learned of them. */
const plainly = { print: 0.5, share: 0.6 };
/** Fill below which a bubble is unmarked. */
const unmarked = 0.05;
/** Fields one after the other of which the same end is not seen that are no chance: nobody paints over the first bubble of three rows and marks another one in each. */
const aside = 3;

/** A blank field waits of which any bubble is not seen, for the answer may be there; of marked ones only several beside each other whose first or last bubbles are not seen. Print that is faint, or lost in the scan, all over a block says nothing. */
export function withoutPrint<R extends MarkReading>(readings: readonly R[], { fields }: InkGroups, inks: readonly BubbleInk[]): R[] {
  const printOf = (i: number): number | null => inks[i]!.print(), isHidden = (i: number | undefined): boolean => i !== undefined && (printOf(i) ?? 1) < hidden;
  // A full mark hides the print as well.
  const isUnmarked = (i: number | undefined): boolean => i !== undefined && inks[i]!.fill < unmarked;
  const blanks = readings.flatMap(({ chosen }, k) => (chosen.length === 0 && fields[k]!.members.some(isHidden) ? [k] : []));
  const ends = [0, -1].flatMap((end) => runsOf(fields.map(({ block, members }) => (members.length > 1 && isUnmarked(members.at(end)) && isHidden(members.at(end)) ? block : null))));
  const isPlain = new Map([...new Set([...blanks, ...ends].map((k) => fields[k]!.block))].map((block) => {
    const free = fields.flatMap((field) => (field.block === block ? field.members : [])).filter(isUnmarked);
    return [block, free.filter((i) => (printOf(i) ?? 0) > plainly.print).length >= plainly.share * free.length] as const;
  }));
  const waiting = new Set([...blanks, ...ends].filter((k) => isPlain.get(fields[k]!.block)));
  return readings.map((reading, k) => (waiting.has(k) ? doubted(reading, 'damaged', 'damaged') : reading));
}

/** Where the same block stands enough times in a row. */
function runsOf(blocks: readonly (number | null)[]): number[] {
  const runs: number[][] = [];
  for (const [k, block] of blocks.entries()) {
    if (block === null) continue;
    if (k > 0 && blocks[k - 1] === block) runs.at(-1)?.push(k);
    else runs.push([k]);
  }
  return runs.filter((run) => run.length >= aside).flat();
}
