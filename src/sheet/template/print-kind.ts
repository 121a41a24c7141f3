import type { TemplateBubble } from './expand.ts';

/** Names what is printed in a bubble: the same for all with one value and of one size. */
export function printKindOf(bubbles: readonly TemplateBubble[]): (bubble: TemplateBubble) => string {
  const widths = classesOf(bubbles.map(({ w }) => w)), heights = classesOf(bubbles.map(({ h }) => h));
  return ({ value, w, h }) => `${widths.get(w)} ${heights.get(h)} ${value}`;
}

/** Share up to which lengths differ that are one: blocks drawn by hand over a scan are measured a little differently each. */
const sameLength = 0.1;

/** The smallest length of each one's class. */
function classesOf(lengths: readonly number[]): ReadonlyMap<number, number> {
  let least = -Infinity;
  return new Map([...new Set(lengths)].sort((a, b) => a - b).map((length) => {
    if (length > least * (1 + sameLength)) least = length;
    return [length, least];
  }));
}
