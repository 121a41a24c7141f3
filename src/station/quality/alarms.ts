/** When the last pages of a batch say that something is wrong with the paper, the feeder or the scanner. Pure. */
import { type AlarmKind, alarmKinds, faultsOf, type ShownQuality } from '../../contract/quality.ts';

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

/** How many of the last pages are looked at. */
export const recentPages = 5;
/** An alarm begins when so many of them show it, and ends when at most so many do: in between it stays as it is. */
const usual = { begins: 4, ends: 1 };
/** Every second page is blank where both sides of a sheet printed on one are scanned. */
const everySecond = { begins: 2, ends: 0 };
/** Dirt on the glass stays where it is; elsewhere it is something on one sheet. In shares of the image's width. */
const sameStreak = 0.008;

export interface AlarmChange { readonly kind: AlarmKind; /** Of the last pages, how many show it. */ readonly pages: number; readonly raised: boolean }

/** What begins and what ends with the latest page; `standing` are the alarms before. */
export function alarmChanges(standing: ReadonlySet<AlarmKind>, latest: readonly RecentPage[]): AlarmChange[] {
  const pages = latest.slice(0, recentPages);
  return alarmKinds.flatMap((kind): AlarmChange[] => {
    const count = howManyShow(kind, pages);
    const { begins, ends } = kind === 'blank-backs' ? everySecond : usual;
    if (!standing.has(kind)) return count >= begins ? [{ kind, pages: count, raised: true }] : [];
    return count <= ends ? [{ kind, pages: count, raised: false }] : [];
  });
}

function howManyShow(kind: AlarmKind, pages: readonly RecentPage[]): number {
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
