/** Which of `length` things in rows and columns are looked at where `count` are enough: spread over all of them, and no row, column or value more often than others, as with every second or fourth. By the fractional parts of multiples of the golden ratio (Weyl's sequence). In rising order. */
export function scattered(length: number, count: number): readonly number[] {
  const key = `${length} ${count}`, taken = known.get(key) ?? taking(length, count);
  known.set(key, taken);
  return taken;
}

/** The same few are asked of every place that is looked at. */
const known = new Map<string, readonly number[]>();

function taking(length: number, count: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (count >= length) return all;
  return all.toSorted((a, b) => a * golden % 1 - b * golden % 1).slice(0, count).sort((a, b) => a - b);
}

const golden = (Math.sqrt(5) - 1) / 2;
