/** One number for each. Typed arrays' own `from` asks an iterator for every value, at ten to twenty times the price. */
export function numbersOf<T>(all: ArrayLike<T>, of: (each: T, index: number) => number): Float64Array {
  const numbers = new Float64Array(all.length);
  for (let k = 0; k < numbers.length; k++) numbers[k] = of(all[k]!, k);
  return numbers;
}

/** At most so many of them, evenly. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  return all.length <= most ? all : Array.from({ length: most }, (_, k) => all[Math.floor(k * all.length / most)]!);
}
