/** Which of `length` things in rows and columns are looked at where `count` are enough: spread over all of them, and no row, column or value more often than others, as with every second or fourth. By the fractional parts of multiples of the golden ratio (Weyl's sequence). In rising order. */
export function scattered(length: number, count: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (count >= length) return all;
  return all.map((i) => ({ i, rank: (i * golden) % 1 })).sort((a, b) => a.rank - b.rank).slice(0, count).map(({ i }) => i).sort((a, b) => a - b);
}

const golden = (Math.sqrt(5) - 1) / 2;
