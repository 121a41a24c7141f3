/** How many totals lie in each stretch of points. Pure. */
export interface Bin { readonly from: number; readonly to: number; readonly count: number }

const widths = [0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000];

/** Stretches of one round width, ten to twenty of them over `max`; each holds `from` but not `to`, only the last holds both. Totals below nothing get stretches of their own. */
export function histogram(totals: readonly number[], max: number): readonly Bin[] {
  const top = Math.max(max, 1, ...totals);
  const width = widths.find((one) => top / one <= 20) ?? 10_000;
  const first = Math.min(0, Math.floor(Math.min(0, ...totals) / width));
  const last = Math.max(first + 1, Math.ceil(top / width));
  const counts = Array.from({ length: last - first }, () => 0);
  for (const total of totals) {
    const at = Math.min(last - first - 1, Math.floor(total / width) - first);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: (first + i) * width, to: (first + i + 1) * width, count }));
}

/** Round marks for an axis up to `most`: about five of them, the last at or above it. */
export function axisMarks(most: number): readonly number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((one) => most / one <= 5) ?? 10_000;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, i) => i * step);
}

/** Shares of those with at least these parts of full marks: 60 % passes, 85 % is excellent, as Chinese schools count. */
export function sharesAbove(totals: readonly number[], max: number): { readonly pass: number; readonly excellent: number } {
  const share = (part: number): number => (totals.length === 0 || max <= 0 ? 0 : totals.filter((total) => total >= part * max).length / totals.length);
  return { pass: share(0.6), excellent: share(0.85) };
}
