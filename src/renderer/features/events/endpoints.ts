/** What led to an event and followed from it. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change } from '../../store/api.ts';

const eventsApi = api.injectEndpoints({
  endpoints: (build) => ({
    // What followed may grow: it is asked for anew each time somebody looks.
    getEventChain: build.query<AnswerOf<'getEventChain'>, InputOf<'getEventChain'>>({ queryFn: change('getEventChain', (answer) => answer), keepUnusedDataFor: 0 }),
  }),
});

export const { useGetEventChainQuery } = eventsApi;
