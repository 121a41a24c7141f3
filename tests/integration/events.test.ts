/** Events after the fact: given to handlers once more, followed from an id, and dealt with after a handler gave up. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { localOperator, type Principal } from '../../src/contract/access.ts';
import { routes } from '../../src/contract/routes.ts';
import { type GatewayStation, openGatewayStation } from '../support/gateway.ts';
import { temporaryFolder } from '../support/redis.ts';
import { exampleExam, exampleScans } from '../support/station.ts';

const exam = exampleExam();
const groups = ['exam', 'processing', 'grading', 'notification', 'analytics', 'quality'];

async function batchIn(open: GatewayStation): Promise<string> {
  await open.station.createOrUpdateExam(exam, null);
  const { batchId } = await open.station.putIn(exam.id, exampleScans(6), { batchKey: 'b' });
  await open.station.settled(batchId);
  return batchId;
}

/** Everything in the record that handlers could change. */
function contents(folder: string): unknown {
  const record = new DatabaseSync(join(folder, 'record.sqlite'), { readOnly: true });
  try {
    const tables = ['events', 'batches', 'pages', 'readings', 'corrections', 'sheets', 'scores', 'rescores', 'exceptions', 'figures', 'figures_counted', 'quality_alarms', 'dead_letters'];
    return Object.fromEntries(tables.map((table) => [table, record.prepare(`SELECT * FROM ${table}`).all()]));
  } finally {
    record.close();
  }
}

async function post<S extends z.ZodType>(open: GatewayStation, answer: S, path: string, body: unknown): Promise<z.output<S>> {
  const { status, json } = await open.request(path, { method: 'POST', body });
  expect(status).toBe(200);
  return answer.parse(json);
}

test('handlers find done what they did before: everything given once more, to every group, changes nothing; and a page is followed to its score', async () => {
  await using folder = await temporaryFolder();
  await using open = await openGatewayStation(folder.path);
  const batchId = await batchIn(open);
  await open.station.correctItem((await pageIds(open))[0] ?? '', '1', 'A', 'somebody');
  await open.station.createOrUpdateExam({ ...exam, questions: exam.questions.map((question) => ({ ...question, points: 3 })) }, null);
  await open.station.settled(batchId);
  const before = contents(folder.path);
  for (const group of groups) {
    const { handled, failed, next } = await post(open, routes.replayEvents.answer, '/api/events/replay', { group, limit: 5000 });
    expect([group, failed, next, handled > 5]).toEqual([group, 0, null, true]);
  }
  // What a handler would have queued has nothing left to do.
  await expect.poll(async () => routes.listTasks.answer.parse((await open.request('/api/tasks')).json).tasks).toEqual([]);
  expect(contents(folder.path)).toEqual(before);
  expect((await open.request('/api/events/replay', { body: { group: 'nobody' } })).problem.code).toBe('not-found');

  const [pageId = ''] = await pageIds(open);
  const trace = async (id: string) => routes.traceEvents.answer.parse((await open.request(`/api/trace/${encodeURIComponent(id)}`)).json);
  const page = await trace(pageId);
  expect(page.about).toBe('page');
  expect(page.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['batch.started', 'page.received', 'ocr.started', 'ocr.completed', 'grading.started', 'grading.completed', 'batch.completed']));
  const graded = page.events.find(({ type }) => type === 'grading.completed');
  expect(graded?.correlation_id).toBe(batchId);
  const chain = await trace(graded?.event_id ?? '');
  expect(chain.events.map(({ type }) => type).slice(0, 6)).toEqual(['batch.started', 'page.received', 'ocr.started', 'ocr.completed', 'grading.started', 'grading.completed']);
  expect((await trace(batchId)).events.length).toBeGreaterThan(6 * 5);
  expect((await open.request('/api/trace/unheard-of')).problem.code).toBe('not-found');
  expect((await trace(String(graded?.seq))).events).toEqual(chain.events);
  const ofCandidate = await trace(String(graded?.payload['candidate_no']));
  expect(ofCandidate.about).toBe('candidate');
  expect(ofCandidate.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['page.received', 'ocr.completed', 'grading.completed']));
  expect(await pageIds(open)).toEqual(expect.arrayContaining(ofCandidate.pages));
});

