/** What the exam screens ask for and change, besides what all screens know. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, same } from '../../store/api.ts';

const examsApi = api.injectEndpoints({
  endpoints: (build) => ({
    getRoster: build.query<AnswerOf<'getRoster'>, InputOf<'getRoster'>>({ queryFn: change('getRoster', same), providesTags: (_answer, _error, { params }) => [{ type: 'Roster', id: params.examId }] }),
    checkExam: build.query<AnswerOf<'checkExam'>, InputOf<'checkExam'>>({ queryFn: change('checkExam', same), keepUnusedDataFor: 5 }),
    createExam: build.mutation<AnswerOf<'createExam'>, InputOf<'createExam'>>({ queryFn: change('createExam', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Exams']) }),
    previewExamChange: build.mutation<AnswerOf<'previewExamChange'>, InputOf<'previewExamChange'>>({ queryFn: change('previewExamChange', same) }),
    openExample: build.mutation<AnswerOf<'openExample'>, InputOf<'openExample'>>({ queryFn: change('openExample', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Exams']) }),
    duplicateExam: build.mutation<AnswerOf<'duplicateExam'>, InputOf<'duplicateExam'>>({ queryFn: change('duplicateExam', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Exams']) }),
    deleteExam: build.mutation<null, InputOf<'deleteExam'>>({ queryFn: change('deleteExam', () => null), invalidatesTags: (_answer, error) => (error === undefined ? ['Exams'] : []) }),
    importRoster: build.mutation<AnswerOf<'importRoster'>, InputOf<'importRoster'>>({
      queryFn: change('importRoster', same),
      invalidatesTags: (answer, _error, { params }) => (answer?.imported === true ? ['Exams', { type: 'Roster', id: params.examId }, { type: 'Exam', id: params.examId }] : []),
    }),
  }),
});

export const { useGetRosterQuery, useCheckExamQuery, useCreateExamMutation, usePreviewExamChangeMutation, useOpenExampleMutation, useDuplicateExamMutation, useDeleteExamMutation, useImportRosterMutation } = examsApi;
