// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { expect, test, vi } from 'vitest';
import { createStationClient } from '../../client/client.ts';
import { type Problem, problemMediaType } from '../../contract/problem.ts';
import { openTexts } from '../i18n/texts.ts';
import { api } from '../store/api.ts';
import { listenInto } from '../store/live/follow.ts';
import { createScreensStore } from '../store/store.ts';
import { ExamThere } from './ExamThere.tsx';

const { useListScoresQuery } = api;
const figures = { pages: 1, read: 1, failed: 0, copies: { read: 0, failed: 0 }, graded: 1, exceptions: 0, intakeDone: true, completed: true };
const exam = (id: string) => ({ id, title: id, subject: '', revision: 1, questions: 1, candidates: null, createdAt: '2026-11-22T08:00:00.000Z', updatedAt: '2026-11-22T08:00:00.000Z', archived: false, publishedAt: null, template: null, progress: figures });
const missing: Problem = { type: 'urn:zhiyue:error:not-found', title: 'not found', status: 404, code: 'not-found', detail: 'There is no such exam.', about: null, retry: false };
const scores = { questions: ['1'], scores: [{ candidateNo: '1', name: '王小明', class: '', status: 'graded', total: 1, full: 1, unmarked: 0, points: [1] }], next: null };

function Scores({ examId }: { readonly examId: string }) {
  const { data } = useListScoresQuery({ params: { examId } });
  return <p>{data?.scores.map(({ name }) => name).join()}</p>;
}

/** The real client over a station that has these exams. */
function stationWith(there: Set<string>, asked: string[] = []) {
  const answered = (status: number, mediaType: string, body: unknown) => ({ status, header: () => mediaType, json: async () => body, blob: async () => new Blob([JSON.stringify(body)]) });
  return createStationClient({ transport: {
    tokens: null, close: () => {}, openLive: () => ({ send: () => {}, close: () => {} }),
    exchange: async ({ route, params }) => {
      asked.push(route);
      if (route === 'listExams') return answered(200, 'application/json', { exams: [...there].map(exam) });
      return there.has(params['examId'] ?? '') ? answered(200, 'application/json', scores) : answered(404, problemMediaType, missing);
    },
  } });
}

test('an exam that somebody else deletes goes from the screen with its names and scores, and the way to the others is shown', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const there = new Set(['a', 'b']);
  const client = stationWith(there);
  const store = createScreensStore(client);
  const listener = listenInto(store);
  const place = document.createElement('div');
  const root = createRoot(place);
  const texts = await openTexts('en');
  const show = (examId: string) => act(async () => root.render(<I18nextProvider i18n={texts}><Provider store={store}><ExamThere examId={examId}><Scores examId={examId} /></ExamThere></Provider></I18nextProvider>));
  const shows = (text: string) => vi.waitFor(() => act(async () => expect(place.textContent).toContain(text)));
  await show('a');
  await shows('王小明');

  there.delete('a');
  listener.event?.({ seq: 1, event_id: crypto.randomUUID(), type: 'exam.deleted', exam_id: 'a', correlation_id: 'a', causation_id: null, actor: 'operator', at: '2026-11-22T08:00:00.000Z', payload: {} });
  await shows('There is no such exam');
  expect(place.textContent).not.toContain('王小明');
  expect(place.querySelector('a')?.getAttribute('href')).toBe('#/exams');

  // The others are as they were.
  await show('b');
  await shows('王小明');
  await act(async () => root.unmount());
  listener.close();
  client.close();
});

test('of an exam that there is not, only whether there is one is asked', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const asked: string[] = [];
  const client = stationWith(new Set(['a']), asked);
  const store = createScreensStore(client);
  const place = document.createElement('div');
  const root = createRoot(place);
  const texts = await openTexts('en');
  await act(async () => root.render(<I18nextProvider i18n={texts}><Provider store={store}><ExamThere examId="nope"><Scores examId="nope" /></ExamThere></Provider></I18nextProvider>));
  await vi.waitFor(() => act(async () => expect(place.textContent).toContain('There is no such exam')));
  expect(asked.toSorted()).toEqual(['getExam', 'listExams']);
  await act(async () => root.unmount());
  client.close();
});
