/** What somebody means by the beginning of an id. */
import { SaidError } from './said-error.ts';

export interface ByStart<T> {
  readonly idOf: (one: T) => string;
  /** What is said, in the reader's language, when there is none of it, or there are several. */
  readonly none: string;
  readonly several: (count: number) => string;
}

/** By its id, or the beginning of it. Throws SaidError not-found. */
export function oneByStart<T>(all: readonly T[], start: string, { idOf, none, several }: ByStart<T>): T {
  const found = all.filter((one) => idOf(one).startsWith(start));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new SaidError('not-found', found.length === 0 ? none : several(found.length));
}
