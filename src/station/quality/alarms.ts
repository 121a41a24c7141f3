/** When the last pages of a batch say that something is wrong with the paper, the feeder or the scanner. Pure. */
import { type AlarmKind, alarmKinds, faultsOf, type ShownQuality } from '../../contract/quality.ts';
import { fadingWindow, isFading, paperLevelOf, sameStreak } from './batch-quality.ts';

/** What is known of a page that has just come. */
export interface RecentPage {
  /** Null where there is no image to speak of. */
  readonly quality: ShownQuality | null;
  /** Nothing could be read off it. */
  readonly unread: boolean;
  /** Nothing is printed or written on it. */
  readonly blank: boolean;
  /** The same bytes as another page. */
  readonly repeated: boolean;
  /** Doubtful answers, of how many items. */
  readonly doubtful: number;
  readonly items: number;
}

/** How many of the last pages are looked at; and for what shows only over more of them, or is rare and costs a sheet each time. */
const recentPages = 5;
export const mostRecentPages = fadingWindow;
/** An alarm begins when so many of them show it, and ends when at most so many do: in between it stays as it is. */
const usual = { begins: 4, ends: 1 };
/** Every second page is blank where both sides of a sheet printed on one are scanned. */
const everySecond = { begins: 2, ends: 0 };
/** A sheet that is missing is missing for good: a feeder that takes two now and then is told when it does so again. */
const again = { begins: 2, ends: 0 };
/** Brightness of paper in full light, 0 to 1, and the rise by which a lamp is another one: a lamp that stays dim fades no further and is not well for that. */
const inLight = { level: 0.85, rise: 0.1 };

export interface AlarmChange { readonly kind: AlarmKind; /** Of the last pages, how many show it. */ readonly pages: number; readonly raised: boolean }

/** What begins and what ends with the latest page; `standing` are the alarms before. */
export function alarmChanges(standing: ReadonlySet<AlarmKind>, latest: readonly RecentPage[]): AlarmChange[] {
  return alarmKinds.flatMap((kind): AlarmChange[] => {
    if (kind === 'fading') return fadingChange(standing.has(kind), latest);
    const count = howManyShow(kind, latest.slice(0, kind === 'double-feed' ? mostRecentPages : recentPages));
    const { begins, ends } = kind === 'blank-backs' ? everySecond : kind === 'double-feed' ? again : usual;
    if (!standing.has(kind)) return count >= begins ? [{ kind, pages: count, raised: true }] : [];
    return count <= ends ? [{ kind, pages: count, raised: false }] : [];
  });
}

function fadingChange(stands: boolean, latest: readonly RecentPage[]): AlarmChange[] {
  const levels = latest.slice(0, mostRecentPages).flatMap(({ quality }) => paperLevelOf(quality) ?? []).toReversed();
  if (!stands) return isFading(levels) ? [{ kind: 'fading', pages: levels.length, raised: true }] : [];
  const lastOnes = levels.slice(-3), last = Math.min(...lastOnes);
  return lastOnes.length === 3 && ((last >= inLight.level && !isFading(levels)) || last - Math.min(...levels.slice(0, -3)) >= inLight.rise) ? [{ kind: 'fading', pages: levels.length, raised: false }] : [];
}

function howManyShow(kind: Exclude<AlarmKind, 'fading'>, pages: readonly RecentPage[]): number {
  switch (kind) {
    // A whole stack of blank pages is no stack of backs: those are unreadable.
    case 'blank-backs': return pages.some(({ blank, unread }) => !blank && !unread) ? pages.filter(({ blank }) => blank).length : 0;
    case 'unreadable': return pages.filter(({ unread, repeated }) => unread && !repeated).length;
    case 'doubtful': return pages.filter(({ doubtful, items }) => doubtful >= 3 && doubtful >= items * 0.1).length;
    case 'repeated': return pages.filter(({ repeated }) => repeated).length;
    case 'streak': {
      const streaks = pages.map(({ quality }) => quality?.image?.streaks ?? []);
      return Math.max(0, ...streaks.flat().map((at) => streaks.filter((one) => one.some((other) => Math.abs(other - at) < sameStreak)).length));
    }
    default: return pages.filter(({ quality }) => quality !== null && faultsOf(quality).includes(kind)).length;
  }
}
