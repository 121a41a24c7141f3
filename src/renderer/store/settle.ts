/**
 * Changes that show at once and are taken back when the station refuses them. They can wait for a station that is away, under a key that makes a repeat do nothing.
 * Taking back puts the old things where they were and reads them again: other changes may have come in between, so a mere inverse of the patch could undo somebody else's.
 */
import type { UnknownAction } from '@reduxjs/toolkit';
import type { InputOf } from '../../client/station-client.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import { api, change, examAdapter, exceptionAdapter, nothing, type ScanException, write } from './api.ts';
import type { ScreensThunk } from './live/apply-news.ts';
import { doneNow, notDone } from './not-done.ts';
import { notices } from './notices.ts';
import { problemOfRejection } from './problem.ts';

const { selectAll } = exceptionAdapter.getSelectors();
const none = exceptionAdapter.getInitialState();
type Taken = readonly ScanException[];

/** Out of every cached list of open exceptions; returns what was taken. */
function takeOut(matches: (exception: ScanException) => boolean): ScreensThunk<Taken> {
  return (dispatch, getState) => {
    const taken = new Map<string, ScanException>();
    for (const args of api.util.selectCachedArgsForQuery(getState(), 'listExceptions')) {
      if (args.query?.state === 'resolved') continue;
      // Looked for in the answer as it is: within the update each of thousands would become a draft.
      const here = selectAll(api.endpoints.listExceptions.select(args)(getState()).data?.exceptions ?? none).filter(matches);
      if (here.length === 0) continue;
      for (const exception of here) taken.set(exception.exceptionId, exception);
      dispatch(api.util.updateQueryData('listExceptions', args, (list) => {
        exceptionAdapter.removeMany(list.exceptions, here.map(({ exceptionId }) => exceptionId));
        list.open -= here.length;
      }));
    }
    for (const exception of taken.values()) dispatch(countExceptions(exception.examId, -1));
    return [...taken.values()];
  };
}

function putBack(taken: Taken): ScreensThunk {
  return (dispatch, getState) => {
    for (const args of api.util.selectCachedArgsForQuery(getState(), 'listExceptions')) {
      if (args.query?.state === 'resolved') continue;
      dispatch(api.util.updateQueryData('listExceptions', args, (list) => {
        const missing = taken.filter(({ examId, exceptionId, kind }) => examId === args.params.examId && (args.query?.kind ?? kind) === kind && !list.exceptions.ids.includes(exceptionId));
        exceptionAdapter.addMany(list.exceptions, missing);
        list.open += missing.length;
      }));
    }
    for (const { examId } of taken) dispatch(countExceptions(examId, 1));
    dispatch(api.util.invalidateTags(['Exams', ...new Set(taken.map(({ examId }) => examId))].map((id) => (id === 'Exams' ? 'Exams' : { type: 'Exceptions', id }))));
  };
}

function countExceptions(examId: string, by: number): ScreensThunk {
  return api.util.updateQueryData('listExams', {}, (exams) => {
    const exam = exams.entities[examId];
    if (exam) exam.progress.exceptions = Math.max(0, exam.progress.exceptions + by);
  });
}

/** Says what a person had said stands in the field before. */
function correctOnPage({ params, body }: InputOf<'correctItem'>): ScreensThunk<() => UnknownAction | void> {
  return (dispatch) => {
    let before: string | null = null;
    dispatch(api.util.updateQueryData('getPage', { params: { pageId: params.pageId } }, ({ answers }) => {
      const answer = answers.find(({ no }) => no === params.field);
      if (answer === undefined) return;
      before = answer.corrected;
      answer.corrected = body.value;
    }));
    return () => {
      dispatch(api.util.updateQueryData('getPage', { params: { pageId: params.pageId } }, ({ answers }) => {
        const answer = answers.find(({ no }) => no === params.field);
        // Corrected again meanwhile: that stays.
        if (answer?.corrected === body.value) answer.corrected = before;
      }));
      return dispatch(api.util.invalidateTags([{ type: 'Page', id: params.pageId }]));
    };
  };
}

