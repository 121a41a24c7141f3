/** How the station is. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change } from '../../store/api.ts';

export type Status = AnswerOf<'getStatus'>;

const monitorApi = api.injectEndpoints({
  endpoints: (build) => ({
    getStatus: build.query<AnswerOf<'getStatus'>, InputOf<'getStatus'>>({ queryFn: change('getStatus', (answer) => answer), providesTags: ['Status'] }),
  }),
});

export const { useGetStatusQuery } = monitorApi;
