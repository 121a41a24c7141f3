/** How the station is. */
import { statfs } from 'node:fs/promises';
import type { LiveStatistics } from '../../../contract/routes/work.ts';
import { examIds } from '../../store/exams.ts';
import { version } from '../../version.ts';
import type { Handlers } from '../http/handlers.ts';
import { nobody } from '../http/permission.ts';
import type { GatewayParts } from '../parts.ts';

type PartState = 'up' | 'waiting' | 'down';

export function systemHandlers(parts: GatewayParts, liveStatistics: () => LiveStatistics): Pick<Handlers, 'getStatus' | 'getHealth'> {
  const { store, station, redis, queue, bus, now } = parts;
  const startedAt = now().toISOString();
  const states = async (): Promise<Record<string, PartState>> =>
    Object.fromEntries(Object.entries(await station.health()).map(([part, state]) => [part, state === 'up' || state === 'waiting' ? state : 'down'] as const));
  return {
    async getStatus() {
      // While Redis is down the rest of the answer still comes.
      const reachable = redis.healthy();
      const [partStates, queues, disk] = await Promise.all([states(), reachable ? queue.counts() : {}, freeBytes(store.dataFolder)]);
      return {
        version, startedAt, dataFolder: store.dataFolder, parts: partStates, queues, paused: queue.paused, live: liveStatistics(),
        memory: { rssBytes: process.memoryUsage.rss() }, disk: disk === null ? null : { freeBytes: disk }, lastSeq: store.log.lastSeq(), exams: examIds(store.db).length, deadLetters: bus.deadLetters.waiting(),
      };
    },
    async getHealth({ principal }) {
      const partStates = await states();
      return { status: Object.values(partStates).every((state) => state === 'up') ? 'up' : 'degraded', parts: principal.id === nobody.id ? {} : partStates };
    },
  };
}

/** Of the disk that the record lies on; null where the system does not say. */
async function freeBytes(folder: string): Promise<number | null> {
  return statfs(folder).then(({ bavail, bsize }) => bavail * bsize, () => null);
}
