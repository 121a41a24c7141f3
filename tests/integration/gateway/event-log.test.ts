import { describe, expect, test } from 'vitest';
import { localOperator, type Principal } from '../../../src/contract/access.ts';
import { routes } from '../../../src/contract/routes.ts';
import { temporaryFolder } from '../../support/redis.ts';
import { exam, first, get, post, stationWithExam, uploadAndSettle } from './exam-at-work.ts';

const leader: Principal = { ...localOperator, id: 'device:leader', role: 'leader', exams: [exam.id], local: false };

describe('the event log', () => {
  test('is asked by family, person, batch and time, from either end, a few at a time', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const batchId = await uploadAndSettle(station, first(3));
    await post(station, '/api/tasks/pause');
    const ask = (query: string) => get(station, routes.listEvents.answer, `/api/events?${query}`);
    const all = await ask('limit=1000');
    expect(all.events.map((event) => event.seq)).toEqual(Array.from({ length: all.lastSeq }, (_, index) => index + 1));
    expect(all.next).toBeNull();
    expect(new Set((await ask('type=ocr.*')).events.map((event) => event.type))).toEqual(new Set(['ocr.started', 'ocr.completed']));
    expect((await ask('actor=people')).events.map((event) => event.type)).toEqual(['batch.started', 'work.paused']);
    expect((await ask(`correlation=${batchId}&type=page.received`)).events).toHaveLength(3);
    expect((await ask(`exam=${exam.id}&type=work.paused`)).events).toEqual([]);
    const newest = await ask('order=newest&limit=2');
    expect(newest.events.map((event) => event.seq)).toEqual([all.lastSeq, all.lastSeq - 1]);
    expect((await ask(`order=newest&limit=2&after=${newest.next}`)).events.map((event) => event.seq)).toEqual([all.lastSeq - 2, all.lastSeq - 3]);
    const oldest = await ask('limit=2');
    expect((await ask(`limit=2&after=${oldest.next}`)).events.map((event) => event.seq)).toEqual([3, 4]);
    const at = all.events[4]?.at ?? '';
    expect((await ask(`until=${at}`)).events.every((event) => event.at <= at)).toBe(true);
    expect((await ask(`since=${at}`)).events.length + (await ask(`until=${at}`)).events.length).toBeGreaterThanOrEqual(all.lastSeq);
  });

  test('shows a leader what leaders may see of their exams, and fills its pages with that', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await post(station, '/api/tasks/pause');
    await post(station, '/api/tasks/resume');
    await uploadAndSettle(station, first(2));
    const ask = async (principal: Principal, query: Readonly<Record<string, number>> = {}) => {
      const { status, body } = await station.inject({ name: 'listEvents', query, principal });
      expect(status).toBe(200);
      return routes.listEvents.answer.parse(body);
    };
    const seen = await ask(leader, { limit: 3 });
    expect(seen.events).toHaveLength(3);
    const whole = await ask(leader);
    expect(whole.events.length).toBeGreaterThan(5);
    expect(whole.events.every((event) => event.exam_id === exam.id)).toBe(true);
    expect((await ask({ ...leader, exams: ['other'] })).events).toEqual([]);
    expect((await ask({ ...leader, exams: 'all' })).events.some((event) => event.type === 'work.paused')).toBe(false);
    expect((await station.inject({ name: 'listEvents', principal: { ...leader, role: 'viewer' } })).status).toBe(403);
  });
});

test('the station says how it is: parts, queues, disk, and no dead letters', async () => {
  await using folder = await temporaryFolder();
  await using station = await stationWithExam(folder.path);
  const status = await get(station, routes.getStatus.answer, '/api/status');
  expect(status).toMatchObject({ dataFolder: folder.path, parts: { record: 'up', redis: 'up' }, paused: false, exams: 1, deadLetters: 0, queues: { ocr_processing: { waiting: 0, active: 0, delayed: 0 } } });
  expect(status.disk?.freeBytes).toBeGreaterThan(0);
  expect(status.tasks['ocr_processing']).toMatchObject({ busy: 0, perMinute: 0, p50Ms: null, failed: 0 });
  expect((await station.request(`/api/events/${crypto.randomUUID()}/chain`)).problem.code).toBe('not-found');
  expect(status.workers).toMatchObject({ threads: 2, crashes: 0 });
  expect(await get(station, routes.listDeadLetters.answer, '/api/dead-letters')).toEqual({ letters: [], next: null, waiting: 0 });
  expect((await station.request('/health', { token: null })).json).toEqual({ status: 'up', parts: {} });
  expect((await station.request('/health')).json).toMatchObject({ status: 'up', parts: { record: 'up' } });
});
