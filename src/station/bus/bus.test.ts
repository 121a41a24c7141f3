import { describe, expect, it } from 'vitest';
import type { EventType } from '../../contract/events.ts';
import { examCreated, pageReceived } from '../../../tests/support/event-record.ts';
import { openedForTest } from '../../../tests/support/open-bus.ts';
import { until } from '../../../tests/support/redis.ts';

const { openRecord, server, start } = openedForTest();
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const stream = 'test:{p0}:stream';

describe('the bus', () => {
  it('delivers every event once, in order, to every group', async () => {
    const record = await openRecord();
    await record.append(10);
    const bus = await start(record);
    const seen: Record<string, number[]> = { one: [], two: [] };
    for (const group of ['one', 'two']) await bus.subscribe(group, '*', async ({ seq }) => void seen[group]?.push(seq));
    for (let round = 0; round < 50; round += 1) await bus.publish(...Array.from({ length: 20 }, () => pageReceived()));
    await bus.idle();
    expect(seen).toEqual({ one: upTo(1010), two: upTo(1010) });
    expect(bus.position('one')).toBe(1010);
    expect(record.parts.positions.get('one')).toEqual([{ seq: 1010, behind: {} }]);
  });

  it('hands a group only the types it asked for, and moves on past the others', async () => {
    const record = await openRecord();
    const bus = await start(record);
    const seen: string[] = [];
    await bus.subscribe('pages', ['page.received'], async ({ type, payload }) => void seen.push(`${type} ${payload.page_id}`));
    await record.append(2, examCreated);
    await record.append(1);
    await record.append(2, examCreated);
    await bus.idle();
    expect(seen).toEqual(['page.received p']);
    expect(bus.position('pages')).toBe(5);
  });

  it('goes through the stream: what comes live is read from Redis and acknowledged', async () => {
    const record = await openRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    await bus.subscribe('quick', '*', async () => {});
    await bus.subscribe('slow', '*', () => gate.promise);
    const look = (await server()).server.connect('look');
    await until('both groups exist', async () => {
      const groups = await look.xinfo('GROUPS', stream).catch(() => null);
      return Array.isArray(groups) && groups.length === 2;
    });
    for (let index = 0; index < 4; index += 1) {
      await record.append(1);
      await until('it is carried', async () => (await look.xlen(stream)) > index);
    }
    await until('the quick one is through', () => bus.position('quick') === 4);
    expect(await look.xlen(stream)).toBe(4);
    gate.resolve();
    await bus.idle();
    await until('all is acknowledged', async () => (await look.xpending(stream, 'groups:slow'))[0] === 0);
  });

  it('lets other exams go on while an event of one is tried again, and keeps the order within each', async () => {
    const record = await openRecord();
    const bus = await start(record, { retryDelaysMs: [60_000], maxRetries: 1 });
    const seen: string[] = [];
    await bus.subscribe('g', '*', async ({ seq, exam_id }) => {
      if (seq === 1) throw new Error('not yet');
      seen.push(`${exam_id} ${seq}`);
    });
    await bus.publish(pageReceived('held'), pageReceived('free'), pageReceived('held'), pageReceived('free'), pageReceived(null));
    await until('the others are dealt with', () => seen.length === 3);
    expect(seen.filter((one) => one.startsWith('free'))).toEqual(['free 2', 'free 4']);
    expect(seen).toContain('null 5');
    expect(bus.position('g')).toBe(0);
  });

  it('remembers over a restart what was dealt with out of turn', async () => {
    const record = await openRecord();
    const before = await start(record, { retryDelaysMs: [60_000] });
    const seen: number[] = [];
    await before.subscribe('g', '*', async ({ seq, exam_id }) => {
      if (exam_id === 'held') throw new Error('not yet');
      seen.push(seq);
    });
    for (let round = 0; round < 100; round += 1) await before.publish(pageReceived('held'), pageReceived('free'), pageReceived('other'));
    await until('the others are dealt with', () => seen.length === 200);
    await before[Symbol.asyncDispose]();
    expect(record.parts.positions.get('g')).toEqual([{ seq: 300, behind: { held: 0 } }]);
    const after = await start(record);
    await after.subscribe('g', '*', async ({ seq }) => void seen.push(seq));
    await after.publish(pageReceived('held'));
    await after.idle();
    expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(301));
    expect(seen.slice(200)).toEqual(seen.slice(200).toSorted((a, b) => a - b));
    expect(record.parts.positions.get('g')).toEqual([{ seq: 301, behind: {} }]);
  });

  it('goes on after a restart where the record says, without handling anything twice', async () => {
    const record = await openRecord();
    const seen: number[] = [];
    const handler = async ({ seq }: { seq: number }): Promise<void> => void seen.push(seq);
    const first = await start(record);
    await first.subscribe('g', '*', handler);
    await record.append(500);
    await until('some are handled', () => seen.length > 0);
    await first[Symbol.asyncDispose]();
    await record.append(500);
    const second = await start(record);
    await second.subscribe('g', '*', handler);
    await record.append(500);
    await second.idle();
    expect(seen).toEqual(upTo(1500));
  });

  it('leaves an event to the next start when its handler is interrupted by the closing', async () => {
    const record = await openRecord();
    const first = await start(record);
    let started = false;
    await first.subscribe('g', '*', (_event, { signal }) => new Promise((_resolve, reject) => {
      started = true;
      signal.addEventListener('abort', () => reject(new Error('interrupted')));
    }));
    await record.append(1);
    await until('the handler runs', () => started);
    await first[Symbol.asyncDispose]();
    const second = await start(record);
    const attempts: number[] = [];
    await second.subscribe('g', '*', async (_event, { attempt }) => void attempts.push(attempt));
    await second.idle();
    expect(attempts).toEqual([1]);
  });

  it.each([['kill', 1], ['flush', 1], ['delete', 1], ['kill', 3], ['flush', 3], ['delete', 3]] as const)('loses nothing and repeats nothing when Redis is hit in the middle: %s, partitions: %d', async (how, partitions) => {
    const record = await openRecord();
    const bus = await start(record, { partitions });
    const seen: Record<string, Record<string, number[]>> = { one: {}, two: {} };
    for (const group of ['one', 'two']) await bus.subscribe(group, '*', async ({ seq, exam_id }) => void ((seen[group] ?? {})[exam_id ?? ''] ??= []).push(seq));
    const look = (await server()).server.connect('look');
    const exams = ['a', 'b', 'c', 'd', 'e'];
    for (let round = 0; round < 60; round += 1) {
      await bus.publish(...exams.map((exam) => pageReceived(exam)));
      if (round % 15 === 7) {
        if (how === 'kill') (await server()).kill();
        else if (how === 'flush') await look.flushall();
        else await look.del(stream);
      }
    }
    await bus.idle();
    const expected = Object.fromEntries(exams.map((exam, index) => [exam, upTo(60).map((round) => (round - 1) * exams.length + index + 1)]));
    expect(seen).toEqual({ one: expected, two: expected });
  });

  it('spreads over another number of partitions at a start, without losing or repeating', async () => {
    const record = await openRecord();
    const seen: string[] = [];
    for (const [index, partitions] of [1, 4, 3, 1].entries()) {
      const bus = await start(record, { partitions, retryDelaysMs: [60_000] });
      await bus.subscribe('g', '*', async ({ seq, exam_id }) => {
        // One exam is always behind when the bus closes.
        if (exam_id === `exam ${index}`) throw new Error('not yet');
        seen.push(`${exam_id} ${seq}`);
      });
      for (let round = 0; round < 20; round += 1) await bus.publish(...upTo(6).map((exam) => pageReceived(`exam ${exam}`)));
      const others = record.parts.log.since(0, 10_000).filter(({ exam_id }) => exam_id !== `exam ${index}`).map(({ exam_id, seq }) => `${exam_id} ${seq}`);
      await until('the others are through', () => others.every((one) => seen.includes(one)));
      await bus[Symbol.asyncDispose]();
    }
    const last = await start(record, { partitions: 2 });
    await last.subscribe('g', '*', async ({ seq, exam_id }) => void seen.push(`${exam_id} ${seq}`));
    await last.idle();
    expect(seen.length).toBe(record.parts.log.lastSeq());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('notices that everything is gone although nothing new happens', async () => {
    const record = await openRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    await bus.subscribe('g', '*', async ({ seq }) => {
      await gate.promise;
      seen.push(seq);
    });
    await record.append(1);
    const look = (await server()).server.connect('look');
    await until('it is carried', async () => (await look.exists(stream)) === 1);
    await record.append(50);
    await until('all are carried', async () => Number((await look.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0].split('-')[0]) === 51);
    await look.flushall();
    gate.resolve();
    await bus.idle();
    expect(seen).toEqual(upTo(51));
  });

  it('drops a stream that another log wrote', async () => {
    const old = await openRecord();
    const before = await start(old);
    await before.subscribe('g', '*', async () => {});
    await old.append(40, pageReceived('exam', 'old'));
    await before.idle();
    await until('it is carried', async () => (await (await server()).server.connect('look').exists(stream)) === 1);
    await before[Symbol.asyncDispose]();
    const record = await openRecord();
    await record.append(45, pageReceived('exam', 'new'));
    const bus = await start(record);
    const sources = new Set<string>();
    await bus.subscribe('g', '*', async ({ correlation_id }) => void sources.add(correlation_id));
    await record.append(5, pageReceived('exam', 'new'));
    await bus.idle();
    expect([...sources]).toEqual(['new']);
  });

  it('lets what is published in one tick share an entry, packed when it is long, and refuses a bad one alone', async () => {
    const record = await openRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    await bus.subscribe('g', '*', async ({ seq }) => {
      await gate.promise;
      seen.push(seq);
    });
    const look = (await server()).server.connect('look');
    await until('the group exists', async () => (await look.exists(stream)) === 1);
    const good = upTo(200).map(() => bus.publish(pageReceived()));
    const bad = bus.publish({ type: 'roster.imported', examId: null, payload: { candidates: -1 } });
    await expect(bad).rejects.toThrow();
    const stored = (await Promise.all(good)).flat();
    expect(stored.map(({ seq }) => seq)).toEqual(upTo(200));
    await until('they are carried', async () => (await look.xlen(stream)) > 0);
    const entries = await look.xrange(stream, '-', '+');
    expect(entries.map(([id, fields]) => [id, fields[0], fields[1], fields[2]])).toEqual([['200-0', 'after', '0', 'packed']]);
    gate.resolve();
    await bus.idle();
    expect(seen).toEqual(upTo(200));
  });

  it('shows publishers how far the groups are behind, and when there is room again', async () => {
    const record = await openRecord();
    const bus = await start(record);
    const gate = Promise.withResolvers<void>();
    await bus.subscribe('g', '*', () => gate.promise);
    await bus.room();
    await record.append(10);
    expect(bus.pressure()).toEqual({ behind: 10, full: false });
    gate.resolve();
    await bus.idle();
    expect(bus.pressure()).toEqual({ behind: 0, full: false });
  });

  it('signals reach who listens now', async () => {
    const bus = await start(await openRecord());
    const heard: unknown[] = [];
    const stop = bus.onSignal('progress', (message) => heard.push(message));
    bus.onSignal('*', (message, topic) => heard.push([topic, message]));
    bus.signal('progress', 1);
    stop();
    bus.signal('progress', 2);
    expect(heard).toEqual([1, ['progress', 1], ['progress', 2]]);
  });

  it('gives handlers the types of their events', async () => {
    const bus = await start(await openRecord());
    const told: [EventType, number | string][] = [];
    await bus.subscribe('g', ['exam.created', 'page.received'], async (event) => {
      told.push(event.type === 'exam.created' ? [event.type, event.payload.questions] : [event.type, event.payload.page_id]);
    });
    await bus.publish(examCreated, pageReceived());
    await bus.idle();
    expect(told).toEqual([['exam.created', 2], ['page.received', 'p']]);
  });
});
