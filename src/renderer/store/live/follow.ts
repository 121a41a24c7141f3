/**
 * Follows the station: the connection's state and what it tells go into the store, at most four times a second: each time the screen at hand is drawn, and people read no faster.
 * What happened since the last flush waits in `WaitingNews`; after a `resync` everything that is shown is read again.
 */
import { QueryStatus } from '@reduxjs/toolkit/query';
import type { ConnectionState, LiveFeed, LiveListener, StationClient } from '../../../client/station-client.ts';
import { rolePermissions } from '../../../contract/access.ts';
import { api, tags } from '../api.ts';
import { connection } from '../connection.ts';
import { notices } from '../notices.ts';
import { notDone } from '../not-done.ts';
import { problemOf } from '../problem.ts';
import type { ScreensStore } from '../store.ts';
import { stream } from '../stream.ts';
import { applyNews } from './apply-news.ts';
import { DueTags } from './due-tags.ts';
import { WaitingNews } from './news.ts';

export const msBetweenFlushes = 250;
/** What comes after a quiet time waits only for what comes with it. */
const msToGather = 50;
/** More than this between two flushes (a page in the background, whose timers sleep): reading again is quicker than patching. */
const mostEventsAtOnce = 5000;
const backfillRows = 200;

export interface Following {
  retry(): void;
  close(): void;
}

/** What a live feed tells, as updates of the store. `close` drops what waits. */
export function listenInto(store: ScreensStore): LiveListener & { close(): void } {
  const waiting = new WaitingNews();
  const due = new DueTags((old) => store.dispatch(api.util.invalidateTags([...old])));
  let timer: ReturnType<typeof setTimeout> | null = null;
  let flushedAt = Number.NEGATIVE_INFINITY;
  const readAgain = (): void => void store.dispatch(api.util.invalidateTags([...tags]));
  const flush = (): void => {
    timer = null;
    flushedAt = Date.now();
    const news = waiting.take();
    if (news.events.length > mostEventsAtOnce) {
      store.dispatch(stream.actions.arrived(news.events));
      readAgain();
    } else {
      due.add(store.dispatch(applyNews(news)));
    }
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, Math.min(msBetweenFlushes, Math.max(msToGather, flushedAt + msBetweenFlushes - Date.now())));
  };
  return {
    event(event) {
      waiting.event(event);
      soon();
    },
    signal(signal) {
      waiting.signal(signal);
      soon();
    },
    resync() {
      store.dispatch(connection.actions.resynced());
      readAgain();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      due.close();
    },
  };
}

/** What was asked for while the station was away shows an error that holds no longer. Answers that are there stay: the feed goes on where it was. */
function readAgainWhatFailed(store: ScreensStore): void {
  if (Object.values(store.getState().api.queries).some((query) => query?.status === QueryStatus.rejected)) store.dispatch(api.util.invalidateTags([...tags]));
}

export function followStation(client: StationClient, store: ScreensStore): Following {
  const listener = listenInto(store);
  let feed: LiveFeed | null = null;
  let backfilled = false;
  const backfill = (state: ConnectionState): void => {
    if (state.kind !== 'online' || backfilled || !rolePermissions[state.principal.role].includes('events.read')) return;
    backfilled = true;
    client.request('listEvents', { query: { order: 'newest', limit: backfillRows } }).then(
      ({ events }) => store.dispatch(stream.actions.backfilled(events)),
      // The stream then begins with what happens next.
      () => { backfilled = false; },
    );
  };
  const onState = (state: ConnectionState): void => {
    const before = store.getState().connection.principal;
    store.dispatch(connection.actions.stateChanged(state));
    if (state.kind === 'online') {
      // Other rights: what was shown may be closed now, and what was closed open.
      if (before !== null && JSON.stringify([before.role, before.exams]) !== JSON.stringify([state.principal.role, state.principal.exams])) store.dispatch(api.util.invalidateTags([...tags]));
      else readAgainWhatFailed(store);
    }
    backfill(state);
  };
  const opened = client.live({ connection: 'general' }, {
    ...listener,
    resync(reason) {
      listener.resync?.(reason);
      // The table of events would have a gap that nobody sees.
      store.dispatch(stream.actions.restarted());
      backfilled = false;
      if (feed !== null) backfill(feed.state());
    },
  });
  feed = opened;
  onState(opened.state());
  const stops = [
    opened.onState(onState),
    client.onPending((pending) => store.dispatch(connection.actions.pendingChanged(pending))),
    client.onAnswering((answering) => store.dispatch(connection.actions.answeringChanged(answering))),
    client.onRefusedWrite((write, error) => store.dispatch(notices.actions.noticed(notDone(write.route, problemOf(error))))),
  ];
  store.dispatch(connection.actions.pendingChanged(client.pending()));
  return {
    retry: () => feed?.retry(),
    close() {
      for (const stop of stops) stop();
      listener.close();
      feed?.close();
      feed = null;
    },
  };
}
