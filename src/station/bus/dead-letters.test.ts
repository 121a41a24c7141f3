import { describe, expect, it } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { openedForTest } from '../../../tests/support/open-bus.ts';
import { until } from '../../../tests/support/redis.ts';
import type { RetryPlace } from '../../contract/routes/dead-letters.ts';
import type { DeadLetter } from './bus.ts';

const { openRecord, server, start } = openedForTest();

describe('events that cannot be handled', () => {
  it('tries a failing event again, then keeps it with error, attempts and payload as a dead letter, and goes on', async () => {
    const record = await openRecord();
    const letters: DeadLetter[] = [];
    const bus = await start(record, { onDeadLetter: (letter) => void letters.push(letter) });
    const attempts: number[] = [];
    const seen: number[] = [];
    await bus.subscribe('g', '*', async ({ seq }, { attempt }) => {
      if (seq === 2) {
        attempts.push(attempt);
        throw new Error('no luck');
      }
      seen.push(seq);
    });
    await record.append(3);
    await bus.idle();
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual([1, 3]);
    expect(letters).toMatchObject([{ group: 'g', attempts: 4, error: { code: 'internal', message: 'no luck' }, event: { seq: 2 } }]);
    const look = (await server()).server.connect('look');
    await until('it is told in Redis', async () => (await look.xlen('test:dead')) === 1);
    const [entry] = await look.xrange('test:dead', '-', '+');
    expect(entry?.[1]).toEqual(expect.arrayContaining(['group', 'g', 'attempts', '4', 'error', 'no luck', 'event', JSON.stringify(letters[0]?.event)]));
    expect(bus.deadLetters.waiting()).toBe(1);
    expect(bus.deadLetters.list({})).toEqual([{
      id: 1, group: 'g', type: 'page.received', seq: 2, attempts: 4, code: 'internal', error: 'no luck', at: letters[0]?.at, event: letters[0]?.event, state: 'waiting', settledAt: null, settledBy: null, reason: null,
    }]);
  });

  it('does not try again what cannot get better', async () => {
    const record = await openRecord();
    const bus = await start(record);
    let tries = 0;
    await bus.subscribe('g', '*', async () => {
      tries += 1;
      throw new ZhiyueError('exam-invalid', 'bad');
    });
    await record.append(1);
    await bus.idle();
    expect(tries).toBe(1);
  });

  it('gives no event up for a full disk: it is tried until somebody has made space', async () => {
    const record = await openRecord();
    const bus = await start(record, { maxRetries: 1 });
    let tries = 0;
    await bus.subscribe('g', '*', async () => {
      tries += 1;
      if (tries < 6) throw tries % 2 === 0 ? new ZhiyueError('disk-full', 'no space') : new Error('MISCONF Errors writing to the AOF file: No space left on device');
    });
    await record.append(1);
    await bus.idle();
    expect([tries, bus.deadLetters.waiting()]).toEqual([6, 0]);
  });

  it('waits no longer than the limit for a handler that never ends', async () => {
    const record = await openRecord();
    const bus = await start(record, { handlerTimeoutMs: 20, maxRetries: 0 });
    await bus.subscribe('g', '*', ({ seq }) => (seq === 1 ? new Promise(() => {}) : Promise.resolve()));
    await record.append(2);
    await bus.idle();
    expect(bus.deadLetters.list({})).toMatchObject([{ seq: 1, code: 'task-timeout', attempts: 1 }]);
  });

  it('has a dead letter tried again, or put away with a reason', async () => {
    const record = await openRecord();
    const bus = await start(record, { maxRetries: 0 });
    let broken = true;
    const seen: number[] = [];
    await bus.subscribe('g', ['page.received'], async ({ seq }) => {
      if (broken) throw new Error('broken');
      seen.push(seq);
    });
    await record.append(2);
    await bus.idle();
    const [second, first] = bus.deadLetters.list({}).map(({ id }) => id);
    expect(await bus.deadLetters.retry(first ?? 0, 'somebody')).toMatchObject({ state: 'waiting', attempts: 2 });
    broken = false;
    expect(await bus.deadLetters.retry(first ?? 0, 'somebody')).toMatchObject({ state: 'handled', settledBy: 'somebody' });
    expect(await bus.deadLetters.retry(first ?? 0, 'somebody')).toMatchObject({ state: 'handled' });
    expect(await bus.deadLetters.discard(second ?? 0, 'somebody', 'a test')).toMatchObject({ state: 'discarded', reason: 'a test' });
    expect(seen).toEqual([1]);
    expect(bus.deadLetters.waiting()).toBe(0);
    await expect(bus.deadLetters.retry(99, 'somebody')).rejects.toMatchObject({ code: 'not-found' });
    const about = (seq: number) => ({ group: 'g', event_id: record.parts.log.since(seq - 1, 1)[0]?.event_id });
    expect(record.parts.log.since(2, 10).map(({ type, actor, exam_id, payload }) => ({ type, actor, exam_id, payload }))).toEqual([
      { type: 'dead-letter.retried', actor: 'somebody', exam_id: 'exam', payload: { letter_id: first, ...about(1), outcome: 'failed' } },
      { type: 'dead-letter.retried', actor: 'somebody', exam_id: 'exam', payload: { letter_id: first, ...about(1), outcome: 'handled' } },
      { type: 'dead-letter.discarded', actor: 'somebody', exam_id: 'exam', payload: { letter_id: second, ...about(2) } },
    ]);
  });

  it('does one thing at a time about a dead letter: who comes second hears of it and overrules nothing', async () => {
    const record = await openRecord();
    const told: Error[] = [];
    const bus = await start(record, { maxRetries: 0, onTrouble: (error) => void told.push(error) });
    let tries = 0;
    const hold = Promise.withResolvers<void>();
    await bus.subscribe('g', ['page.received'], async () => {
      tries += 1;
      if (tries > 2) await hold.promise;
      throw new Error(`broken at "scan 7"`);
    });
    await record.append(2);
    await bus.idle();
    const [second, first] = bus.deadLetters.list({}).map(({ id }) => id);
    if (first === undefined || second === undefined) throw new Error('two letters are expected');
    const retries = [1, 2, 3].map((n) => bus.deadLetters.retry(first, `n${n}`));
    const discarding = bus.deadLetters.discard(first, 'somebody', 'known');
    hold.resolve();
    expect((await Promise.all(retries)).map(({ attempts }) => attempts)).toEqual([2, 2, 2]);
    expect(await discarding).toMatchObject({ state: 'discarded', reason: 'known' });
    const [away, again] = await Promise.all([bus.deadLetters.discard(second, 'somebody', 'known, too'), bus.deadLetters.retry(second, 'else')]);
    expect([away, again]).toMatchObject([{ state: 'discarded', reason: 'known, too' }, { state: 'discarded', reason: 'known, too' }]);
    expect(tries).toBe(3);
    expect(record.parts.log.since(2, 10).map(({ type }) => type)).toEqual(['dead-letter.retried', 'dead-letter.discarded', 'dead-letter.discarded']);
    expect(told.at(-1)?.cause).toMatchObject({ message: 'broken at "scan 7"' });
  });

  it('has all of them tried again, the oldest first, part after part; of two who ask at once, each letter is tried for one', async () => {
    const record = await openRecord();
    const bus = await start(record, { maxRetries: 0 });
    const [count, lastBad] = [450, 210];
    let tried: number[] = [];
    let broken = true;
    await bus.subscribe('g', ['page.received'], async ({ seq }) => {
      tried.push(seq);
      await Promise.resolve();
      if (broken || seq <= lastBad) throw new Error('broken');
    });
    await record.append(count);
    await bus.idle();
    // What fails again from here on fails later than all of them.
    const newest = bus.deadLetters.list({ limit: count }).reduce((last, { at }) => (at > last ? at : last), '');
    await until('the clock has moved', () => new Date().toISOString() > newest);
    tried = [];
    broken = false;
    const all = async (by: string): Promise<{ handled: number; failed: number }> => {
      const sum = { handled: 0, failed: 0 };
      for (let from: RetryPlace | null | undefined; from !== null;) {
        const { handled, failed, next } = await bus.deadLetters.retryAll({ group: 'g', ...(from === undefined ? {} : { from }) }, by, new AbortController().signal);
        sum.handled += handled;
        sum.failed += failed;
        from = next;
      }
      return sum;
    };
    const [one, other] = await Promise.all([all('one'), all('other')]);
    expect({ handled: one.handled + other.handled, failed: one.failed + other.failed }).toEqual({ handled: count - lastBad, failed: lastBad });
    expect(tried.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(tried.slice(0, 2)).toEqual([1, 2]);
    expect(bus.deadLetters.waiting()).toBe(lastBad);
    expect(() => bus.deadLetters.list({ group: 'nobody' })).toThrow(expect.objectContaining({ code: 'not-found', about: 'nobody' }));
  });
});
