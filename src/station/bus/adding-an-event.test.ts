/** The walk-through docs/adding-an-event.md: its code is what stands in the files it names, and it works. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { giveUp, join } from '../../../tests/support/example-event.ts';
import { openEventRecord } from '../../../tests/support/event-record.ts';
import { startTestRedis } from '../../../tests/support/redis.ts';
import { startBus } from './bus.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

it('shows code that stands in the files it names', async () => {
  const blocks = [...(await read('docs/adding-an-event.md')).matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(3);
  for (const [, path = '', code = ''] of blocks) expect(await read(path), path).toContain(code.trimEnd());
});

it('works: what was announced is reacted to, once, also when it is given once more', async () => {
  await using redis = await startTestRedis();
  await using record = await openEventRecord();
  const { store } = record;
  await using bus = await startBus({ redis: redis.server, ...record.parts, streamPrefix: 'walk', groupPrefix: 'groups', retryDelaysMs: [1], maxRetries: 1 });
  await join(bus, store);
  const event = await giveUp(store, 'exam', 'batch', 3);
  await bus.idle();
  const noted = () => store.db.all(z.object({ name: z.string(), value: z.string() }), "SELECT name, value FROM settings WHERE name LIKE 'cancelled:%'");
  const expected = [{ name: `cancelled:${event.event_id}`, value: '{"batch_id":"batch","pages":3}' }];
  expect(noted()).toEqual(expected);
  expect(await bus.replay('cancellations', [event])).toEqual({ handled: 1, failed: 0 });
  expect(noted()).toEqual(expected);
});
