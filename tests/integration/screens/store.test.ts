/** The store of the screens over a real message port to a real station. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StationClient } from '../../../src/client/station-client.ts';
import type { RouteName } from '../../../src/contract/routes.ts';
import { api, examAdapter } from '../../../src/renderer/store/api.ts';
import { type Following, followStation } from '../../../src/renderer/store/live/follow.ts';
import { settling } from '../../../src/renderer/store/settle.ts';
import { createScreensStore, type ScreensStore } from '../../../src/renderer/store/store.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';
import { type House, openHouse } from '../client/house.ts';
import type { Line } from '../client/line.ts';
import { openPortLine } from '../client/port-line.ts';

const exam = exampleExam();
/** Among them some with doubtful marks. */
const scans = exampleScans(30).map(({ path }) => path);

let house: House;
let line: Line;
let client: StationClient;
let store: ScreensStore;
let following: Following;
const asked: RouteName[] = [];

beforeAll(async () => {
  house = await openHouse();
  line = await openPortLine(house);
  const real = await line.client();
  client = { ...real, request: (route, input, options) => {
    asked.push(route);
    return real.request(route, input, options);
  } };
  store = createScreensStore(client);
  following = followStation(client, store);
});
afterAll(async () => {
  following?.close();
  await line?.[Symbol.asyncDispose]();
  await house?.[Symbol.asyncDispose]();
});

const exams = () => api.endpoints.listExams.select({})(store.getState()).data;
const theExam = () => exams()?.entities[exam.id];
const args = { params: { examId: exam.id }, query: {} };
const exceptions = () => api.endpoints.listExceptions.select(args)(store.getState()).data;
const notices = () => store.getState().notices;
const eventually = (condition: () => boolean) => expect.poll(condition, { timeout: 60_000, interval: 20 }).toBe(true);

describe('the store of the screens', () => {
  test('is online, and knows who it is', async () => {
    await eventually(() => store.getState().connection.state.kind === 'online');
    expect(store.getState().connection.principal?.role).toBe('operator');
  });

  test('an exam appears by itself, and its figures follow the batch to its end without asking again and again', async () => {
    const watching = store.dispatch(api.endpoints.listExams.initiate({}));
    await watching;
    expect(exams()?.ids).toEqual([]);
    await house.open().station.createOrUpdateExam(exam, null);
    await eventually(() => theExam() !== undefined);
    const startedAt = Date.now();
    asked.length = 0;
    await client.request('putInPaths', { params: { examId: exam.id }, body: { batch: 'b', paths: scans } });
    await eventually(() => theExam()?.progress.completed === true && theExam()?.progress.pages === scans.length);
    const { read, failed, pages } = theExam()?.progress ?? { read: 0, failed: 0, pages: -1 };
    expect(read + failed).toBe(pages);
    // Some hundred events came; figures are patched, and what cannot be patched is read at most every two seconds.
    expect(store.getState().stream.rows.length).toBeGreaterThan(100);
    expect(asked.filter((route) => route === 'listExams').length).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - startedAt) / 2000));
    expect(examAdapter.getSelectors().selectTotal(exams() ?? examAdapter.getInitialState())).toBe(1);
  });

  test('the stream has every event once, newest first', () => {
    const seqs = store.getState().stream.rows.map((event) => event.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
    expect(seqs.length).toBe(Math.min(500, house.seqsAfter(0).length));
  });

  test('a settled exception goes at once, and comes back when it is undone', async () => {
    const watching = store.dispatch(api.endpoints.listExceptions.initiate(args));
    await watching;
    const before = exceptions();
    const one = Object.values(before?.exceptions.entities ?? {}).find(({ kind, field }) => kind === 'doubtful' && field !== 'candidate');
    if (before === undefined || one === undefined) throw new Error('The example has no doubtful mark among these pages.');
    const settlingIt = store.dispatch(settling.endpoints.resolveException.initiate({ params: { exceptionId: one.exceptionId }, body: { value: 'A' } }));
    // At once: nothing was awaited yet.
    expect(exceptions()?.exceptions.ids).not.toContain(one.exceptionId);
    expect(exceptions()?.open).toBe(before.open - 1);
    await settlingIt.unwrap();
    const [notice] = notices();
    expect(notice).toMatchObject({ tone: 'done', undo: { route: 'reopenException', exceptionId: one.exceptionId } });
    await store.dispatch(settling.endpoints.reopenException.initiate({ params: { exceptionId: one.exceptionId } })).unwrap();
    await eventually(() => exceptions()?.exceptions.ids.includes(one.exceptionId) === true && exceptions()?.open === before.open);
  });

  test('a change that the station refuses is taken back, with a notice that says what was not done', async () => {
    const title = theExam()?.title;
    const changing = store.dispatch(settling.endpoints.changeExam.initiate({ params: { examId: exam.id }, body: { revision: 99, title: 'Another title' } }));
    expect(theExam()?.title).toBe('Another title');
    await expect(changing.unwrap()).rejects.toMatchObject({ code: 'revision-stale' });
    expect(theExam()?.title).toBe(title);
    expect(notices().at(-1)).toMatchObject({ tone: 'trouble', text: 'notice.not-done.changeExam', problem: { code: 'revision-stale' } });
  });

  test('an exception that is not there is put back, and the notice says so', async () => {
    const open = exceptions()?.open;
    await expect(store.dispatch(settling.endpoints.resolveException.initiate({ params: { exceptionId: 'never-heard-of' }, body: {} })).unwrap()).rejects.toMatchObject({ code: 'not-found' });
    expect(exceptions()?.open).toBe(open);
    expect(notices().at(-1)).toMatchObject({ text: 'notice.not-done.resolveException', problem: { code: 'not-found' } });
  });

  test('a change made without a connection shows, waits, and is made once when the station answers again', async () => {
    // As it is now, and kept: on a slow machine what nobody shows may have been forgotten.
    const watching = store.dispatch(api.endpoints.listExceptions.initiate(args, { forceRefetch: true }));
    await watching.unwrap();
    const doubtful = () => Object.values(exceptions()?.exceptions.entities ?? {}).find(({ kind, field }) => kind === 'doubtful' && field !== 'candidate');
    // The news that it was settled may come after it was taken back; then it is read again.
    await eventually(() => doubtful() !== undefined);
    const one = doubtful();
    if (one === undefined || one.pageId === null) throw new Error('There is no doubtful mark left.');
    line.cut();
    await eventually(() => store.getState().connection.state.kind === 'offline');
    const correcting = store.dispatch(settling.endpoints.correctItem.initiate({ params: { pageId: one.pageId, field: one.field }, body: { value: 'B' } }));
    expect(exceptions()?.exceptions.ids).not.toContain(one.exceptionId);
    await eventually(() => store.getState().connection.pending.length === 1);
    // What is asked for meanwhile fails, and is asked for again by itself.
    const lan = store.dispatch(api.endpoints.getLan.initiate({}));
    await expect(lan.unwrap()).rejects.toMatchObject({ code: 'offline' });
    line.mend();
    await eventually(() => api.endpoints.getLan.select({})(store.getState()).data?.open === false);
    await correcting.unwrap();
    await eventually(() => store.getState().connection.pending.length === 0 && store.getState().connection.state.kind === 'online');
    expect(house.open().station.events({ type: 'grading.reviewed', limit: 100 }).filter((event) => event.payload['page_id'] === one.pageId && event.payload['field'] === one.field).length).toBeGreaterThanOrEqual(1);
    await eventually(() => store.getState().stream.rows.some((event) => event.type === 'grading.reviewed'));
    watching.unsubscribe();
  });
});