test('a device with rights to one exam follows what happened in it, and nothing else', async () => {
  await using folder = await temporaryFolder();
  await using open = await openGatewayStation(folder.path);
  const batchId = await batchIn(open);
  await open.station.createOrUpdateExam({ ...exam, id: 'other' }, null);
  const leaderOf = (...exams: string[]): Principal => ({ ...localOperator, id: 'device:leader', role: 'leader', exams, local: false });
  const trace = async (id: string, principal: Principal) => {
    const { status, body } = await open.inject({ name: 'traceEvents', params: { id }, principal });
    return status === 200 ? routes.traceEvents.answer.parse(body) : status;
  };
  const [graded] = open.station.events({ type: 'grading.completed' });
  const [pageId = ''] = await pageIds(open);
  const ids = [String(graded?.payload['candidate_no']), pageId, batchId, graded?.event_id ?? '', String(graded?.seq)];
  for (const id of ids) {
    const found = await trace(id, leaderOf(exam.id));
    if (typeof found === 'number') throw new Error(`${id}: ${found}`);
    expect([id, ...new Set(found.events.map(({ exam_id }) => exam_id))]).toEqual([id, exam.id]);
    for (const stranger of [leaderOf('other'), leaderOf()]) expect([id, await trace(id, stranger)]).toEqual([id, 404]);
    expect([id, await trace(id, { ...leaderOf(exam.id), role: 'viewer' })]).toEqual([id, 403]);
  }
  // Of the other exam there is something to follow, for whoever may.
  const created = open.station.events({ type: 'exam.created' }).find(({ exam_id }) => exam_id === 'other')?.event_id ?? '';
  expect(await trace(created, leaderOf('other'))).toMatchObject({ about: 'event', events: [{ type: 'exam.created' }], pages: [] });
  expect(await trace(created, leaderOf(exam.id))).toBe(404);
});

async function pageIds(open: GatewayStation): Promise<string[]> {
  const { events } = routes.listEvents.answer.parse((await open.request('/api/events?type=ocr.completed&limit=1000')).json);
  return events.flatMap(({ payload }) => (typeof payload['page_id'] === 'string' ? [payload['page_id']] : []));
}

test('what a handler gave up is listed, looked at, tried again and put away; what it says names nobody', async () => {
  await using folder = await temporaryFolder();
  let broken = true;
  await using open = await openGatewayStation(folder.path, { maxRetries: 0 }, {
    reaction: (group, reaction) => (group !== 'analytics' ? reaction : { ...reaction, act: async (event) => {
      if (broken) throw new Error('cannot write "张三" of 20260042 into /home/school/exam.xlsx');
      await reaction.act(event);
    } }),
  });
  await batchIn(open);
  const list = async (query = '') => routes.listDeadLetters.answer.parse((await open.request(`/api/dead-letters${query}`)).json);
  await expect.poll(async () => (await list()).waiting).toBe(6);
  const { letters, next } = await list('?group=analytics&limit=4');
  expect([letters.length, next, letters[0]?.error, letters[0]?.attempts]).toEqual([4, letters[3]?.id, 'cannot write … of … into …', 1]);
  expect((await list(`?before=${next}`)).letters).toHaveLength(2);

  const id = letters[0]?.id ?? 0;
  const letter = routes.discardDeadLetter.answer;
  expect(await post(open, letter, `/api/dead-letters/${id}/retry`, undefined)).toMatchObject({ acted: true, state: 'waiting', attempts: 2 });
  expect(await post(open, letter, `/api/dead-letters/${id}/discard`, { reason: 'not needed' })).toMatchObject({ acted: true, state: 'discarded', reason: 'not needed' });
  expect(await post(open, letter, `/api/dead-letters/${id}/discard`, { reason: 'another' })).toMatchObject({ acted: false, state: 'discarded', reason: 'not needed' });
  broken = false;
  expect(await post(open, routes.retryDeadLetters.answer, '/api/dead-letters/retry', {})).toEqual({ handled: 5, failed: 0, taken: 0, next: null });
  expect(await list()).toMatchObject({ letters: [], waiting: 0 });
  expect((await list('?state=all')).letters.map(({ state }) => state).toSorted()).toEqual(['discarded', 'handled', 'handled', 'handled', 'handled', 'handled']);
  expect(await post(open, letter, `/api/dead-letters/${id}/retry`, undefined)).toMatchObject({ acted: false, state: 'discarded' });
  expect((await open.request('/api/dead-letters/999')).problem.code).toBe('not-found');
});
