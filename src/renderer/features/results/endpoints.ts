/** Scores, all of an exam's and one candidate's. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, same } from '../../store/api.ts';
import { problemOf } from '../../store/problem.ts';
import { clientOf } from '../../store/services.ts';
import type { ScoreRow } from './shown-scores.ts';

const rowsAtOnce = 1000;

export interface AllScores { readonly questions: readonly string[]; readonly rows: readonly ScoreRow[] }

const scoresApi = api.injectEndpoints({
  endpoints: (build) => ({
    /** Every row, a thousand a request: search, order and rank need all of them. */
    allScores: build.query<AllScores, { readonly examId: string }>({
      async queryFn({ examId }, { extra, signal }) {
        const client = clientOf(extra);
        const rows: ScoreRow[] = [];
        try {
          for (let after: string | null = null; ;) {
            const page: AnswerOf<'listScores'> = await client.request('listScores', { params: { examId }, query: { limit: rowsAtOnce, ...(after === null ? {} : { after }) } }, { signal });
            rows.push(...page.scores);
            after = page.next;
            if (after === null) return { data: { questions: page.questions, rows } };
          }
        } catch (error) {
          return { error: problemOf(error) };
        }
      },
      providesTags: (_answer, _error, { examId }) => [{ type: 'Scores', id: examId }],
    }),
    getScore: build.query<AnswerOf<'getScore'>, InputOf<'getScore'>>({ queryFn: change('getScore', same), providesTags: (_answer, _error, { params }) => [{ type: 'Scores', id: params.examId }] }),
  }),
});

export const { useAllScoresQuery, useGetScoreQuery } = scoresApi;
