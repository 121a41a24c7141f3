import { afterEach } from 'vitest';
import { type Bus, type BusOptions, startBus } from '../../src/station/bus/bus.ts';
import { type EventRecord, openEventRecord } from './event-record.ts';
import { startTestRedis, type TestRedis } from './redis.ts';

export interface OpenedForTest {
  readonly openRecord: () => Promise<EventRecord>;
  /** One Redis for each test. */
  readonly server: () => Promise<TestRedis>;
  readonly start: (record: EventRecord, more?: Partial<BusOptions>) => Promise<Bus>;
}

/** Records, and buses on them; what a test opens is closed after it. */
export function openedForTest(): OpenedForTest {
  let redis: TestRedis | null = null;
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    redis = null;
    for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
  });

  const server = async (): Promise<TestRedis> => {
    if (redis === null) opened.push((redis = await startTestRedis()));
    return redis;
  };
  return {
    server,
    openRecord: async () => {
      const record = await openEventRecord();
      opened.push(record);
      return record;
    },
    start: async (record, more = {}) => {
      const bus = await startBus({ redis: (await server()).server, ...record.parts, streamPrefix: 'test', groupPrefix: 'groups', retryDelaysMs: [1, 2], maxRetries: 3, ...more });
      opened.push(bus);
      return bus;
    },
  };
}
