/** How the station is, and what its handlers gave up. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, same } from '../../store/api.ts';

export type Status = AnswerOf<'getStatus'>;
export type DeadLetter = AnswerOf<'getDeadLetter'>;

const letterTags = ['DeadLetters', 'Status'] as const;

const monitorApi = api.injectEndpoints({
  endpoints: (build) => ({
    listDeadLetters: build.query<AnswerOf<'listDeadLetters'>, InputOf<'listDeadLetters'>>({ queryFn: change('listDeadLetters', same), providesTags: ['DeadLetters'] }),
    retryDeadLetter: build.mutation<AnswerOf<'retryDeadLetter'>, InputOf<'retryDeadLetter'>>({ queryFn: change('retryDeadLetter', same), invalidatesTags: letterTags }),
    retryDeadLetters: build.mutation<AnswerOf<'retryDeadLetters'>, InputOf<'retryDeadLetters'>>({ queryFn: change('retryDeadLetters', same), invalidatesTags: letterTags }),
    discardDeadLetter: build.mutation<AnswerOf<'discardDeadLetter'>, InputOf<'discardDeadLetter'>>({ queryFn: change('discardDeadLetter', same), invalidatesTags: letterTags }),
    getStatus: build.query<AnswerOf<'getStatus'>, InputOf<'getStatus'>>({ queryFn: change('getStatus', same), providesTags: ['Status'] }),
  }),
});

export const { useGetStatusQuery, useListDeadLettersQuery, useRetryDeadLetterMutation, useRetryDeadLettersMutation, useDiscardDeadLetterMutation } = monitorApi;
