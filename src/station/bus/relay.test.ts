import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EventRecord, openEventRecord, pageReceived } from '../../../tests/support/event-record.ts';
import { startTestRedis, type TestRedis, until } from '../../../tests/support/redis.ts';
import { EntryReader } from './entry.ts';
import { noLease } from './lease.ts';
import { LogTail } from './log-tail.ts';
import { partitionKeys } from './partitions.ts';
import { type Relay, startRelay } from './relay.ts';

let redis: TestRedis;
let record: EventRecord;
beforeAll(async () => {
  redis = await startTestRedis();
  record = await openEventRecord();
});
afterAll(async () => {
  await record[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const harm = fc.constantFrom('nothing', 'delete the stream', 'empty Redis', 'lose the tail', 'lose entries');
const life = fc.record({ appends: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }), harm, floorShare: fc.double({ min: 0, max: 1, noNaN: true }) });

it('goes on after a restart where the stream ends, whatever the stream has lost: what groups need is there once, in order, and holes show', async () => {
  const connection = redis.server.connect('look');
  let round = 0;
  await fc.assert(fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
    round += 1;
    const keys = partitionKeys(`relay-${round}`, 0);
    const tail = new LogTail(record.parts.log, 1);
    let floor = record.parts.log.lastSeq();
    for (const { appends, harm: what, floorShare } of lives) {
      const relay: Relay = startRelay({
        redis: connection, lease: noLease(connection), partition: 0, keys, source: 'one', tail, entries: new EntryReader(), floor: () => floor, onQuiet: () => {}, onTrouble: (error) => { throw error; },
      });
      for (const count of appends) {
        await connection.copy(keys.stream, 'as-it-was', 'REPLACE');
        await record.append(count, pageReceived('exam'));
        relay.verify();
        await until('it is carried', () => relay.written === record.parts.log.lastSeq());
      }
      await relay[Symbol.asyncDispose]();
      const entries = new EntryReader().read(keys.stream, [[Buffer.from(keys.stream), await connection.xrangeBuffer(keys.stream, '-', '+')]]);
      const carried = entries.flatMap(({ events }) => events ?? []).map(({ seq }) => seq);
      // Everything beyond what the groups had, each once and in order; and an entry says from where on it is complete.
      const needed = Array.from({ length: record.parts.log.lastSeq() - floor }, (_, index) => floor + 1 + index);
      expect(carried).toEqual([...new Set(carried)].toSorted((a, b) => a - b));
      let known = floor;
      for (const { after, events } of entries) {
        for (let seq = Math.max(known, 0) + 1; seq <= after; seq += 1) if (seq > floor) known = seq; // A hole that shows: the reader fills it from the log.
        for (const { seq } of events ?? []) if (seq > floor) {
          expect(seq).toBe(known + 1);
          known = seq;
        }
      }
      expect(known).toBe(needed.at(-1) ?? floor);
      // What happens to the stream before the next start; the groups have come some way meanwhile.
      if (what === 'delete the stream') await connection.del(keys.stream);
      if (what === 'empty Redis') await connection.flushall();
      if (what === 'lose the tail' && (await connection.exists('as-it-was')) === 1) await connection.rename('as-it-was', keys.stream);
      if (what === 'lose entries') for (const [id] of await connection.xrevrange(keys.stream, '+', '-', 'COUNT', 2)) await connection.xdel(keys.stream, id);
      floor += Math.floor(floorShare * (record.parts.log.lastSeq() - floor));
    }
    tail[Symbol.dispose]();
  }), { numRuns: 25 });
}, 60_000);
