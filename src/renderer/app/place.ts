/**
 * Where somebody is, as the address's fragment says: it works from a file, from the station and from the window alike.
 * `#/exams`, `#/monitor/tasks`: the station's screens. `#/exams/<exam>`, `#/exams/<exam>/scan/…`: an exam's; whatever follows the screen's name is the screen's own.
 */
import { useMemo, useSyncExternalStore } from 'react';
import type { ExamScreenName, StationScreenName } from './screen-names.ts';

export interface Place {
  /** Null on the station's own screens. */
  readonly examId: string | null;
  /** As it stands in the address: not yet known to be a screen. */
  readonly screen: string;
  readonly path: readonly string[];
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

export function placeOf(hash: string): Place {
  const [first = 'exams', second, third, ...rest] = hash.replace(/^#?\/?/, '').split('/').filter((part) => part !== '').map(decoded);
  if (first !== 'exams') return { examId: null, screen: first, path: [second, third, ...rest].filter((part) => part !== undefined) };
  return second === undefined ? { examId: null, screen: 'exams', path: [] } : { examId: second, screen: third ?? 'overview', path: rest };
}

const written = (parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`;

export const stationLink = (screen: StationScreenName, ...path: readonly string[]): string => written([screen, ...path]);
export const examLink = (examId: string, screen: ExamScreenName = 'overview', ...path: readonly string[]): string => written(['exams', examId, ...(screen === 'overview' && path.length === 0 ? [] : [screen, ...path])]);

export function goTo(link: string): void {
  location.hash = link;
}

export function usePlace(): Place {
  const hash = useSyncExternalStore((changed) => {
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, () => location.hash);
  return useMemo(() => placeOf(hash), [hash]);
}
