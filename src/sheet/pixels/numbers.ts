/** One number for each. Typed arrays' own `from` asks an iterator for every value, at ten to twenty times the price. */
export function numbersOf<T>(all: ArrayLike<T>, of: (each: T, index: number) => number): Float64Array {
  const numbers = new Float64Array(all.length);
  for (let k = 0; k < numbers.length; k++) numbers[k] = of(all[k]!, k);
  return numbers;
}
