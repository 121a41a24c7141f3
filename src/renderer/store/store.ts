/** The store of the screens: one for each window, made with the client it speaks through. */
import { configureStore } from '@reduxjs/toolkit';
import type { StationClient } from '../../client/station-client.ts';
import { api } from './api.ts';
import { alarmsSeen } from './alarms-seen.ts';
import { connection } from './connection.ts';
import { notices } from './notices.ts';
import { stream } from './stream.ts';

export function createScreensStore(client: StationClient) {
  return configureStore({
    reducer: { alarmsSeen: alarmsSeen.reducer, connection: connection.reducer, notices: notices.reducer, stream: stream.reducer, [api.reducerPath]: api.reducer },
    middleware: (defaults) => defaults({
      thunk: { extraArgument: { client } },
      // Both walk through the whole state after every action, in development only; with hundreds of events a second that shows.
      serializableCheck: false,
      immutableCheck: false,
    }).concat(api.middleware),
  });
}

export type ScreensStore = ReturnType<typeof createScreensStore>;
export type ScreensState = ReturnType<ScreensStore['getState']>;
export type ScreensDispatch = ScreensStore['dispatch'];
