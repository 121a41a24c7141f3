/**
 * Live events change the cached answers they are about. All changes of one flush are one update of the store for whoever watches it: RTK Query's patches are low-priority actions, whose
 * watchers are told together with the next ordinary one, which is the stream's at the end.
 */
import type { ThunkAction, UnknownAction } from '@reduxjs/toolkit';
import { eventOf, type StoredEvent } from '../../../contract/events.ts';
import { type ProgressFigures, progressSchema } from '../../../contract/routes/exams.ts';
import { api, batchAdapter, examAdapter, exceptionAdapter, pageAdapter, type PageSummary } from '../api.ts';
import type { ScreensState } from '../store.ts';
import { stream } from '../stream.ts';
import { consequencesOf, wholeStation } from './consequences.ts';
import type { DueTag } from './due-tags.ts';
import type { News } from './news.ts';

export type ScreensThunk<T = void> = ThunkAction<T, ScreensState, unknown, UnknownAction>;

/** Patches what is cached and puts the events into the stream; returns what has to be read again. */
export function applyNews({ events, signals }: News): ScreensThunk<readonly DueTag[]> {
  return (dispatch, getState) => {
    for (const { topic, exam, body } of signals) {
      const figures = topic === 'progress' ? progressSchema.safeParse(body) : null;
      if (exam !== null && figures?.success) dispatch(patchProgress(exam, figures.data));
    }
    dispatch(patchExams(events));
    dispatch(patchBatches(events));
    dispatch(patchPages(events));
    dispatch(patchExceptions(events));
    // Always the last, and always: it is the ordinary action that tells the watchers.
    dispatch(stream.actions.arrived(events));
    const state = getState();
    const shownPages = new Map(api.util.selectCachedArgsForQuery(state, 'getPage').map((args) => [args.params.pageId, api.endpoints.getPage.select(args)(state).data?.examId]));
    return events.flatMap((event) => dueAfter(event, shownPages));
  };
}

/** `shownPages`: each with its exam, where that is known. */
function dueAfter({ type, exam_id, payload }: StoredEvent, shownPages: ReadonlyMap<string, string | undefined>): readonly DueTag[] {
  const tags = consequencesOf(type).map((tag): DueTag => (wholeStation.has(tag) || exam_id === null ? { type: tag } : { type: tag, id: exam_id }));
  if (type === 'exam.deleted') return [...tags, ...[...shownPages].flatMap(([id, of]): readonly DueTag[] => (of === exam_id ? [{ type: 'Page', id }] : []))];
  const pageId = payload['page_id'];
  // A page that somebody looks at right now.
  return typeof pageId === 'string' && shownPages.has(pageId) ? [...tags, { type: 'Page', id: pageId }] : tags;
}

function patchProgress(examId: string, progress: ProgressFigures): ScreensThunk {
  return (dispatch) => {
    dispatch(api.util.updateQueryData('listExams', {}, (exams) => examAdapter.updateOne(exams, { id: examId, changes: { progress } })));
    dispatch(api.util.updateQueryData('getExam', { params: { examId } }, (exam) => void (exam.progress = progress)));
  };
}

function patchExams(events: readonly StoredEvent[]): ScreensThunk {
  return (dispatch) => {
    const deleted = events.flatMap((event) => (event.type === 'exam.deleted' && event.exam_id !== null ? [event.exam_id] : []));
    if (deleted.length > 0) dispatch(api.util.updateQueryData('listExams', {}, (exams) => examAdapter.removeMany(exams, deleted)));
  };
}

function patchBatches(events: readonly StoredEvent[]): ScreensThunk {
  return (dispatch, getState) => {
    const completed = events.flatMap((event) => (event.type === 'batch.completed' ? [eventOf('batch.completed', event)] : []));
    if (completed.length === 0) return;
    for (const args of api.util.selectCachedArgsForQuery(getState(), 'listBatches')) {
      dispatch(api.util.updateQueryData('listBatches', args, (batches) => {
        batchAdapter.updateMany(batches, completed.map(({ at, payload }) => ({ id: payload.batch_id, changes: { state: 'completed' as const, completedAt: at, run: payload.run } })));
      }));
    }
  };
}

function patchPages(events: readonly StoredEvent[]): ScreensThunk {
  return (dispatch, getState) => {
    const changes = new Map<string, { readonly id: string; readonly changes: Partial<PageSummary> }>();
    for (const event of events) {
      if (event.type === 'ocr.completed') {
        const { page_id: id, trouble, items, page: pageNumber, candidate_no: candidateNo, turn } = eventOf('ocr.completed', event).payload;
        // A page of open questions only has no items.
        changes.set(id, { id, changes: { state: 'read', trouble, answered: items > 0 || trouble === null, pageNumber, candidateNo, turn } });
      } else if (event.type === 'ocr.failed') {
        const { page_id: id, code } = eventOf('ocr.failed', event).payload;
        changes.set(id, { id, changes: { state: 'failed', trouble: code } });
      }
    }
    if (changes.size === 0) return;
    for (const args of api.util.selectCachedArgsForQuery(getState(), 'listPages')) {
      dispatch(api.util.updateQueryData('listPages', args, ({ pages }) => void pageAdapter.updateMany(pages, [...changes.values()])));
    }
  };
}

function patchExceptions(events: readonly StoredEvent[]): ScreensThunk {
  return (dispatch, getState) => {
    const settled = new Set<string>();
    for (const event of events) {
      if (event.type === 'exception.resolved') settled.add(eventOf('exception.resolved', event).payload.exception_id);
      // Taken back at once: it stays.
      else if (event.type === 'exception.raised') settled.delete(eventOf('exception.raised', event).payload.exception_id);
    }
    if (settled.size === 0) return;
    for (const args of api.util.selectCachedArgsForQuery(getState(), 'listExceptions')) {
      if (args.query?.state === 'resolved') continue;
      dispatch(api.util.updateQueryData('listExceptions', args, (list) => {
        const here = list.exceptions.ids.filter((id) => settled.has(id));
        exceptionAdapter.removeMany(list.exceptions, here);
        list.open = Math.max(0, list.open - here.length);
      }));
    }
  };
}
