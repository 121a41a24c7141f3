/** Where the connection to the station stands, and what waits for it. Always visible on screen. */
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ConnectionState, PendingWrite } from '../../client/station-client.ts';
import type { Principal } from '../../contract/access.ts';

export interface ConnectionSlice {
  readonly state: ConnectionState;
  /** Who we are, as the station said last; stays over an interruption. */
  readonly principal: Principal | null;
  readonly pending: readonly PendingWrite[];
  /** False while requests have no answer although the line stands: a frozen or very busy station. */
  readonly answering: boolean;
  /** Since a second try failed or the station said that it stops, until it is back: also while the next try is under way. */
  readonly away: 'offline' | 'stopped' | null;
  /** How often everything had to be read again. */
  readonly resyncs: number;
}

const initialState: ConnectionSlice = { state: { kind: 'connecting' }, principal: null, pending: [], answering: true, away: null, resyncs: 0 };

function awayAfter(before: ConnectionSlice['away'], state: ConnectionState): ConnectionSlice['away'] {
  if (state.kind === 'connecting') return before;
  if (state.kind !== 'offline') return null;
  return state.code === 'station-closed' ? 'stopped' : state.attempt > 1 ? 'offline' : before;
}

export const connection = createSlice({
  name: 'connection',
  initialState,
  reducers: {
    stateChanged: (slice, { payload }: PayloadAction<ConnectionState>) => ({ ...slice, state: payload, away: awayAfter(slice.away, payload), principal: payload.kind === 'online' ? payload.principal : slice.principal }),
    signedIn: (slice, { payload }: PayloadAction<Principal>) => ({ ...slice, principal: payload }),
    signedOut: () => initialState,
    pendingChanged: (slice, { payload }: PayloadAction<readonly PendingWrite[]>) => ({ ...slice, pending: payload }),
    answeringChanged: (slice, { payload }: PayloadAction<boolean>) => ({ ...slice, answering: payload }),
    resynced: (slice) => ({ ...slice, resyncs: slice.resyncs + 1 }),
  },
});
