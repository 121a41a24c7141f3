// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import { expect, test, vi } from 'vitest';
import { createStationClient } from '../../client/client.ts';
import { listenInto, msBetweenFlushes } from './live/follow.ts';
import { createScreensStore } from './store.ts';
import { useExam } from './use-exam.ts';

const progress = { pages: 10, read: 0, failed: 0, copies: { read: 0, failed: 0 }, graded: 0, exceptions: 0, intakeDone: true, completed: false };
const exam = {
  id: 'a', title: '期中', subject: '', revision: 1, questions: 1, candidates: null, createdAt: '2026-11-22T08:00:00.000Z', updatedAt: '2026-11-22T08:00:00.000Z', archived: false, publishedAt: null, template: null, progress,
  publication: null, page: 'A4', language: 'zh-CN', candidateDigits: 8, layoutVersions: ['v'], pagesPerSheet: 1, full: 3, everything: [],
};

test('a screen that says nothing of how far an exam is is not drawn for that', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const client = createStationClient({ transport: {
    tokens: null, close: () => {}, openLive: () => ({ send: () => {}, close: () => {} }),
    exchange: async () => ({ status: 200, header: () => 'application/json', json: async () => exam, blob: async () => new Blob([JSON.stringify(exam)]) }),
  } });
  const store = createScreensStore(client);
  const listener = listenInto(store);
  const place = document.createElement('div');
  const root = createRoot(place);
  let drawn = 0;
  function Screen() {
    const { exam: itself } = useExam('a');
    drawn++;
    return <p>{itself?.title}</p>;
  }
  await act(async () => root.render(<Provider store={store}><Screen /></Provider>));
  await vi.waitFor(() => act(async () => expect(place.textContent).toBe('期中')));
  const before = drawn;
  const readOf = () => Object.values(store.getState().api.queries).map((query) => JSON.stringify(query?.data)).join();
  listener.signal?.({ topic: 'progress', exam: 'a', at: '2026-11-22T08:00:00.000Z', body: { ...progress, read: 7 } });
  await vi.waitFor(() => expect(readOf()).toContain('"read":7'), { timeout: 20 * msBetweenFlushes });
  expect(drawn).toBe(before);
  await act(async () => root.unmount());
  listener.close();
  client.close();
});
