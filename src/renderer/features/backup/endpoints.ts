/** Backups as the screens ask for them. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, nothing, same } from '../../store/api.ts';

const backupApi = api.injectEndpoints({
  endpoints: (build) => ({
    latestBackup: build.query<AnswerOf<'latestBackup'>, InputOf<'latestBackup'>>({ queryFn: change('latestBackup', same), keepUnusedDataFor: 1 }),
    lookIntoBackup: build.query<AnswerOf<'lookIntoBackup'>, InputOf<'lookIntoBackup'>>({ queryFn: change('lookIntoBackup', same), keepUnusedDataFor: 0 }),
    startBackup: build.mutation<AnswerOf<'startBackup'>, InputOf<'startBackup'>>({ queryFn: change('startBackup', same) }),
    discardSentBackup: build.mutation<null, InputOf<'discardSentBackup'>>({ queryFn: change('discardSentBackup', nothing) }),
    startRestore: build.mutation<AnswerOf<'startRestore'>, InputOf<'startRestore'>>({ queryFn: change('startRestore', same) }),
    cancelBackup: build.mutation<AnswerOf<'cancelBackup'>, InputOf<'cancelBackup'>>({ queryFn: change('cancelBackup', same) }),
  }),
});

export const { useLatestBackupQuery, useLookIntoBackupQuery, useStartBackupMutation, useStartRestoreMutation, useDiscardSentBackupMutation, useCancelBackupMutation } = backupApi;
