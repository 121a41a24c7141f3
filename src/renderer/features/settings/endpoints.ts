/** What is set for the station, and the room it takes. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change } from '../../store/api.ts';

const settingsApi = api.injectEndpoints({
  endpoints: (build) => ({
    getSettings: build.query<AnswerOf<'getSettings'>, InputOf<'getSettings'>>({ queryFn: change('getSettings', (answer) => answer), providesTags: ['Settings'] }),
    getStorage: build.query<AnswerOf<'getStorage'>, InputOf<'getStorage'>>({ queryFn: change('getStorage', (answer) => answer), keepUnusedDataFor: 10 }),
    changeSettings: build.mutation<AnswerOf<'changeSettings'>, InputOf<'changeSettings'>>({ queryFn: change('changeSettings', (answer) => answer), invalidatesTags: (_answer, error) => (error === undefined ? ['Settings'] : []) }),
  }),
});

export const { useGetSettingsQuery, useGetStorageQuery, useChangeSettingsMutation } = settingsApi;
