/** Counting what the reader made of simulated pages. */
import type { Doubt, PageReading } from '../../../src/sheet/read/reading.ts';
import { notAnswers, type TruthItem, type TruthPage } from '../../../src/simulate/truth.ts';

export interface Counts { right: number; flagged: number; silent: number }

/** Something worth looking at. */
export interface Finding {
  readonly page: TruthPage;
  readonly field: string;
  readonly kind: string;
  readonly truth: readonly string[];
  readonly read: readonly string[];
  readonly doubt: Doubt | null;
  readonly confidence: number;
  readonly silent: boolean;
}

export interface Tally {
  pages: number;
  /** Pages without items, by what the reader says of them. */
  unread: Record<string, number>;
  unreadFiles: { file: string; trouble: string; troubles: readonly string[] }[];
  items: Counts;
  byKind: Record<string, Counts>;
  /** Flagged items, by doubt, and how many of them had the right best guess. */
  doubts: Record<string, { count: number; right: number }>;
  /** Items by reported confidence (lower bound of the bin): how many, how many of them right. */
  confidence: Record<string, { count: number; right: number }>;
  /** Whole candidate numbers: from bubbles as the pupil marked them, on personal sheets from the page code. */
  candidates: Counts;
  readMs: number;
  findings: Finding[];
}

export const confidenceBins: readonly number[] = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];

export function emptyTally(): Tally {
  return { pages: 0, unread: {}, unreadFiles: [], items: zero(), byKind: {}, doubts: {}, confidence: {}, candidates: zero(), readMs: 0, findings: [] };
}

function zero(): Counts {
  return { right: 0, flagged: 0, silent: 0 };
}

/** What kind of answer this is: the trouble if there is one, else how it was marked. */
export function kindOf(item: TruthItem): string {
  const trouble = item.how.find((mark) => notAnswers.has(mark.kind));
  if (trouble) return item.chosen.length === 0 ? `${trouble.kind}, else blank` : trouble.kind;
  if (item.chosen.length === 0) return 'blank';
  return item.how.find((mark) => mark.kind !== 'filled')?.kind ?? 'filled';
}

export function countPage(tally: Tally, truth: TruthPage, reading: PageReading, ms: number): void {
  tally.pages++;
  tally.readMs += ms;
  const items = new Map(reading.items.map((item) => [item.field, item]));
  if (items.size === 0 && truth.items.length > 0) {
    const trouble = reading.trouble ?? 'no items';
    tally.unread[trouble] = (tally.unread[trouble] ?? 0) + 1;
    tally.unreadFiles.push({ file: truth.file, trouble, troubles: truth.troubles });
  }
  let candidateRight = true;
  let candidateFlagged = false;
  let hasCandidate = false;
  for (const item of truth.items) {
    const kind = kindOf(item);
    const read = items.get(item.field);
    const right = read !== undefined && read.chosen.join() === item.chosen.join();
    const flagged = read === undefined || read.doubt !== null;
    const outcome = flagged ? 'flagged' : right ? 'right' : 'silent';
    tally.items[outcome]++;
    (tally.byKind[kind] ??= zero())[outcome]++;
    if (item.field.startsWith('candidate:')) {
      hasCandidate = true;
      candidateRight &&= right;
      candidateFlagged ||= flagged;
    }
    if (!read) continue;
    const bin = String(confidenceBins.findLast((low) => read.confidence >= low) ?? 0);
    const inBin = (tally.confidence[bin] ??= { count: 0, right: 0 });
    inBin.count++;
    if (right) inBin.right++;
    if (read.doubt !== null) {
      const doubt = (tally.doubts[read.doubt] ??= { count: 0, right: 0 });
      doubt.count++;
      if (right) doubt.right++;
    }
    if (outcome !== 'right') tally.findings.push({ page: truth, field: item.field, kind, truth: item.chosen, read: read.chosen, doubt: read.doubt, confidence: read.confidence, silent: outcome === 'silent' });
  }
  if (!hasCandidate && truth.items.length > 0) {
    candidateFlagged = reading.candidate.candidateNo === null || reading.candidate.doubt !== null;
    candidateRight = reading.candidate.candidateNo === truth.candidateNo;
  }
  if (truth.items.length > 0) tally.candidates[candidateFlagged ? 'flagged' : candidateRight ? 'right' : 'silent']++;
}

export function addTally(into: Tally, more: Tally): void {
  into.pages += more.pages;
  into.readMs += more.readMs;
  for (const [key, count] of Object.entries(more.unread)) into.unread[key] = (into.unread[key] ?? 0) + count;
  into.unreadFiles.push(...more.unreadFiles);
  addCounts(into.items, more.items);
  addCounts(into.candidates, more.candidates);
  for (const [kind, counts] of Object.entries(more.byKind)) addCounts((into.byKind[kind] ??= zero()), counts);
  for (const part of ['doubts', 'confidence'] as const) {
    for (const [key, more1] of Object.entries(more[part])) {
      const one = (into[part][key] ??= { count: 0, right: 0 });
      one.count += more1.count;
      one.right += more1.right;
    }
  }
  into.findings.push(...more.findings);
}

function addCounts(into: Counts, more: Counts): void {
  into.right += more.right;
  into.flagged += more.flagged;
  into.silent += more.silent;
}
