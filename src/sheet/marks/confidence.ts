import model from './confidence-model.json' with { type: 'json' };

/** What makes a field unsure beside its margin: two marks in a digit's column, a mark struck through, marks of different pens, something pale where nothing is marked, bubbles cut off or out of line, and answers in red, which do not count. */
export const unsureReasons = ['column', 'struck', 'pen', 'pale', 'damaged', 'red'] as const;
export type UnsureBy = (typeof unsureReasons)[number];

/** What no collection of pages has happens too. */
const most = 0.9995;

/**
 * Probability that a field is read right: from its margin (the log odds of its least certain bubble) by a table that is fitted to simulated and real pages with known truth
 * (`tests/bench/confidence/fit-marks.ts`), linear between its points; where something else makes it unsure, at most the share of such fields that were right. It only tells: whether a field waits
 * for a person is decided by the margin itself.
 */
export function confidenceOf(margin: number, unsureBy: UnsureBy | null): number {
  const plain = Math.min(most, interpolated(margin));
  return unsureBy === null ? plain : Math.min(plain, model.unsure[unsureBy]);
}

function interpolated(margin: number): number {
  const { margins, right } = model;
  const above = margins.findIndex((at) => at >= margin);
  if (above < 0) return right.at(-1) ?? 0;
  if (above === 0) return right[0] ?? 0;
  const [from = 0, to = 1, low = 0, high = 1] = [margins[above - 1], margins[above], right[above - 1], right[above]];
  return low + (high - low) * (margin - from) / (to - from);
}
