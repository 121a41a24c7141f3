/** What somebody means by the beginning of an id. */
import { ZhiyueError } from '../contract/errors.ts';

export interface ByStart<T> {
  readonly idOf: (one: T) => string;
  /** What is said when there is none of it, or there are several. */
  readonly none: string;
  readonly several: (count: number) => string;
}

/** By its id, or the beginning of it. Throws ZhiyueError not-found. */
export function oneByStart<T>(all: readonly T[], start: string, { idOf, none, several }: ByStart<T>): T {
  const found = all.filter((one) => idOf(one).startsWith(start));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new ZhiyueError('not-found', found.length === 0 ? none : several(found.length), { about: start });
}
