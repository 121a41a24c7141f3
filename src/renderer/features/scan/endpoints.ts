/** What the scan screen asks for and changes, besides what all screens know. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, type NoInput, nothing, same } from '../../store/api.ts';

const scanApi = api.injectEndpoints({
  endpoints: (build) => ({
    /** Whether the station's work is paused; no task is named. */
    scanWork: build.query<boolean, NoInput>({ queryFn: (_input, queried) => change('listTasks', ({ paused }) => paused)({ query: { limit: 0 } }, queried), providesTags: ['Tasks'] }),
    scanPause: build.mutation<null, NoInput>({ queryFn: change('pauseTasks', nothing), invalidatesTags: ['Tasks', 'Status'] }),
    scanResume: build.mutation<null, NoInput>({ queryFn: change('resumeTasks', nothing), invalidatesTags: ['Tasks', 'Status'] }),
    scanCancelBatch: build.mutation<AnswerOf<'cancelBatch'>, InputOf<'cancelBatch'>>({ queryFn: change('cancelBatch', same), invalidatesTags: ['Batches', 'Pages'] }),
    scanEndSending: build.mutation<null, InputOf<'endSending'>>({ queryFn: change('endSending', nothing), invalidatesTags: (_answer, _error, { params }) => [{ type: 'Batches', id: params.examId }] }),
    scanRetryBatch: build.mutation<AnswerOf<'retryBatch'>, InputOf<'retryBatch'>>({ queryFn: change('retryBatch', same), invalidatesTags: ['Batches', 'Pages'] }),
    scanWatch: build.query<AnswerOf<'getWatch'>['watch'], InputOf<'getWatch'>>({ queryFn: change('getWatch', ({ watch }) => watch), providesTags: (_answer, _error, { params }) => [{ type: 'Watch', id: params.examId }] }),
    scanWatchFolder: build.mutation<AnswerOf<'watchFolder'>, InputOf<'watchFolder'>>({ queryFn: change('watchFolder', same), invalidatesTags: (_answer, _error, { params }) => [{ type: 'Watch', id: params.examId }, { type: 'Batches', id: params.examId }] }),
    scanStopWatch: build.mutation<null, InputOf<'stopWatch'>>({ queryFn: change('stopWatch', nothing), invalidatesTags: (_answer, _error, { params }) => [{ type: 'Watch', id: params.examId }, { type: 'Batches', id: params.examId }] }),
    scanBatchQuality: build.query<AnswerOf<'getBatchQuality'>, InputOf<'getBatchQuality'>>({ queryFn: change('getBatchQuality', same), providesTags: ['Batches'] }),
    scanRetryPage: build.mutation<null, InputOf<'retryPage'>>({ queryFn: change('retryPage', nothing), invalidatesTags: ['Batches', 'Pages'] }),
  }),
});

export const { useScanWorkQuery, useScanPauseMutation, useScanResumeMutation, useScanCancelBatchMutation, useScanEndSendingMutation, useScanRetryBatchMutation, useScanRetryPageMutation, useScanBatchQualityQuery, useScanWatchQuery, useScanWatchFolderMutation, useScanStopWatchMutation } = scanApi;
