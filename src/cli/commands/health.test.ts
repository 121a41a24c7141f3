import { expect, test } from 'vitest';
import type { AnswerOf } from '../../contract/routes.ts';
import { translator } from '../i18n/texts.ts';
import { healthChecks } from './health.ts';
import { statusLines } from './status.ts';

const well: AnswerOf<'getStatus'> = {
  version: '0.1.0', startedAt: '2026-11-26T08:00:00.000Z', dataFolder: '/data', parts: { record: 'up', redis: 'up', pool: 'up' }, partitions: ['own'], paused: false, exams: 1, lastSeq: 42, deadLetters: 0,
  queues: { ocr_processing: { waiting: 3, active: 2, delayed: 0 } },
  tasks: { ocr_processing: { busy: 2, concurrency: 4, perMinute: 600, p50Ms: 112.4, p95Ms: 340, done: 500, failed: 1, retried: 2, cancelled: 0 } }, workers: { threads: 2, running: 2, waiting: 0, rssBytes: 300e6, crashes: 0 },
  live: { connections: { general: 2 }, queued: 0, dropped: 0, overflows: 0, sentMessages: 0, sentBytes: 0, receivedBytes: 0, refused: 0, lag: 0 },
  memory: { rssBytes: 200 * 1_048_576, machineBytes: 2 ** 34, machineFreeBytes: 2 ** 33 }, disk: { freeBytes: 50e9, totalBytes: 137e9 },
};

test('a station that is well asks for nothing', () => {
  expect(healthChecks(well).map(({ name, state, next }) => [name, state, next])).toEqual([['record', 'up', null], ['redis', 'up', null], ['pool', 'up', null], ['disk', 'up', null], ['dead-letters', 'up', null]]);
});

test('what is not well has a next step', () => {
  const ill = healthChecks({ ...well, parts: { ...well.parts, redis: 'down', pool: 'waiting' }, paused: true, deadLetters: 2, disk: { freeBytes: 1e9, totalBytes: 137e9 } });
  expect(ill.filter(({ state }) => state !== 'up').map(({ name, state, next }) => [name, state, next])).toEqual([
    ['redis', 'down', 'health.redis.do'], ['pool', 'waiting', 'health.pool.do'], ['disk', 'attention', 'health.disk.do'], ['dead-letters', 'attention', 'health.dead-letters.do'], ['work', 'attention', 'health.work.do'],
  ]);
});

test('of a Redis of somebody else it is said why it takes nothing in, and that the other parts wait for it', () => {
  const parts = { ...well.parts, redis: 'down', bus: 'waiting', lease: 'waiting' } as const;
  const nexts = (redis: AnswerOf<'getStatus'>['redis']) => healthChecks({ ...well, parts, redis }).filter(({ state }) => state !== 'up').map(({ next }) => next);
  expect(nexts({ own: false, refuses: 'memory' })).toEqual(['waits.redis-memory', 'health.after-redis.do', 'health.after-redis.do']);
  expect(nexts({ own: false, refuses: null })[0]).toBe('waits.redis');
  expect(nexts({ own: true, refuses: null })[0]).toBe('health.redis.do');
});

test('the status shows each task type with what waits and how long it takes', async () => {
  const lines = statusLines(well, { t: await translator('en') });
  expect(lines.find((line) => line.startsWith('ocr_processing'))?.split(/\s+/)).toEqual(['ocr_processing', '3', '2', '0', '2/4', '600', '112', '340', '500', '2', '1']);
  expect(lines.join('\n')).toContain('300 MB');
  expect(lines.find((line) => line.startsWith('parts'))).toMatch(/record up, Redis up/);
  expect(statusLines(well, { t: await translator('zh-CN') }).find((line) => line.startsWith('部件'))).not.toMatch(/record|pool/);
});

test('on a Redis of others the leases of the partitions are shown', async () => {
  const shared: AnswerOf<'getStatus'> = { ...well, parts: { ...well.parts, lease: 'waiting' }, partitions: ['held', 'waiting'] };
  expect(healthChecks(shared).find(({ name }) => name === 'lease')).toMatchObject({ state: 'waiting', found: '1/2', next: 'health.lease.do' });
  expect(statusLines(shared, { t: await translator('en') }).find((line) => line.startsWith('partitions'))).toMatch(/0 held, 1 waiting for the lease/);
});
