/** Scores that are given out. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, nothing } from '../../store/api.ts';

export type Publication = AnswerOf<'publishExam'>;

const afterwards = (error: unknown, examId: string) => (error === undefined ? ['Exams' as const, { type: 'Exam' as const, id: examId }, { type: 'Publications' as const, id: examId }] : []);

const publicationApi = api.injectEndpoints({
  endpoints: (build) => ({
    listPublications: build.query<readonly Publication[], InputOf<'listPublications'>>({ queryFn: change('listPublications', ({ publications }) => publications), providesTags: (_answer, _error, { params }) => [{ type: 'Publications', id: params.examId }] }),
    publishExam: build.mutation<Publication, InputOf<'publishExam'>>({ queryFn: change('publishExam', (publication) => publication), invalidatesTags: (_answer, error, { params }) => afterwards(error, params.examId) }),
    unpublishExam: build.mutation<null, InputOf<'unpublishExam'>>({ queryFn: change('unpublishExam', nothing), invalidatesTags: (_answer, error, { params }) => afterwards(error, params.examId) }),
  }),
});

export const { useListPublicationsQuery, usePublishExamMutation, useUnpublishExamMutation } = publicationApi;
