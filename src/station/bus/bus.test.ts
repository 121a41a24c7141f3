import { afterEach, describe, expect, it } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { startTestRedis, type TestRedis, until } from '../../../tests/support/redis.ts';
import { MemoryRecord } from '../../../tests/support/memory-record.ts';
import { type Bus, type BusOptions, type DeadLetter, startBus } from './bus.ts';

let redis: TestRedis;
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

async function start(record: MemoryRecord, more: Partial<BusOptions> = {}): Promise<Bus> {
  if (!opened.includes(redis)) opened.push((redis = await startTestRedis()));
  const bus = await startBus({ redis: redis.server, log: record, positions: record, streamPrefix: 'test', groupPrefix: 'groups', retryDelaysMs: [1, 2], maxRetries: 3, ...more });
  opened.push(bus);
  return bus;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the bus', () => {
  it('delivers every event once, in order, to every group', async () => {
    const record = new MemoryRecord();
    record.append(10);
    const bus = await start(record);
    const seen: Record<string, number[]> = { one: [], two: [] };
    for (const group of ['one', 'two']) await bus.subscribe({ group, types: '*', handler: async ({ seq }) => void seen[group]?.push(seq) });
    for (let round = 0; round < 50; round += 1) {
      record.append(20);
      await new Promise(setImmediate);
    }
    await bus.idle();
    expect(seen).toEqual({ one: upTo(1010), two: upTo(1010) });
    expect(bus.position('one')).toBe(1010);
    expect(record.get('one')).toBe(1010);
  });

  it('hands a group only the types it asked for, and moves on past the others', async () => {
    const record = new MemoryRecord();
    const bus = await start(record);
    const seen: string[] = [];
    await bus.subscribe({ group: 'pages', types: ['page.received'], handler: async ({ type }) => void seen.push(type) });
    record.append(2, 'exam.created');
    record.append(1, 'page.received');
    record.append(2, 'exam.updated');
    await bus.idle();
    expect(seen).toEqual(['page.received']);
    expect(bus.position('pages')).toBe(5);
  });

  it('goes through the stream: what comes live is read from Redis, acknowledged, and trimmed behind the slowest group', async () => {
    const record = new MemoryRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    await bus.subscribe({ group: 'quick', types: '*', handler: async () => {} });
    await bus.subscribe({ group: 'slow', types: '*', handler: () => gate.promise });
    const look = redis.server.connect('look');
    await until('both groups exist', async () => {
      const groups = await look.xinfo('GROUPS', 'test:stream').catch(() => null);
      return Array.isArray(groups) && groups.length === 2;
    });
    for (let index = 0; index < 300; index += 1) {
      record.append(1);
      await until('it is carried', async () => (await look.xlen('test:stream')) > index);
      if (index === 3) break;
    }
    await until('the quick one is through', () => bus.position('quick') === 4);
    expect(await look.xlen('test:stream')).toBe(4);
    gate.resolve();
    await bus.idle();
    await until('all is acknowledged', async () => {
      const pending = await look.xpending('test:stream', 'groups:slow');
      return pending[0] === 0;
    });
  });

  it('tries a failing event again, then puts it with error, attempts and payload on the dead-letter stream, and goes on', async () => {
    const record = new MemoryRecord();
    const letters: DeadLetter[] = [];
    const bus = await start(record, { onDeadLetter: (letter) => void letters.push(letter) });
    const attempts: number[] = [];
    const seen: number[] = [];
    await bus.subscribe({ group: 'g', types: '*', handler: async ({ seq }, { attempt }) => {
      if (seq === 2) {
        attempts.push(attempt);
        throw new Error('no luck');
      }
      seen.push(seq);
    } });
    record.append(3);
    await bus.idle();
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual([1, 3]);
    expect(letters).toMatchObject([{ group: 'g', attempts: 4, error: { code: 'internal', message: 'no luck' }, event: { seq: 2 } }]);
    const [entry] = await redis.server.connect('look').xrange('test:dead', '-', '+');
    expect(entry?.[1]).toEqual(expect.arrayContaining(['group', 'g', 'attempts', '4', 'error', 'no luck', 'event', JSON.stringify(letters[0]?.event)]));
    expect(await bus.deadLetterCount()).toBe(1);
    expect(await bus.deadLetters(10)).toEqual([{ id: entry?.[0], group: 'g', type: letters[0]?.event.type, seq: 2, attempts: 4, code: 'internal', error: 'no luck', at: letters[0]?.at, event: letters[0]?.event }]);
  });

  it('does not try again what cannot get better', async () => {
    const record = new MemoryRecord();
    const bus = await start(record);
    let tries = 0;
    await bus.subscribe({ group: 'g', types: '*', handler: async () => {
      tries += 1;
      throw new ZhiyueError('exam-invalid', 'bad');
    } });
    record.append(1);
    await bus.idle();
    expect(tries).toBe(1);
  });

  it('goes on after a restart where the record says, without handling anything twice', async () => {
    const record = new MemoryRecord();
    const seen: number[] = [];
    const handler = async ({ seq }: { seq: number }): Promise<void> => void seen.push(seq);
    const first = await start(record);
    await first.subscribe({ group: 'g', types: '*', handler });
    record.append(500);
    await until('some are handled', () => seen.length > 0);
    await first[Symbol.asyncDispose]();
    record.append(500);
    const second = await start(record);
    await second.subscribe({ group: 'g', types: '*', handler });
    record.append(500);
    await second.idle();
    expect(seen).toEqual(upTo(1500));
  });

  it('leaves an event to the next start when its handler is interrupted by the closing', async () => {
    const record = new MemoryRecord();
    const first = await start(record);
    let started = false;
    await first.subscribe({ group: 'g', types: '*', handler: (_event, { signal }) => new Promise((_resolve, reject) => {
      started = true;
      signal.addEventListener('abort', () => reject(new Error('interrupted')));
    }) });
    record.append(1);
    await until('the handler runs', () => started);
    await first[Symbol.asyncDispose]();
    const second = await start(record);
    const attempts: number[] = [];
    await second.subscribe({ group: 'g', types: '*', handler: async (_event, { attempt }) => void attempts.push(attempt) });
    await second.idle();
    expect(attempts).toEqual([1]);
  });

  it.each(['kill', 'flush', 'delete'] as const)('loses nothing and repeats nothing when Redis is hit in the middle: %s', async (how) => {
    const record = new MemoryRecord();
    const bus = await start(record);
    const seen: Record<string, number[]> = { one: [], two: [] };
    for (const group of ['one', 'two']) await bus.subscribe({ group, types: '*', handler: async ({ seq }) => void seen[group]?.push(seq) });
    const look = redis.server.connect('look');
    for (let round = 0; round < 60; round += 1) {
      record.append(10);
      if (round % 15 === 7) {
        if (how === 'kill') redis.kill();
        else if (how === 'flush') await look.flushall();
        else await look.del('test:stream');
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await bus.idle();
    expect(seen).toEqual({ one: upTo(600), two: upTo(600) });
  });

  it('notices that everything is gone although nothing new happens', async () => {
    const record = new MemoryRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    await bus.subscribe({ group: 'g', types: '*', handler: async ({ seq }) => {
      await gate.promise;
      seen.push(seq);
    } });
    record.append(1);
    const look = redis.server.connect('look');
    await until('it is carried', async () => (await look.exists('test:stream')) === 1);
    record.append(50);
    await until('all are carried', async () => Number((await look.xrevrange('test:stream', '+', '-', 'COUNT', 1))[0]?.[0].split('-')[0]) === 51);
    await look.flushall();
    gate.resolve();
    await bus.idle();
    expect(seen).toEqual(upTo(51));
  });

  it('drops a stream that another log wrote', async () => {
    const old = new MemoryRecord('old');
    const before = await start(old);
    await before.subscribe({ group: 'g', types: '*', handler: async () => {} });
    old.append(40);
    await before.idle();
    await until('it is carried', async () => (await redis.server.connect('look').exists('test:stream')) === 1);
    await before[Symbol.asyncDispose]();
    const record = new MemoryRecord('new');
    record.append(45);
    const bus = await start(record);
    const sources = new Set<string>();
    await bus.subscribe({ group: 'g', types: '*', handler: async ({ correlation_id }) => void sources.add(correlation_id) });
    record.append(5);
    await bus.idle();
    expect([...sources]).toEqual(['new']);
  });

  it('signals reach who listens now', async () => {
    const bus = await start(new MemoryRecord());
    const heard: unknown[] = [];
    const stop = bus.onSignal('progress', (message) => heard.push(message));
    bus.onSignal('*', (message, topic) => heard.push([topic, message]));
    bus.signal('progress', 1);
    stop();
    bus.signal('progress', 2);
    expect(heard).toEqual([1, ['progress', 1], ['progress', 2]]);
  });
});
