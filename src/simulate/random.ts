/** Chance that repeats: the same seed words give the same numbers on every machine (sfc32, C. Doty-Humphrey, seeded by FNV-1a and splitmix32). */

export type SeedWord = string | number;

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spareNormal: number | null = null;

  /** Independent streams come from different words: `new Random(seed, 'sheet', 17)`. */
  constructor(...words: readonly SeedWord[]) {
    let hash = 0x811c9dc5;
    for (const char of words.join('\u0000')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    const split = (): number => {
      hash = (hash + 0x9e3779b9) | 0;
      let z = hash;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = split();
    this.#b = split();
    this.#c = split();
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum;
  }

  /** From 0 to below 1. */
  next(): number {
    return (this.bits() >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Normal, mean 0, standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = this.between(-1, 1);
      const v = this.between(-1, 1);
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spareNormal = v * factor;
      return u * factor;
    }
  }

  /** Normal with standard deviation `sd`, drawn again until it lies within ±`limit`. */
  within(sd: number, limit: number): number {
    for (;;) {
      const value = this.normal() * sd;
      if (Math.abs(value) <= limit) return value;
    }
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>, otherwise: NoInfer<K>): K {
    let total = 0;
    for (const key in weights) total += weights[key];
    let at = this.next() * total;
    for (const key in weights) {
      at -= weights[key];
      if (at < 0) return key;
    }
    return otherwise;
  }

  /** A shuffled copy. */
  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((value) => ({ value, at: this.next() }))
      .toSorted((x, y) => x.at - y.at)
      .map((entry) => entry.value);
  }
}
