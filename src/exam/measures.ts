/** Classical measures of lists of numbers. A measure that is not defined for its input is null. */

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Variance of a sample (divided by n − 1); null for fewer than two values. */
export function sampleVariance(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

export function sampleSd(values: readonly number[]): number | null {
  const variance = sampleVariance(values);
  return variance === null ? null : Math.sqrt(variance);
}

/** Pearson's correlation of two lists of the same length; null where one of them does not vary. */
export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  if (meanX === null || meanY === null) return null;
  let [xx, yy, xy] = [0, 0, 0];
  for (const [i, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, (ys[i] ?? meanY) - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx < tiny || yy < tiny ? null : xy / Math.sqrt(xx * yy);
}

/** Points come in halves: a sum of squares below this is rounding and not variance. */
const tiny = 1e-9;

/**
 * Mean value of the highest-ranked share minus that of the lowest-ranked share. Those who tie at the edge of a group take its last places in equal parts,
 * so that the order of the list does not matter. Null for fewer than two, or when all rank alike.
 */
export function groupDifference(members: readonly { readonly value: number; readonly rank: number }[], share: number): number | null {
  const sorted = members.toSorted((a, b) => a.rank - b.rank);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.rank === last.rank) return null;
  const size = Math.max(1, Math.round(sorted.length * share));
  return edgeMean(sorted.toReversed(), size) - edgeMean(sorted, size);
}

/** Mean value of the first `size` of a list in order of rank, ties at the edge shared. */
function edgeMean(sorted: readonly { readonly value: number; readonly rank: number }[], size: number): number {
  const edge = sorted[size - 1]?.rank;
  const tied = sorted.filter((member) => member.rank === edge);
  const ahead = sorted.slice(0, sorted.findIndex((member) => member.rank === edge));
  const tiedMean = mean(tied.map((member) => member.value)) ?? 0;
  return (ahead.reduce((sum, member) => sum + member.value, 0) + tiedMean * (size - ahead.length)) / size;
}

/**
 * Cronbach's alpha, k/(k−1) · (1 − Σ item variances / variance of the sums) (Cronbach 1951, Psychometrika 16).
 * `rows`: one list of item points a candidate, all of the same length. Null for fewer than two items or candidates, or equal sums.
 */
export function cronbachAlpha(rows: readonly (readonly number[])[]): number | null {
  const items = rows[0]?.length ?? 0;
  const sums = sampleVariance(rows.map((row) => row.reduce((sum, points) => sum + points, 0)));
  if (items < 2 || sums === null || sums < tiny) return null;
  const itemVariances = Array.from({ length: items }, (_, i) => sampleVariance(rows.map((row) => row[i] ?? 0)) ?? 0);
  return (items / (items - 1)) * (1 - itemVariances.reduce((sum, variance) => sum + variance, 0) / sums);
}
