/** The candidate number's bubbles on a page whose number somebody has to look up: none of them is in doubt by itself, so that reading cuts none out. Pure. */
import { applyHomography, fitHomography } from '../../sheet/read/homography.ts';
import { type ExpandedTemplate, mmPerUnitOf } from '../../sheet/template/expand.ts';
import type { TemplateRegion } from '../../sheet/template/page-regions.ts';
import type { TemplateReading } from '../../sheet/template/read-template.ts';

/** Around the bubbles, in bubbles: above, or to the left, mostly stands the number as it is written. */
const surroundings = { before: 3, after: 1 };

/** Where the number's bubbles are, when they say nobody's number: no mark at all, or one that none of `listed` has (nobody is: all are taken). Null where they do, where they wait for a person anyway, and where the number is no column of bubbles. */
export function numberRegion(expanded: ExpandedTemplate, reading: Pick<TemplateReading, 'registration' | 'columns' | 'bubbles'>, listed: readonly string[]): TemplateRegion | null {
  const read = reading.columns.find(({ name }) => name === expanded.template.candidate);
  if (read === undefined || read.doubtful || (read.value !== '' && (listed.length === 0 || listed.includes(read.value)))) return null;
  return candidateRegion(expanded, reading);
}

/** Where the candidate number's bubbles are, with the number as it is written; null where it is no column of bubbles, or the page was not found. */
export function candidateRegion(expanded: ExpandedTemplate, { registration, bubbles }: Pick<TemplateReading, 'registration' | 'bubbles'>): TemplateRegion | null {
  const { template: { candidate, page } } = expanded, column = expanded.columns.find(({ name }) => name === candidate);
  if (column === undefined || registration === null) return null;
  const toImage = fitHomography([[0, 0], [page.width, 0], [page.width, page.height], [0, page.height]].flatMap(([x = 0, y = 0], i) => { const to = registration.corners[i]; return to === undefined ? [] : [{ from: { x, y }, to }]; }));
  const own = column.fields.flatMap((field) => field.bubbles.flatMap((i) => { const box = expanded.bubbles[i], seen = bubbles[i]; return box === undefined || seen === undefined ? [] : [{ box, seen }]; }));
  const [first] = own;
  if (toImage === null || first === undefined) return null;
  // Bubbles may lie a little beside where one flat page would have them.
  const beside = own.map(({ box, seen }) => { const flat = applyHomography(toImage, box.x + box.w / 2, box.y + box.h / 2); return { x: seen.x - flat.x, y: seen.y - flat.y }; });
  const meanOf = (of: (one: { readonly x: number; readonly y: number }) => number): number => beside.reduce((sum, one) => sum + of(one), 0) / beside.length;
  const shift = { x: meanOf(({ x }) => x), y: meanOf(({ y }) => y) };
  const at = (x: number, y: number): { readonly x: number; readonly y: number } => { const flat = applyHomography(toImage, x, y); return { x: flat.x + shift.x, y: flat.y + shift.y }; };
  const { before, after } = surroundings, { w, h } = first.box, mmPerUnit = mmPerUnitOf(expanded);
  const left = Math.min(...own.map(({ box }) => box.x)) - before * w, right = Math.max(...own.map(({ box }) => box.x + box.w)) + after * w;
  const top = Math.min(...own.map(({ box }) => box.y)) - before * h, bottom = Math.max(...own.map(({ box }) => box.y + box.h)) + after * h;
  return { field: column.name, kind: 'item', widthMm: (right - left) * mmPerUnit, heightMm: (bottom - top) * mmPerUnit, corners: [at(left, top), at(right, top), at(right, bottom), at(left, bottom)] };
}
