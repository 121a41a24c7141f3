/** From a recogniser's probabilities to characters: connectionist temporal classification (Graves 2006), the best path. Pure. */
import type { ReadCharacter } from './engine.ts';

/** Probabilities of `classes` characters, the first of which is the blank, at each of `steps` places along a line. */
export interface Probabilities { readonly steps: number; readonly classes: number; readonly values: Float32Array }

const mostOthers = 4;
const leastOther = 0.002;

/**
 * The characters of the best path, each with what else may stand there. `characters[i]` is class i's text; `allowed` (by class) leaves the others out,
 * and scores are then shares among the allowed.
 */
export function decodeCtc({ steps, classes, values }: Probabilities, characters: readonly string[], allowed: readonly number[] | null): ReadCharacter[] {
  const read: { best: number; step: number; score: number }[] = [];
  let previous = 0;
  for (let step = 0; step < steps; step++) {
    const best = likeliest(values.subarray(step * classes, (step + 1) * classes), allowed);
    const score = values[step * classes + best] ?? 0;
    const last = read.at(-1);
    // The clearest of the steps that a character takes speaks for it.
    if (best !== 0 && best === previous && last !== undefined) {
      if (score > last.score) { last.step = step; last.score = score; }
    } else if (best !== 0) read.push({ best, step, score });
    previous = best;
  }
  return read.map(({ best, step }) => characterAt(values.subarray(step * classes, (step + 1) * classes), best, characters, allowed));
}

/** The class with the highest probability, the first of equals; the blank where no allowed one is likelier. */
function likeliest(row: Float32Array, allowed: readonly number[] | null): number {
  let best = 0;
  let score = row[0] ?? 0;
  if (allowed !== null) {
    for (const one of allowed) {
      const value = row[one] ?? 0;
      if (value > score) { best = one; score = value; }
    }
    return best;
  }
  // Of six thousand characters at each place of each line: a plain loop, without an index or a pair for each.
  for (let one = 1; one < row.length; one++) {
    const value = row[one] ?? 0;
    if (value > score) { best = one; score = value; }
  }
  return best;
}

function characterAt(row: Float32Array, best: number, characters: readonly string[], allowed: readonly number[] | null): ReadCharacter {
  const total = allowed === null ? 1 : allowed.reduce((sum, one) => sum + (row[one] ?? 0), row[0] ?? 0);
  const scoreOf = (one: number): number => (row[one] ?? 0) / Math.max(total, 1e-9);
  const others: { text: string; score: number }[] = [];
  const consider = (one: number): void => {
    const score = scoreOf(one);
    if (one !== best && score >= leastOther) others.push({ text: characters[one] ?? '', score });
  };
  if (allowed !== null) allowed.forEach(consider);
  else for (let one = 1; one < row.length; one++) if ((row[one] ?? 0) >= leastOther) consider(one);
  return { text: characters[best] ?? '', score: scoreOf(best), others: others.sort((a, b) => b.score - a.score).slice(0, mostOthers) };
}