/** Title and subject show at once; what a key does to the scores only the station can say. */
function retitle({ params: { examId }, body }: InputOf<'changeExam'>): ScreensThunk<() => void> {
  return (dispatch) => {
    const said = { ...(body.title === undefined ? {} : { title: body.title }), ...(body.subject === undefined ? {} : { subject: body.subject }) };
    let before: { readonly title: string; readonly subject: string } | null = null;
    const put = (texts: { readonly title?: string; readonly subject?: string }): void => {
      dispatch(api.util.updateQueryData('listExams', {}, (exams) => {
        const exam = exams.entities[examId];
        if (exam) before ??= { title: exam.title, subject: exam.subject };
        examAdapter.updateOne(exams, { id: examId, changes: texts });
      }));
      dispatch(api.util.updateQueryData('getExam', { params: { examId } }, (exam) => {
        before ??= { title: exam.title, subject: exam.subject };
        Object.assign(exam, texts);
      }));
    };
    put(said);
    return () => {
      if (before !== null) put(before);
      dispatch(api.util.invalidateTags(['Exams', { type: 'Exam', id: examId }]));
    };
  };
}

export const settling = api.injectEndpoints({
  endpoints: (build) => ({
    resolveException: build.mutation<null, InputOf<'resolveException'>>({
      queryFn: write('resolveException', nothing),
      async onQueryStarted({ params: { exceptionId } }, { dispatch, queryFulfilled }) {
        const taken = dispatch(takeOut((exception) => exception.exceptionId === exceptionId));
        try {
          await queryFulfilled;
          dispatch(doneNow('resolveException'));
          dispatch(notices.actions.noticed({ tone: 'done', text: 'notice.settled', undo: { route: 'reopenException', exceptionId } }));
        } catch (rejection) {
          dispatch(putBack(taken));
          dispatch(notices.actions.noticed(notDone('resolveException', problemOfRejection(rejection))));
        }
      },
    }),
    reopenException: build.mutation<null, InputOf<'reopenException'>>({
      queryFn: write('reopenException', nothing),
      // Which exam it belongs to is not said: every list that is shown is read again.
      invalidatesTags: ['Exceptions', 'Exams'],
      async onQueryStarted(_input, { dispatch, queryFulfilled }) {
        try {
          await queryFulfilled;
          dispatch(doneNow('reopenException'));
          dispatch(notices.actions.noticed({ tone: 'done', text: 'notice.reopened' }));
        } catch (rejection) {
          dispatch(notices.actions.noticed(notDone('reopenException', problemOfRejection(rejection))));
        }
      },
    }),
    correctItem: build.mutation<null, InputOf<'correctItem'>>({
      queryFn: write('correctItem', nothing),
      async onQueryStarted(input, { dispatch, queryFulfilled }) {
        const { pageId, field } = input.params;
        const uncorrect = dispatch(correctOnPage(input));
        const taken = dispatch(takeOut((exception) => exception.pageId === pageId && exception.field === field));
        try {
          await queryFulfilled;
          dispatch(doneNow('correctItem'));
        } catch (rejection) {
          uncorrect();
          dispatch(putBack(taken));
          dispatch(notices.actions.noticed(notDone('correctItem', problemOfRejection(rejection))));
        }
      },
    }),
    changeExam: build.mutation<AnswerOf<'changeExam'>, InputOf<'changeExam'>>({
      queryFn: change('changeExam', (answer) => answer),
      invalidatesTags: (answer, _error, { params: { examId } }) => (answer === undefined ? [] : ['Exams', { type: 'Exam', id: examId }]),
      async onQueryStarted(input, { dispatch, queryFulfilled }) {
        const asBefore = dispatch(retitle(input));
        try {
          await queryFulfilled;
          dispatch(doneNow('changeExam'));
        } catch (rejection) {
          asBefore();
          dispatch(notices.actions.noticed(notDone('changeExam', problemOfRejection(rejection))));
        }
      },
    }),
  }),
});

export const { useResolveExceptionMutation, useReopenExceptionMutation, useCorrectItemMutation, useChangeExamMutation } = settling;
