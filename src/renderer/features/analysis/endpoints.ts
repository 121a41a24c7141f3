/** How each class did, asked for one after the other so that a screen does not take the station's time from reading. */
import { api } from '../../store/api.ts';
import { problemOf } from '../../store/problem.ts';
import { clientOf } from '../../store/services.ts';
import type { ClassFigures } from './words.ts';

const analysisApi = api.injectEndpoints({
  endpoints: (build) => ({
    classFigures: build.query<readonly ClassFigures[], { readonly examId: string; readonly classes: readonly string[] }>({
      async queryFn({ examId, classes }, { extra, signal }) {
        const figures: ClassFigures[] = [];
        try {
          for (const name of classes) {
            const { n, mean, sd, lowest, highest } = await clientOf(extra).request('getStatistics', { params: { examId }, query: { class: name } }, { signal });
            figures.push({ name, n, mean, sd, lowest, highest });
          }
          return { data: figures };
        } catch (error) {
          return { error: problemOf(error) };
        }
      },
      providesTags: (_answer, _error, { examId }) => [{ type: 'Statistics', id: examId }],
    }),
  }),
});

export const { useClassFiguresQuery } = analysisApi;
