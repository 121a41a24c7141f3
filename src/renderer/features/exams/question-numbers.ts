/** Question numbers as people write them: `11`, `1-10`, `1,3,5-7`. */
const most = 200;

/** Each number for itself, or null when that is no list of numbers. */
export function numbersIn(text: string): readonly string[] | null {
  const parts = text.normalize('NFKC').replaceAll(/[、，;；]/g, ',').replaceAll(/[—–~～至]/g, '-').split(',').map((part) => part.trim());
  const numbers = parts.flatMap((part) => {
    const range = /^(\d{1,3})\s*-\s*(\d{1,3})$/.exec(part);
    if (range === null) return /^\d{1,3}$/.test(part) ? [Number(part)] : [Number.NaN];
    const [from, to] = [Number(range[1]), Number(range[2])];
    return to < from || to - from >= most ? [Number.NaN] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return numbers.some(Number.isNaN) ? null : numbers.map(String);
}

/** The highest of them, 0 where there is none. */
export const highestIn = (texts: readonly string[]): number => Math.max(0, ...texts.flatMap((text) => numbersIn(text) ?? []).map(Number));
