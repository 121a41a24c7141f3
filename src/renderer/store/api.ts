/**
 * What the station said, kept while a screen shows it. Every endpoint is a route of the contract: `ask` and `write` take its types from there.
 * Lists of things with ids lie in entity adapters, so that live events change one without touching the others.
 */
import { createEntityAdapter, type EntityState } from '@reduxjs/toolkit';
import { type BaseQueryApi, createApi, fakeBaseQuery } from '@reduxjs/toolkit/query/react';
import type { z } from 'zod';
import type { InputOf } from '../../client/station-client.ts';
import type { AnswerOf, RouteName } from '../../contract/routes.ts';
import type { ExamSummary } from '../../contract/routes/exams.ts';
import type { batchSchema, pageSummarySchema } from '../../contract/routes/pages.ts';
import type { exceptionSchema } from '../../contract/routes/results.ts';
import { problemOf, type RequestProblem } from './problem.ts';
import { clientOf } from './services.ts';

export type Batch = z.infer<typeof batchSchema>;
export type PageSummary = z.infer<typeof pageSummarySchema>;
export type ScanException = z.infer<typeof exceptionSchema>;

export const examAdapter = createEntityAdapter<ExamSummary>({ sortComparer: (a, b) => b.createdAt.localeCompare(a.createdAt) });
export const batchAdapter = createEntityAdapter<Batch, string>({ selectId: (batch) => batch.batchId, sortComparer: (a, b) => b.startedAt.localeCompare(a.startedAt) });
export const pageAdapter = createEntityAdapter<PageSummary, string>({ selectId: (page) => page.pageId });
export const exceptionAdapter = createEntityAdapter<ScanException, string>({ selectId: (exception) => exception.exceptionId, sortComparer: (a, b) => a.raisedAt.localeCompare(b.raisedAt) });

type Told<T> = { readonly data: T } | { readonly error: RequestProblem };
type Queried = Pick<BaseQueryApi, 'extra' | 'signal'>;

export async function told<T>(answer: Promise<T>): Promise<Told<T>> {
  try {
    return { data: await answer };
  } catch (error) {
    return { error: problemOf(error) };
  }
}

/** A route as an endpoint: its input is what the hook takes, its answer (shaped by `shape`) what lies in the cache. */
const ask = <N extends RouteName, T>(route: N, shape: (answer: AnswerOf<N>) => T) =>
  (input: InputOf<N>, { extra, signal }: Queried): Promise<Told<T>> => told(clientOf(extra).request(route, input, { signal }).then(shape));

/** Of a route that takes nothing. */
export type NoInput = Readonly<Record<string, never>>;

/** The answer as the station gave it. */
export const same = <T>(answer: T): T => answer;
/** JSON has no undefined, and RTK Query takes none for an answer. */
export const nothing = (): null => null;

/** A change that is made now or not at all: it is of no use later. */
export const change = <N extends RouteName, T>(route: N, shape: (answer: AnswerOf<N>) => T) =>
  (input: InputOf<N>, { extra }: Pick<BaseQueryApi, 'extra'>): Promise<Told<T>> => told(clientOf(extra).request(route, input).then(shape));

/** A change that can wait until the station answers again, and is then made once. */
export const write = <N extends RouteName, T>(route: N, shape: (answer: AnswerOf<N>) => T) =>
  (input: InputOf<N>, { extra }: Pick<BaseQueryApi, 'extra'>): Promise<Told<T>> => told(clientOf(extra).send(route, input, { idempotencyKey: freshKey() }).then(shape));

/** 128 random bits; `randomUUID` is missing from pages that came without TLS. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const tags = ['Exams', 'Exam', 'Roster', 'Batches', 'Pages', 'Page', 'Exceptions', 'Scores', 'Statistics', 'Reports', 'Tasks', 'Status', 'DeadLetters', 'Audit', 'Devices', 'Pairings', 'Lan', 'Session', 'Watch', 'Publications', 'Settings', 'Templates'] as const;
export type Tag = (typeof tags)[number];

/** A change that was refused has made nothing old. */
const whenDone = (tag: Tag) => (_answer: unknown, error: unknown): readonly Tag[] => (error === undefined ? [tag] : []);

