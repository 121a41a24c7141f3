/** How many want sheets at once: they are printed one after the other, and whoever is turned away comes again. */
import type { Principal } from '../../contract/access.ts';
import { RateLimited } from './http/problems.ts';

export interface PrintLimit {
  /** A place until it is disposed of. Throws RateLimited when too many have one, or the person too many. */
  take(principal: Principal): Disposable;
}

/** Printed or waiting: of all people together (who sits at the machine itself is not turned away for others), and of one. */
const mostInLine = 6;
const mostOfOne = 2;
const againSeconds = 10;

export function printLimit(): PrintLimit {
  const places: string[] = [];
  return {
    take({ id, local }) {
      if ((places.length >= mostInLine && !local) || places.filter((one) => one === id).length >= mostOfOne) throw new RateLimited(againSeconds);
      places.push(id);
      return { [Symbol.dispose]: () => { places.splice(places.indexOf(id), 1); } };
    },
  };
}
