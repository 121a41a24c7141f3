/** Loops over all points of the windows around a page's bubbles. */
import { doublesAt, floatsAt, intsAt, loops, sections } from './memory.ts';

/** Windows, by their numbers, that have the same printed on them: as dark as it is when it is empty, and the most that may be printed at each point. */
export interface Printed { readonly members: readonly number[]; readonly template: Float32Array; readonly printed: Float64Array }

/** Takes off what is printed: a point paler than the template stays below nothing, a darker one counts from what may be printed there. Changes `darkness`, `points` a window. */
export function subtractPrinted(darkness: Float32Array, points: number, groups: readonly Printed[]): void {
  const most = Math.max(0, ...groups.map(({ members }) => members.length));
  const [at = 0, bubbles = 0, templates = 0, prints = 0] = sections(darkness.byteLength, 4 * most, 4 * points, 8 * points);
  floatsAt(at, darkness.length).set(darkness);
  for (const { members, template, printed } of groups) {
    intsAt(bubbles, members.length).set(members);
    floatsAt(templates, points).set(template);
    doublesAt(prints, points).set(printed);
    loops.subtractPrinted(at, bubbles, members.length, points, templates, prints);
  }
  darkness.set(floatsAt(at, darkness.length));
}
