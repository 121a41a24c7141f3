/** A station that a test can close and open again: same folder, same port. */
import { openGatewayStation, type GatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';
import type { StationConfig } from '../../../src/station/config.ts';
import type { StationOverrides } from '../../../src/station/station.ts';

export interface House extends AsyncDisposable {
  /** Null while it is closed. */
  current(): GatewayStation | null;
  /** Throws while it is closed. */
  open(): GatewayStation;
  close(): Promise<void>;
  reopen(): Promise<void>;
  /** Makes `pairs` × two events: the work is paused, and goes on. */
  events(pairs: number): Promise<void>;
  /** Positions of all events after this one. */
  seqsAfter(seq: number): number[];
  /** The first so many of them: work of an earlier test may add more at any time. */
  firstAfter(seq: number, count: number): number[];
}

export async function openHouse(config: Partial<StationConfig> = {}, overrides: StationOverrides = {}): Promise<House> {
  const folder = await temporaryFolder();
  const settings: Partial<StationConfig> = { heartbeatMs: 1000, reconnectDelaysMs: [20, 40, 100], ...config };
  let now: GatewayStation | null = await openGatewayStation(folder.path, settings, overrides);
  const port = Number(new URL(now.base).port);
  const house: House = {
    current: () => now,
    open() {
      if (now === null) throw new Error('The station is closed.');
      return now;
    },
    async close() {
      const closing = now;
      now = null;
      await closing?.[Symbol.asyncDispose]();
    },
    async reopen() {
      await house.close();
      now = await openGatewayStation(folder.path, { ...settings, port }, overrides);
    },
    async events(pairs) {
      for (let pair = 0; pair < pairs; pair++) {
        await house.open().inject({ name: 'pauseTasks' });
        await house.open().inject({ name: 'resumeTasks' });
      }
    },
    seqsAfter: (seq) => house.open().station.events({ after: seq, limit: 10_000 }).map((event) => event.seq),
    firstAfter: (seq, count) => house.seqsAfter(seq).slice(0, count),
    async [Symbol.asyncDispose]() {
      await house.close();
      await folder[Symbol.asyncDispose]();
    },
  };
  return house;
}
