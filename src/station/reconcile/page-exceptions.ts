/** What a page by itself puts before a person. Pure: the page's facts in, the wanted exceptions out. */
import type { ExceptionKind } from '../report/results.ts';
import type { WantedException } from '../store/exceptions.ts';
import type { PageFacts, PlacedPage } from '../store/pages.ts';

export interface RosterCheck {
  /** False where candidates are whoever turns up. */
  readonly hasRoster: boolean;
  readonly isOnRoster: (candidateNo: string) => boolean;
}

/** Why there is nothing to grade on a page; other troubles come with items. */
const kindOfTrouble: Readonly<Record<string, ExceptionKind>> = {
  'blank': 'blank-page',
  'foreign-page': 'foreign-page',
  'other-layout': 'foreign-page',
};

export function pageExceptions(page: PageFacts, roster: RosterCheck): WantedException[] {
  const about = { pageId: page.pageId, candidateNo: page.candidateNo, field: '', confidence: null };
  if (page.state === 'failed') return [{ ...about, kind: 'unreadable', detail: page.trouble ?? 'internal' }];
  if (page.state !== 'read') return [];
  if (!hasItems(page)) return [{ ...about, kind: kindOfTrouble[page.trouble ?? ''] ?? 'unreadable', detail: page.trouble ?? 'not-registered' }];
  // A person took the page out by emptying its candidate number.
  if (page.corrections['candidate'] === '') return [];
  const whole: WantedException[] = page.pageNumber === null ? [{ ...about, kind: 'unreadable', detail: page.trouble ?? 'no-code' }]
    // `no-code` with items: the page fits this exam, but so might another exam's.
    : page.trouble !== null ? [{ ...about, kind: 'doubtful', detail: page.trouble }] : [];
  return [...whole, ...candidateExceptions(page, roster), ...doubtfulAnswers(page)];
}

export function hasItems(page: Pick<PlacedPage, 'state' | 'answered'>): boolean {
  return page.state === 'read' && page.answered;
}

function candidateExceptions(page: PageFacts, roster: RosterCheck): WantedException[] {
  const read = page.readCandidate;
  const settled = page.corrections['candidate'] !== undefined;
  const about = { pageId: page.pageId, candidateNo: page.candidateNo ?? read?.candidateNo ?? null, field: 'candidate', confidence: settled ? null : read?.confidence ?? null };
  if (page.candidateNo === null) return [{ ...about, kind: 'unknown-candidate', detail: read?.doubt === 'number-disagrees' ? read.doubt : whyUnknown(read?.candidateNo ?? '') }];
  if (roster.hasRoster && !roster.isOnRoster(page.candidateNo)) return [{ ...about, kind: 'unknown-candidate', detail: 'not-on-roster' }];
  return settled || !read?.doubt ? [] : [{ ...about, kind: 'doubtful', detail: read.doubt }];
}

function whyUnknown(read: string): string {
  return /^_*$/.test(read) ? 'no-number' : read.includes('_') ? 'incomplete' : 'number-uncertain';
}

function doubtfulAnswers(page: PageFacts): WantedException[] {
  return (page.answers ?? []).flatMap(({ no, confidence, doubt }) => doubt === null || page.corrections[no] !== undefined ? []
    : [{ pageId: page.pageId, candidateNo: page.candidateNo, kind: 'doubtful', field: no, confidence, detail: doubt }]);
}