export const api = createApi({
  reducerPath: 'api',
  baseQuery: fakeBaseQuery<RequestProblem>(),
  tagTypes: tags,
  // Live events keep it right; what nobody shows is forgotten.
  keepUnusedDataFor: 60,
  endpoints: (build) => ({
    listExams: build.query<EntityState<ExamSummary, string>, NoInput>({ queryFn: ask('listExams', ({ exams }) => examAdapter.setAll(examAdapter.getInitialState(), exams)), providesTags: ['Exams'] }),
    getExam: build.query<AnswerOf<'getExam'>, InputOf<'getExam'>>({ queryFn: ask('getExam', same), providesTags: (_answer, _error, { params }) => [{ type: 'Exam', id: params.examId }] }),
    listBatches: build.query<EntityState<Batch, string>, InputOf<'listBatches'>>({ queryFn: ask('listBatches', ({ batches }) => batchAdapter.setAll(batchAdapter.getInitialState(), batches)), providesTags: (_answer, _error, { params }) => [{ type: 'Batches', id: params.examId }] }),
    listPages: build.query<{ pages: EntityState<PageSummary, string>; next: string | null }, InputOf<'listPages'>>({
      queryFn: ask('listPages', ({ pages, next }) => ({ pages: pageAdapter.setAll(pageAdapter.getInitialState(), pages), next })),
      providesTags: (_answer, _error, { params }) => [{ type: 'Pages', id: params.examId }],
    }),
    getPage: build.query<AnswerOf<'getPage'>, InputOf<'getPage'>>({ queryFn: ask('getPage', same), providesTags: (_answer, _error, { params }) => [{ type: 'Page', id: params.pageId }] }),
    listExceptions: build.query<{ exceptions: EntityState<ScanException, string>; next: string | null; open: number }, InputOf<'listExceptions'>>({
      queryFn: ask('listExceptions', ({ exceptions, next, open }) => ({ exceptions: exceptionAdapter.setAll(exceptionAdapter.getInitialState(), exceptions), next, open })),
      providesTags: (_answer, _error, { params }) => [{ type: 'Exceptions', id: params.examId }],
    }),
    listScores: build.query<AnswerOf<'listScores'>, InputOf<'listScores'>>({ queryFn: ask('listScores', same), providesTags: (_answer, _error, { params }) => [{ type: 'Scores', id: params.examId }] }),
    getStatistics: build.query<AnswerOf<'getStatistics'>, InputOf<'getStatistics'>>({ queryFn: ask('getStatistics', same), providesTags: (_answer, _error, { params }) => [{ type: 'Statistics', id: params.examId }] }),
    /** The audit: pages of the log, newest first. */
    peopleEvents: build.infiniteQuery<AnswerOf<'listEvents'>, null, number | null>({
      infiniteQueryOptions: { initialPageParam: null, getNextPageParam: (last) => last.next ?? undefined },
      queryFn: ({ pageParam }, queried) => ask('listEvents', same)({ query: { actor: 'people', order: 'newest', limit: 50, ...(pageParam === null ? {} : { after: pageParam }) } }, queried),
      providesTags: ['Audit'],
    }),
    getLan: build.query<AnswerOf<'getLan'>, NoInput>({ queryFn: ask('getLan', same), providesTags: ['Lan'] }),
    listDevices: build.query<AnswerOf<'listDevices'>, NoInput>({ queryFn: ask('listDevices', same), providesTags: ['Devices'] }),
    openLan: build.mutation<AnswerOf<'openLan'>, InputOf<'openLan'>>({ queryFn: change('openLan', same), invalidatesTags: whenDone('Lan') }),
    closeLan: build.mutation<AnswerOf<'closeLan'>, NoInput>({ queryFn: change('closeLan', same), invalidatesTags: whenDone('Lan') }),
    createPairing: build.mutation<AnswerOf<'createPairing'>, InputOf<'createPairing'>>({ queryFn: change('createPairing', same), invalidatesTags: whenDone('Pairings') }),
    listPairings: build.query<AnswerOf<'listPairings'>, NoInput>({ queryFn: ask('listPairings', same), providesTags: ['Pairings'] }),
    // Also when it was refused: then the code was used just now, and the list is old.
    voidPairing: build.mutation<null, InputOf<'voidPairing'>>({ queryFn: change('voidPairing', nothing), invalidatesTags: ['Pairings', 'Devices'] }),
    changeDevice: build.mutation<AnswerOf<'changeDevice'>, InputOf<'changeDevice'>>({ queryFn: change('changeDevice', same), invalidatesTags: whenDone('Devices') }),
    revokeDevice: build.mutation<null, InputOf<'revokeDevice'>>({ queryFn: change('revokeDevice', nothing), invalidatesTags: whenDone('Devices') }),
  }),
});

export const {
  useListExamsQuery, useGetLanQuery, useListDevicesQuery, usePeopleEventsInfiniteQuery, useOpenLanMutation, useCloseLanMutation, useCreatePairingMutation, useListPairingsQuery, useVoidPairingMutation, useChangeDeviceMutation, useRevokeDeviceMutation,
} = api;
