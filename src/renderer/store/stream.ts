/** The last events as they came, newest first, for the table of live events. */
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { StoredEvent } from '../../contract/events.ts';

export const mostStreamRows = 500;

export interface StreamSlice {
  readonly rows: readonly StoredEvent[];
  /** How many came while the page was open. */
  readonly seen: number;
}

const initialState: StreamSlice = { rows: [], seen: 0 };

export const stream = createSlice({
  name: 'stream',
  initialState,
  reducers: {
    /** One flush of the live feed, in the order in which the events happened; each only once. */
    arrived: (slice, { payload }: PayloadAction<readonly StoredEvent[]>) => {
      const newest = slice.rows[0]?.seq ?? 0;
      const fresh = payload.filter((event) => event.seq > newest);
      if (fresh.length === 0) return slice;
      return { rows: [...fresh.slice(-mostStreamRows).reverse(), ...slice.rows].slice(0, mostStreamRows), seen: slice.seen + fresh.length };
    },
    /** Somebody else's, or with a gap: begins anew. */
    restarted: () => initialState,
    /** What the log says happened before; newest first. */
    backfilled: (slice, { payload }: PayloadAction<readonly StoredEvent[]>) => {
      const oldest = slice.rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
      return { ...slice, rows: [...slice.rows, ...payload.filter((event) => event.seq < oldest)].slice(0, mostStreamRows) };
    },
  },
});
