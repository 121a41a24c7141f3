// @vitest-environment happy-dom
import { act, Profiler, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { Provider } from 'react-redux';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStationClient } from '../../../client/client.ts';
import type { WireRequest } from '../../../client/transport.ts';
import type { StoredEvent } from '../../../contract/events.ts';
import { examAdapter, useListExamsQuery } from '../api.ts';
import { useScreensSelector } from '../hooks.ts';
import { createScreensStore } from '../store.ts';
import { listenInto, msBetweenFlushes } from './follow.ts';

const examIds = Array.from({ length: 20 }, (_, i) => `exam-${i}`);
const figures = (read: number) => ({ pages: 10_000, read, failed: 0, copies: { read: 0, failed: 0 }, graded: read, exceptions: 0, intakeDone: true, completed: false });
const answerOf = (): unknown => ({ exams: examIds.map((id) => ({ id, title: id, subject: '', revision: 1, questions: 20, candidates: null, createdAt: '2026-11-22T08:00:00.000Z', updatedAt: '2026-11-22T08:00:00.000Z', archived: false, publishedAt: null, template: null, progress: figures(0) })) });

/** The real client over a way that answers one route, and counts. */
function countingClient() {
  const asked: WireRequest[] = [];
  const client = createStationClient({ transport: {
    tokens: null, close: () => {}, openLive: () => ({ send: () => {}, close: () => {} }),
    exchange: async (request) => {
      asked.push(request);
      return { status: 200, header: () => 'application/json', json: async () => answerOf(), blob: async () => new Blob([JSON.stringify(answerOf())]) };
    },
  } });
  return { client, asked };
}

const { selectAll } = examAdapter.getSelectors();
function Screen() {
  const { data } = useListExamsQuery({});
  const rows = useScreensSelector((state) => state.stream.rows);
  return <><ul>{(data === undefined ? [] : selectAll(data)).map((exam) => <li key={exam.id}>{exam.progress.read}</li>)}</ul><p>{rows.length}</p></>;
}

/** Rendered, and its first answer there. */
async function shown(root: Root, what: ReactNode): Promise<void> {
  await act(async () => root.render(what));
  await act(() => vi.advanceTimersByTimeAsync(1000));
}

let seq = 0;
const pageRead = (examId: string): StoredEvent => ({
  seq: ++seq, event_id: crypto.randomUUID(), type: 'ocr.completed', exam_id: examId, correlation_id: 'b', causation_id: null, actor: 'station', at: '2026-11-22T08:00:00.000Z',
  payload: { batch_id: 'b', page_id: `p${seq}`, reading_revision: 1, candidate_no: null, page: 1, items: 20, doubtful: 0, trouble: null, duration_ms: 50 },
});

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'requestAnimationFrame', 'cancelAnimationFrame'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each(['figures', 'events', 'figures and events'])('a thousand %s a second cost at most four renders a second, and no requests', async (what) => {
  const { client, asked } = countingClient();
  const store = createScreensStore(client);
  const listener = listenInto(store);
  let commits = 0;
  let updates = 0;
  const place = document.createElement('div');
  const root = createRoot(place);
  await shown(root, <Provider store={store}><Profiler id="screen" onRender={() => { commits += 1; }}><Screen /></Profiler></Provider>);
  expect(place.querySelectorAll('li').length).toBe(examIds.length);
  commits = 0;
  asked.length = 0;
  store.subscribe(() => { updates += 1; });

  const seconds = 2;
  for (let ms = 0; ms < seconds * 1000; ms += 1) {
    const exam = examIds[ms % examIds.length] ?? '';
    if (what !== 'events') listener.signal?.({ topic: 'progress', exam, at: '', body: figures(ms) });
    if (what !== 'figures') listener.event?.(pageRead(exam));
    await act(() => vi.advanceTimersByTimeAsync(1));
  }
  await act(() => vi.advanceTimersByTimeAsync(msBetweenFlushes));

  const windows = (seconds * 1000) / msBetweenFlushes;
  expect(windows).toBe(seconds * 4);
  expect(commits).toBeGreaterThan(windows / 2);
  // And the first one, which comes sooner.
  expect(commits).toBeLessThanOrEqual(windows + 2);
  expect(updates).toBeLessThanOrEqual(windows + 2);
  expect(asked).toEqual([]);
  // Nothing was left out on the way.
  if (what !== 'events') expect([...place.querySelectorAll('li')].map((li) => Number(li.textContent)).toSorted((a, b) => a - b).at(-1)).toBe(seconds * 1000 - 1);
  if (what !== 'figures') expect(place.querySelector('p')?.textContent).toBe('500');
  await act(async () => root.unmount());
  listener.close();
  client.close();
});

/** The screen on a store that hears, with nothing asked yet. */
async function shownScreen() {
  const { client, asked } = countingClient();
  const store = createScreensStore(client);
  const listener = listenInto(store);
  const root = createRoot(document.createElement('div'));
  await shown(root, <Provider store={store}><Screen /></Provider>);
  asked.length = 0;
  return {
    asked, listener, store,
    async [Symbol.asyncDispose]() {
      await act(async () => root.unmount());
      listener.close();
      client.close();
    },
  };
}

test('answers that events made old are read again at once, then at most every two seconds', async () => {
  await using screen = await shownScreen();
  const { asked, listener } = screen;
  // Three seconds in which exams are changed all the time.
  for (let ms = 0; ms < 3000; ms += 10) {
    listener.event?.({ ...pageRead('exam-1'), type: 'exam.updated', payload: { revision: 2, changed: ['text'] } });
    await act(() => vi.advanceTimersByTimeAsync(10));
  }
  expect(asked.length).toBe(2);
  await act(() => vi.advanceTimersByTimeAsync(4000));
  expect(asked.length).toBe(3);
});

test('a resync reads again everything that is shown', async () => {
  await using screen = await shownScreen();
  const { asked, listener, store } = screen;
  await act(async () => {
    listener.resync?.('too-slow');
    await vi.advanceTimersByTimeAsync(100);
  });
  expect(asked.map((request) => request.route)).toEqual(['listExams']);
  expect(store.getState().connection.resyncs).toBe(1);
});
