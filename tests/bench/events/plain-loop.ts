import { closeConnection, type RedisConnection } from '../../../src/station/redis/connection.ts';
import type { RedisServer } from '../../../src/station/redis/sidecar.ts';

export interface PlainLoop {
  readonly events: number;
  /** Commands in one pipeline. */
  readonly inOneGo: number;
  readonly payload: (index: number) => unknown;
}

/** What one writes first: one entry an event, read by a group, handled, acknowledged. Events a second from the first XADD to the last XACK. */
export async function plainLoop(server: RedisServer, { events, inOneGo, payload }: PlainLoop): Promise<number> {
  const stream = `plain:${inOneGo}`;
  const writer = server.connect('plain-writer');
  const reader = server.connect('plain-reader');
  await writer.xgroup('CREATE', stream, 'plain', '$', 'MKSTREAM');
  const begun = performance.now();
  await Promise.all([write(writer, stream, { events, inOneGo, payload }), read(reader, stream, events, inOneGo)]);
  const perSecond = events / ((performance.now() - begun) / 1000);
  await writer.del(stream);
  closeConnection(writer);
  closeConnection(reader);
  return perSecond;
}

async function write(redis: RedisConnection, stream: string, { events, inOneGo, payload }: PlainLoop): Promise<void> {
  for (let from = 0; from < events; from += inOneGo) {
    const pipeline = redis.pipeline();
    for (let index = from; index < Math.min(events, from + inOneGo); index += 1) pipeline.xadd(stream, '*', 'event', JSON.stringify(payload(index)));
    await pipeline.exec();
  }
}

async function read(redis: RedisConnection, stream: string, events: number, inOneGo: number): Promise<void> {
  const handled: unknown[] = [];
  while (handled.length < events) {
    const reply = await redis.xreadgroup('GROUP', 'plain', 'one', 'COUNT', inOneGo, 'BLOCK', 1000, 'STREAMS', stream, '>');
    const entries = reply?.[0]?.[1] ?? [];
    for (const [, fields] of entries) handled.push(JSON.parse(fields?.[1] ?? 'null'));
    if (entries.length > 0) await redis.xack(stream, 'plain', ...entries.map(([id]) => id));
  }
}
