/** Where the station keeps what it has: a command on its machine must name the folder. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change } from '../../store/api.ts';

const lanApi = api.injectEndpoints({
  endpoints: (build) => ({
    getStation: build.query<Pick<AnswerOf<'getStatus'>, 'dataFolder'>, InputOf<'getStatus'>>({ queryFn: change('getStatus', ({ dataFolder }) => ({ dataFolder })) }),
  }),
});

export const { useGetStationQuery } = lanApi;
