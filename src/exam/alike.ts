/** The word that somebody most likely meant. */

/** The one of `words` that is a slip or two away (one in a short word), the nearest first; null where none is near. Capitals do not count. */
export function alike(word: string, words: readonly string[]): string | null {
  const most = word.length < 5 ? 1 : 2;
  const near = words.map((each) => ({ each, slips: slipsBetween(word.toLowerCase(), each.toLowerCase()) })).filter(({ slips }) => slips <= most);
  return near.toSorted((a, b) => a.slips - b.slips)[0]?.each ?? null;
}

/** Letters that are too many, missing, another, or swapped with their neighbour (Damerau, "A technique for computer detection and correction of spelling errors", 1964). */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, (row[j - 1] ?? Infinity) + 1, at(i - 1, j - 1) + (same ? 0 : 1), swapped));
    }
  }
  return at(a.length, b.length);
}
