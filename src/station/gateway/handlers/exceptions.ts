/** What waits for a person, and what people say about it. */
import { notThere } from '../../../contract/not-there.ts';
import type { Layout } from '../../../sheet/layout.ts';
import { detailOf } from '../../reconcile/results.ts';
import { matchCandidates } from '../../reconcile/match-candidates.ts';
import { sheetOf } from '../../reconcile/sheets.ts';
import { machineValue, reopenException, resolveException } from '../../review.ts';
import { candidatesOf, findExam } from '../../store/exams.ts';
import { type ListedException, listExceptions } from '../../store/exception-list.ts';
import { countOpenExceptions } from '../../store/exceptions.ts';
import { findCrop } from '../../store/page-list.ts';
import { latestReading, pageFacts, pagesOfCandidate } from '../../store/pages.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { onePage } from './paging.ts';

/** Who it is, is the question. */
const isAboutCandidate = ({ kind, field }: ListedException): boolean => kind === 'unknown-candidate' || (kind === 'doubtful' && field === 'candidate');

export function exceptionHandlers({ store }: Pick<GatewayParts, 'store'>): Pick<Handlers, 'listExceptions' | 'resolveException' | 'reopenException'> {
  /** What a person said stands there, or else the machine. */
  const bestGuess = ({ pageId, field }: ListedException): string | null => {
    if (pageId === null || field === '') return null;
    return pageFacts(store.db, pageId)?.corrections[field] ?? machineValue(store.db, pageId, field);
  };
  /** Told with the files that the other pages like it are in. */
  const duplicateOf = (one: ListedException, layouts: readonly Layout[]): { readonly detail: string; readonly alike: string[] } => {
    if (one.candidateNo === null) return { detail: one.detail, alike: [] };
    const pages = pagesOfCandidate(store.db, one.examId, one.candidateNo);
    const sheet = sheetOf(one.candidateNo, pages, layouts);
    const own = pages.find(({ pageId }) => pageId === one.pageId);
    return {
      detail: detailOf(one, new Map(pages.map((page) => [page.pageId, page])), [sheet]),
      alike: sheet.repeated.flatMap(({ pageId, pageNumber }) => (pageId !== one.pageId && pageNumber === own?.pageNumber ? [pageId] : [])),
    };
  };
  return {
    async listExceptions({ params: { examId }, query: { state, kind, after, limit } }) {
      const stored = findExam(store.db, examId);
      if (!stored) throw notThere('exam', examId);
      const { rows, next } = onePage(listExceptions(store.db, { examId, state, kind, after, limit: limit + 1 }), limit, (one) => one.exceptionId);
      const roster = stored.hasRoster && rows.some(isAboutCandidate) ? candidatesOf(store.db, examId) : [];
      const exceptions = rows.map((one) => {
        const seen = roster.length > 0 && isAboutCandidate(one) && one.pageId !== null ? latestReading(store.db, one.pageId) : null;
        return {
          ...one,
          ...(one.kind === 'duplicate' ? duplicateOf(one, stored.layouts) : { detail: one.detail, alike: [] }),
          value: bestGuess(one),
          crop: one.pageId !== null && findCrop(store.db, one.pageId, one.field) !== null,
          guesses: seen === null || one.pageId === null ? [] : matchCandidates({ bubbled: machineValue(store.db, one.pageId, 'candidate'), written: seen.written ?? null, name: seen.writtenName?.characters ?? null }, roster)
            .map((guess) => ({ ...guess, hasSheet: pagesOfCandidate(store.db, examId, guess.candidateNo).some(({ pageId }) => pageId !== one.pageId) })),
        };
      });
      return { exceptions, next, open: countOpenExceptions(store.db, examId) };
    },

    async resolveException({ params: { exceptionId }, body: { value }, principal }) {
      await resolveException(store, exceptionId, principal.id, value);
    },

    async reopenException({ params: { exceptionId }, principal }) {
      await reopenException(store, exceptionId, principal.id);
    },
  };
}
