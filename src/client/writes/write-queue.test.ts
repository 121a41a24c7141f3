import { expect, test, vi } from 'vitest';
import { StationError } from '../station-error.ts';
import { type KeptTexts, memoryTexts } from '../storage.ts';
import type { WireRequest } from '../transport.ts';
import { afterFailure, mostWrites, WriteQueue } from './write-queue.ts';

/** A queue before a station that a test plays. */
function queueTo(exchange: (wire: WireRequest) => Promise<unknown>, storage: KeptTexts = memoryTexts()): WriteQueue {
  return new WriteQueue({ exchange, holder: () => null, storage, delaysMs: [1], random: () => 0.5, now: () => 1_000 });
}
const away = async (): Promise<never> => {
  throw new StationError('offline', 'away', { retry: true });
};
const change = (title: string): unknown => ({ params: { examId: 'e' }, body: { revision: 1, title } });

test('sends one write after the other, the next only when the station has answered', async () => {
  const seen: string[] = [];
  let underWay = 0;
  const queue = queueTo(async ({ body }) => {
    expect(++underWay).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    seen.push(JSON.stringify(body));
    return seen.length;
  });
  const answers = await Promise.all(['a', 'b', 'c'].map((title) => queue.send('changeExam', change(title), {})));
  expect(answers).toEqual([1, 2, 3]);
  expect(seen.map((body) => JSON.parse(body).title)).toEqual(['a', 'b', 'c']);
});

test('repeats under the same key until it is through', async () => {
  const keys: (string | null)[] = [];
  const queue = queueTo(async ({ idempotencyKey }) => {
    keys.push(idempotencyKey);
    return keys.length < 4 ? await away() : 'done';
  });
  expect(await queue.send('changeExam', change('a'), {})).toBe('done');
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('sends what was kept before a reload first, in its order', async () => {
  const storage = memoryTexts();
  const before = queueTo(away, storage);
  const unheard = Promise.allSettled(['a', 'b'].map((title) => before.send('changeExam', change(title), {})));
  await new Promise((resolve) => setTimeout(resolve, 5));
  before.close();
  expect((await unheard).every(({ status }) => status === 'rejected')).toBe(true);
  const seen: unknown[] = [];
  const after = queueTo(async ({ body }) => void seen.push(body), storage);
  await after.send('changeExam', change('c'), {});
  expect(seen).toEqual(['a', 'b', 'c'].map((title) => ({ revision: 1, title })));
  expect(after.pending()).toEqual([]);
  await vi.waitFor(async () => expect(await storage.get('zhiyue.writes')).toBeNull());
});

test('takes 500 and no more', async () => {
  const queue = queueTo(away);
  const unheard = Promise.allSettled(Array.from({ length: mostWrites }, (_, index) => queue.send('changeExam', change(String(index)), {})));
  await expect(queue.send('changeExam', change('one too many'), {})).rejects.toMatchObject({ code: 'queue-full' });
  expect(queue.pending()).toHaveLength(mostWrites);
  queue.close();
  await unheard;
});

test('says so when the device has no room to keep a write', async () => {
  const queue = queueTo(async () => await new Promise(() => {}), { get: () => null, set: () => {
    throw new Error('QuotaExceededError');
  } });
  await expect(queue.send('changeExam', change('a'), {})).rejects.toMatchObject({ code: 'queue-full' });
  expect(queue.pending()).toEqual([]);
  queue.close();
});

test('forgets a write whose sender gave up while it waited', async () => {
  const abort = new AbortController();
  const storage = memoryTexts();
  const queue = queueTo(away, storage);
  const sent = queue.send('changeExam', change('a'), { signal: abort.signal });
  abort.abort(new Error('never mind'));
  await expect(sent).rejects.toThrow('never mind');
  expect(queue.pending()).toEqual([]);
  queue.close();
});

test('does not let reads and files wait', async () => {
  const queue = queueTo(away);
  await expect(queue.send('listExams', {}, {})).rejects.toThrow(TypeError);
  await expect(queue.send('upload', { query: {}, body: new FormData() }, {})).rejects.toThrow(TypeError);
  queue.close();
});

test('ignores what lies in the storage and is none of its writes', async () => {
  const storage = memoryTexts();
  await storage.set('zhiyue.writes', '[{"key":"k","route":"no-such-route"},7]');
  const queue = queueTo(async () => 'done', storage);
  expect(await queue.send('changeExam', change('a'), {})).toBe('done');
  queue.close();
});

test('knows which failures pass', () => {
  const said = (code: ConstructorParameters<typeof StationError>[0], status: number | null, retry = false) => new StationError(code, code, { status, retry });
  expect(afterFailure(said('offline', null, true), 9)).toBe('later');
  expect(afterFailure(said('rate-limited', 429, true), 9)).toBe('later');
  expect(afterFailure(said('not-signed-in', 401), 1)).toBe('sign-in');
  expect(afterFailure(said('token-expired', 401), 1)).toBe('sign-in');
  expect(afterFailure(said('device-revoked', 401), 1)).toBe('never');
  expect(afterFailure(said('forbidden', 403), 1)).toBe('never');
  expect(afterFailure(said('internal', 500), 1)).toBe('later');
  expect(afterFailure(said('internal', 500), 3)).toBe('never');
  expect(afterFailure(new TypeError('a bug'), 1)).toBe('never');
});
