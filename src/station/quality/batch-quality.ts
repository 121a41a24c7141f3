/** What the pages of a batch show together: how many have which fault, and what is seen only from one page to the next. Pure. */
import { qualityFaults, type QualityFault, type ShownQuality } from '../../contract/quality.ts';
import { median } from '../../sheet/read/median.ts';

/** A page in the order in which it was scanned. */
export interface MeasuredPage {
  /** What people know it by: its file, and its page where there are several. */
  readonly name: string;
  /** Null where there is no image to speak of. */
  readonly quality: ShownQuality | null;
  /** By itself, the reason for which it could not be read included. */
  readonly faults: readonly QualityFault[];
  /** Nothing is printed or written on it. */
  readonly blank: boolean;
}

export const findingKinds = [...qualityFaults, 'fading', 'blank-backs'] as const;
export type FindingKind = (typeof findingKinds)[number];
export interface Finding { readonly kind: FindingKind; readonly pages: readonly string[] }

/** Dirt on the glass stays where it is; elsewhere it is something on one sheet. In shares of the image's width. */
export const sameStreak = 0.008;
/** Blank backs are every second page; empty sheets among others are few. */
const backs = { least: 2, share: 0.3 };
/** A page that lies upside down is read as the others are, and tells nothing of the scanner; a stack of them is a habit. */
const stack = { least: 2, share: 0.1 };
/** Millimetres by which a page is longer than the others, and at most narrower or wider: one sheet through a feeder is as long as the next. */
const another = { longerMm: 40, widerMm: 12, pages: 4 };

/** What is to be said of a batch, one entry a kind with the pages that show it, the most telling first; nothing of a good one. */
export function findingsOf(pages: readonly MeasuredPage[]): Finding[] {
  return findingKinds.flatMap((kind): Finding[] => {
    const shown = pagesThat(kind, pages);
    return shown.length === 0 || (kind === 'upside-down' && shown.length < Math.max(stack.least, pages.length * stack.share)) ? [] : [{ kind, pages: shown.map(({ name }) => name) }];
  });
}

/** Each page with the faults that its batch shows on it: as it was measured, but for dirt that is on one sheet only, and with what is seen beside the others. */
export function faultsInBatch(pages: readonly MeasuredPage[]): QualityFault[][] {
  const shown = qualityFaults.map((fault) => ({ fault, pages: new Set(pagesThat(fault, pages)) }));
  return pages.map((page) => shown.flatMap(({ fault, pages: own }) => (own.has(page) ? [fault] : [])));
}

function pagesThat(kind: FindingKind, pages: readonly MeasuredPage[]): readonly MeasuredPage[] {
  switch (kind) {
    case 'fading': return fadingPages(pages);
    case 'blank-backs': {
      const blank = pages.filter((page) => page.blank);
      return blank.length >= Math.max(backs.least, pages.length * backs.share) && blank.length < pages.length ? blank : [];
    }
    case 'streak': {
      const streaked = pages.filter((page) => page.faults.includes(kind));
      return streaked.filter((page) => streaked.some((other) => other !== page && isSameStreak(page, other)));
    }
    case 'double-feed': {
      const longer = muchLonger(pages);
      // Where all of them are as long the scanner takes in more than the paper.
      return pages.filter((page) => (page.faults.includes(kind) && !isUsuallyLong(pages)) || longer.has(page));
    }
    // A lamp that fades makes them pale, and a darker scan would not help.
    case 'low-contrast': {
      const fading = new Set(fadingPages(pages));
      return pages.filter((page) => page.faults.includes(kind) && !fading.has(page));
    }
    default: return pages.filter((page) => page.faults.includes(kind));
  }
}

function isSameStreak({ quality: one }: MeasuredPage, { quality: other }: MeasuredPage): boolean {
  return (one?.image?.streaks ?? []).some((at) => (other?.image?.streaks ?? []).some((beside) => Math.abs(beside - at) < sameStreak));
}

/** Pages of which is known how much longer and wider than the sheet they are. */
function sizedOf(pages: readonly MeasuredPage[]): { readonly page: MeasuredPage; readonly longerMm: number; readonly widerMm: number }[] {
  return pages.flatMap((page) => (page.quality?.longerMm === undefined || page.quality.widerMm === undefined ? [] : [{ page, longerMm: page.quality.longerMm, widerMm: page.quality.widerMm }]));
}

function isUsuallyLong(pages: readonly MeasuredPage[]): boolean {
  const sized = sizedOf(pages);
  return sized.length >= another.pages && median(sized.map(({ longerMm }) => longerMm)) > another.longerMm;
}

/** Pages longer than the batch's others, also where nothing says how large the paper is. */
function muchLonger(pages: readonly MeasuredPage[]): ReadonlySet<MeasuredPage> {
  const sized = sizedOf(pages);
  if (sized.length < another.pages) return new Set();
  const usual = { longerMm: median(sized.map(({ longerMm }) => longerMm)), widerMm: median(sized.map(({ widerMm }) => widerMm)) };
  return new Set(sized.flatMap(({ page, longerMm, widerMm }) => (longerMm - usual.longerMm > another.longerMm && Math.abs(widerMm - usual.widerMm) < another.widerMm ? [page] : [])));
}

/** Pages over which a lamp is told to fade; of a long batch as many stretches of it. */
export const fadingWindow = 12;
const fadingLeast = 8;
/** Brightness of the paper, 0 to 1: by how much it falls, and how straight the line is, which separates a lamp from greyer paper that follows on white. */
const fall = { least: 0.12, straight: -0.93 };

/** Whether paper comes out darker from page to page: its levels, the oldest first. */
export function isFading(levels: readonly number[]): boolean {
  if (levels.length < fadingLeast) return false;
  return median(levels.slice(0, 3)) - median(levels.slice(-3)) >= fall.least && correlation(levels) < fall.straight;
}

/** Brightness of a page's paper; null where the page does not tell, as an empty back or a photo that shows more than the paper. */
export function paperLevelOf(quality: ShownQuality | null): number | null {
  return quality === null || quality.dpi === null || quality.image === undefined ? null : quality.image.paperLevel;
}

/** Those of the darker half of each stretch that fades. */
function fadingPages(pages: readonly MeasuredPage[]): readonly MeasuredPage[] {
  const lit = pages.flatMap((page) => {
    const level = paperLevelOf(page.quality);
    return level === null ? [] : [{ page, level }];
  });
  const found = new Set<MeasuredPage>();
  for (const stride of new Set([1, Math.max(1, Math.floor(lit.length / fadingWindow))])) {
    const steps = Array.from({ length: Math.floor(lit.length / stride) }, (_, k) => lit.slice(k * stride, (k + 1) * stride));
    const levels = steps.map((step) => median(step.map(({ level }) => level)));
    const size = Math.min(fadingWindow, levels.length);
    for (let from = 0; from + size <= levels.length; from++) {
      if (isFading(levels.slice(from, from + size))) for (const { page } of steps.slice(from + (size >> 1), from + size).flat()) found.add(page);
    }
  }
  return pages.filter((page) => found.has(page));
}

/** Pearson's, with the place in the row. */
function correlation(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2, meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  let xy = 0, xx = 0, yy = 0;
  values.forEach((value, x) => { xy += (x - meanX) * (value - meanY); xx += (x - meanX) ** 2; yy += (value - meanY) ** 2; });
  return yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
