import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layout } from '../../sheet/layout.ts';
import type { PageFacts } from '../store/pages.ts';
import { pageExceptions } from './page-exceptions.ts';
import { detailOf } from './results.ts';
import { accountOf, sheetExceptions } from './reconcile.ts';
import { answersOn, sheetOf, sheetsOf } from './sheets.ts';

const layout: Layout = { version: 'V', unit: 'mm', exam: 'e', personal: false, pages: [1, 2].map((page) => ({ page, width: 210, height: 297, bubbles: [], regions: [], anchors: [] })) };
const onePage: Layout = { ...layout, pages: layout.pages.slice(0, 1) };
let made = 0;

function page(facts: Partial<PageFacts> = {}): PageFacts {
  const candidateNo = facts.candidateNo === undefined ? '01' : facts.candidateNo;
  const answers = facts.answers === undefined ? [{ no: '1', value: 'A', confidence: 1, doubt: null }] : facts.answers;
  return {
    pageId: `p${++made}`, examId: 'e', sourceName: 'a.jpg', pageInFile: 1, state: 'read', copyOf: null, trouble: null, layoutVersion: 'V', pageNumber: 1, candidateNo,
    readCandidate: { candidateNo, confidence: 1, doubt: null }, answers, answered: (answers?.length ?? 0) > 0, corrections: {}, ...facts,
  };
}
const person = (candidateNo: string) => ({ candidateNo, name: '', class: '', extra: {} });
const anybody = { hasRoster: false, isOnRoster: () => true };
const roster = (...numbers: string[]) => ({ hasRoster: true, isOnRoster: (no: string) => numbers.includes(no) });
const short = (exceptions: readonly { readonly kind: string; readonly field: string; readonly detail: string }[]) => exceptions.map(({ kind, field, detail }) => `${kind} ${field} ${detail}`);

test('given a clean page, when looked at alone, then nothing waits', () => {
  expect(pageExceptions(page(), anybody)).toEqual([]);
  expect(pageExceptions(page(), roster('01'))).toEqual([]);
});

test.each([
  [{ state: 'failed', trouble: 'file-empty', answers: null }, 'unreadable  file-empty'],
  [{ trouble: 'blank', answers: [] }, 'blank-page  blank'],
  [{ trouble: 'foreign-page', answers: [] }, 'foreign-page  foreign-page'],
  [{ trouble: 'other-layout', answers: [] }, 'foreign-page  other-layout'],
  [{ trouble: 'not-a-sheet', answers: [] }, 'unreadable  not-a-sheet'],
  [{ trouble: 'cut-off' }, 'doubtful  cut-off'],
  [{ trouble: 'no-code' }, 'doubtful  no-code'],
  [{ candidateNo: null, readCandidate: { candidateNo: '0_', confidence: 0.9, doubt: null } }, 'unknown-candidate candidate incomplete'],
  [{ candidateNo: null, readCandidate: { candidateNo: null, confidence: 0, doubt: null } }, 'unknown-candidate candidate no-number'],
  [{ candidateNo: '07' }, 'unknown-candidate candidate not-on-roster'],
  [{ readCandidate: { candidateNo: '01', confidence: 0.6, doubt: 'faint' } }, 'doubtful candidate faint'],
  [{ answers: [{ no: '1', value: 'A', confidence: 0.6, doubt: 'erased' }] }, 'doubtful 1 erased'],
] satisfies [Partial<PageFacts>, string][])('a page with %j is put before a person', (facts, expected) => {
  expect(short(pageExceptions(page(facts), roster('01')))).toEqual([expected]);
});

test('what a person has said is not asked again', () => {
  expect(pageExceptions(page({ answers: [{ no: '1', value: 'A', confidence: 0.6, doubt: 'erased' }], corrections: { 1: 'B' } }), anybody)).toEqual([]);
  expect(pageExceptions(page({ readCandidate: { candidateNo: '01', confidence: 0.6, doubt: 'faint' }, corrections: { candidate: '01' } }), anybody)).toEqual([]);
  expect(pageExceptions(page({ candidateNo: null, corrections: { candidate: '' } }), roster('01'))).toEqual([]);
});

test('a person\'s word is the answer, and is certain', () => {
  expect(answersOn(page({ answers: [{ no: '1', value: 'A', confidence: 0.6, doubt: 'erased' }, { no: '2', value: 'C', confidence: 0.5, doubt: 'faint' }], corrections: { 1: 'B' } })))
    .toEqual([{ no: '1', value: 'B', doubtful: false }, { no: '2', value: 'C', doubtful: true }]);
});

test('of two pages with the same candidate and page number the first counts, and both wait', () => {
  const [first, second] = [page(), page()];
  const sheet = sheetOf('01', [first, second], [onePage]);
  expect(sheet.pages).toEqual([first]);
  expect(sheetExceptions({ pages: [first, second], roster: null, layouts: [onePage] }).map(({ kind, pageId }) => [kind, pageId])).toEqual([['duplicate', first.pageId], ['duplicate', second.pageId]]);
});

test('a repeated page names the files of the others like it', () => {
  const pages = [page(), page({ sourceName: 'b.pdf', pageInFile: 2 }), page({ sourceName: 'c.jpg' }), page({ pageNumber: 2 }), page({ pageNumber: 2, sourceName: 'd.jpg' })];
  const byId = new Map(pages.map((one) => [one.pageId, one]));
  const [first] = sheetExceptions({ pages, roster: null, layouts: [layout] });
  if (first === undefined) throw new Error('nothing repeated');
  expect(detailOf(first, byId, sheetsOf(pages, [layout]))).toBe('The same candidate and page as b.pdf:2, c.jpg.');
  expect(detailOf({ ...first, kind: 'doubtful', detail: 'faint' }, byId, [])).toBe('faint');
});

test('a sheet of which a page was not seen is missing it; a candidate of whom nothing was seen is absent', () => {
  const wanted = sheetExceptions({ pages: [page({ pageNumber: 2 })], roster: [person('01'), person('02')], layouts: [layout] });
  expect(wanted.map(({ kind, candidateNo, detail }) => `${kind} ${candidateNo} ${detail}`)).toEqual(['missing-page 01 page 1', 'absent 02 absent']);
});

test('without a roster candidates are whoever turns up, and nobody is absent', () => {
  const pages = [page({ candidateNo: '05' }), page({ candidateNo: '03' })];
  expect(sheetsOf(pages, [onePage]).map((sheet) => sheet.candidateNo)).toEqual(['05', '03']);
  expect(sheetExceptions({ pages, roster: null, layouts: [onePage] })).toEqual([]);
});

test('pages in are pages accounted for, whatever they are', () => {
  const anyPage = fc.record({
    state: fc.constantFrom('waiting' as const, 'read' as const, 'failed' as const, 'copy' as const),
    answers: fc.constantFrom(null, [], [{ no: '1', value: 'A', confidence: 1, doubt: null }]),
    candidateNo: fc.constantFrom(null, '01', '02'), pageNumber: fc.constantFrom(null, 1, 2),
  }).map(page);
  fc.assert(fc.property(fc.array(anyPage), (pages) => {
    const account = accountOf(pages);
    expect(account.read + account.failed + account.duplicate + account.waiting).toBe(account.in);
    // No page counts for two sheets, or twice for one.
    const counting = sheetsOf(pages, [layout]).flatMap((sheet) => sheet.pages.map((one) => one.pageId));
    expect(new Set(counting).size).toBe(counting.length);
  }));
});
