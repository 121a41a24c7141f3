/** Where the connection to the station stands, and what waits for it. Always visible on screen. */
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ConnectionState, PendingWrite } from '../../client/station-client.ts';
import type { Principal } from '../../contract/access.ts';

export interface ConnectionSlice {
  readonly state: ConnectionState;
  /** Who we are, as the station said last; stays over an interruption. */
  readonly principal: Principal | null;
  readonly pending: readonly PendingWrite[];
  /** How often everything had to be read again. */
  readonly resyncs: number;
}

const initialState: ConnectionSlice = { state: { kind: 'connecting' }, principal: null, pending: [], resyncs: 0 };

export const connection = createSlice({
  name: 'connection',
  initialState,
  reducers: {
    stateChanged: (slice, { payload }: PayloadAction<ConnectionState>) => ({ ...slice, state: payload, principal: payload.kind === 'online' ? payload.principal : slice.principal }),
    signedIn: (slice, { payload }: PayloadAction<Principal>) => ({ ...slice, principal: payload }),
    signedOut: () => initialState,
    pendingChanged: (slice, { payload }: PayloadAction<readonly PendingWrite[]>) => ({ ...slice, pending: payload }),
    resynced: (slice) => ({ ...slice, resyncs: slice.resyncs + 1 }),
  },
});
