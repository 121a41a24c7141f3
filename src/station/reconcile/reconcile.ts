/** The reconciliation at the end of a batch: pages in = pages accounted for, and roster × sheets. Pure. */
import type { Candidate } from '../../exam/exam.ts';
import type { Layout } from '../../sheet/layout.ts';
import type { WantedException } from '../store/exceptions.ts';
import type { PlacedPage } from '../store/pages.ts';
import { hasItems } from './page-exceptions.ts';
import { sheetsOf } from './sheets.ts';

export interface ExamFacts {
  readonly pages: readonly PlacedPage[];
  /** Null: candidates are whoever turns up. */
  readonly roster: readonly Candidate[] | null;
  readonly layouts: readonly Layout[];
}

export interface PageAccount {
  readonly in: number;
  /** Something on it was read. */
  readonly read: number;
  /** Nothing on it could be read, or it is not ours. */
  readonly failed: number;
  /** Byte-identical copies, counted once. */
  readonly duplicate: number;
  readonly waiting: number;
}

/** `in` is always the sum of the others: a page is in exactly one state. */
export function accountOf(pages: readonly PlacedPage[]): PageAccount {
  const account = { in: pages.length, read: 0, failed: 0, duplicate: 0, waiting: 0 };
  for (const page of pages) {
    if (page.state === 'waiting') account.waiting++;
    else if (page.state === 'copy') account.duplicate++;
    else if (hasItems(page)) account.read++;
    else account.failed++;
  }
  return account;
}

/** What only shows when all pages are seen together: repeated pages, missing pages, absent candidates. */
export function sheetExceptions({ pages, roster, layouts }: ExamFacts): WantedException[] {
  const sheets = sheetsOf(pages, layouts);
  const whole = { confidence: null, field: '' };
  const fromSheets = sheets.flatMap(({ candidateNo, repeated, missing }): WantedException[] => [
    ...repeated.map((page): WantedException => ({ ...whole, pageId: page.pageId, candidateNo, kind: 'duplicate', detail: 'same-candidate-and-page' })),
    ...missing.map((page): WantedException => ({ ...whole, pageId: null, candidateNo, kind: 'missing-page', field: '', detail: `page ${page}` })),
  ]);
  const seen = new Set(sheets.map((sheet) => sheet.candidateNo));
  const absent = (roster ?? []).filter((candidate) => !seen.has(candidate.candidateNo))
    .map((candidate): WantedException => ({ ...whole, pageId: null, candidateNo: candidate.candidateNo, kind: 'absent', detail: 'absent' }));
  return [...mergeMissing(fromSheets), ...absent];
}

/** One exception a candidate, however many pages are missing. */
function mergeMissing(wanted: readonly WantedException[]): WantedException[] {
  const merged = new Map<string, WantedException>();
  for (const one of wanted) {
    const key = `${one.kind} ${one.candidateNo} ${one.pageId}`;
    const before = merged.get(key);
    merged.set(key, before ? { ...before, detail: `${before.detail}, ${one.detail}` } : one);
  }
  return [...merged.values()];
}
