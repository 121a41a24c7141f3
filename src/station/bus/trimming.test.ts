/** Streams are cut only behind what every group has dealt with, on a real Redis. A second stream that may be cut shows when the first was looked at. */
import { expect, it } from 'vitest';
import { startTestRedis, until } from '../../../tests/support/redis.ts';
import { entryId } from './entry.ts';
import { startTrimming } from './trimming.ts';

const length = 2_000;

/** Two streams with an entry for each of so many events; Redis cuts whole nodes of a hundred entries. */
async function twoStreams() {
  const redis = await startTestRedis();
  const connection = redis.server.connect('test');
  const writing = connection.pipeline();
  for (const stream of ['looked-at', 'other']) for (let seq = 1; seq <= length; seq += 1) writing.xadd(stream, entryId(seq), 'n', seq);
  await writing.exec();
  const troubles: Error[] = [];
  return {
    troubles,
    parts: { redis: connection, streams: ['looked-at', 'other'], lastSeq: () => length, keepEvents: 10, keepMs: 1, lookEveryMs: 5, onTrouble: (error: Error) => void troubles.push(error) },
    firstOf: async (stream: string) => Number((await connection.xrange(stream, '-', '+', 'COUNT', 1))[0]?.[0].split('-')[0]),
    lengthOf: (stream: string) => connection.xlen(stream),
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}

it('cuts nothing that the slowest group has not dealt with, however long and old the stream is', async () => {
  await using streams = await twoStreams();
  const positions = { quick: length, slow: 0, other: 1_000 };
  using trimming = startTrimming({ ...streams.parts, settled: (partition) => (partition === 0 ? Math.min(positions.quick, positions.slow) : positions.other) });
  trimming.moved();
  await until('the other one is cut', async () => await streams.firstOf('other') > 1);
  expect(await streams.firstOf('looked-at')).toBe(1);
  positions.slow = 750;
  trimming.moved();
  await until('what the slow group is past has gone', async () => await streams.firstOf('looked-at') > 1);
  expect(await streams.firstOf('looked-at')).toBeGreaterThan(600);
  expect(await streams.firstOf('looked-at')).toBeLessThanOrEqual(751);
  positions.slow = length;
  trimming.moved();
  await until('the rest has gone', async () => await streams.lengthOf('looked-at') < 150);
  expect(streams.troubles).toEqual([]);
});

it('cuts nothing while no group is there to say what it needs', async () => {
  await using streams = await twoStreams();
  let groups: number | null = null;
  using trimming = startTrimming({ ...streams.parts, settled: (partition) => (partition === 0 ? groups : length) });
  trimming.moved();
  await until('the other one is cut', async () => await streams.lengthOf('other') < length);
  expect(await streams.lengthOf('looked-at')).toBe(length);
  groups = length;
  trimming.moved();
  await until('it is cut', async () => await streams.lengthOf('looked-at') < length);
});
