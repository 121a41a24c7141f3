/** How the station is, and what its handlers gave up. */
import { retryAllLetters } from '../../../client/retry-dead-letters.ts';
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, same, told } from '../../store/api.ts';
import { clientOf } from '../../store/services.ts';

export type Status = AnswerOf<'getStatus'>;
export type DeadLetter = AnswerOf<'getDeadLetter'>;

type RetriedLetters = Awaited<ReturnType<typeof retryAllLetters>>;

const letterTags = ['DeadLetters', 'Status'] as const;

const monitorApi = api.injectEndpoints({
  endpoints: (build) => ({
    listDeadLetters: build.query<AnswerOf<'listDeadLetters'>, InputOf<'listDeadLetters'>>({ queryFn: change('listDeadLetters', same), providesTags: ['DeadLetters'] }),
    retryDeadLetter: build.mutation<AnswerOf<'retryDeadLetter'>, InputOf<'retryDeadLetter'>>({ queryFn: change('retryDeadLetter', same), invalidatesTags: letterTags }),
    retryDeadLetters: build.mutation<RetriedLetters, null>({ queryFn: (_, { extra }) => told(retryAllLetters(clientOf(extra))), invalidatesTags: letterTags }),
    discardDeadLetter: build.mutation<AnswerOf<'discardDeadLetter'>, InputOf<'discardDeadLetter'>>({ queryFn: change('discardDeadLetter', same), invalidatesTags: letterTags }),
    getStatus: build.query<AnswerOf<'getStatus'>, InputOf<'getStatus'>>({ queryFn: change('getStatus', same), providesTags: ['Status'] }),
  }),
});

export const { useGetStatusQuery, useListDeadLettersQuery, useRetryDeadLetterMutation, useRetryDeadLettersMutation, useDiscardDeadLetterMutation } = monitorApi;
