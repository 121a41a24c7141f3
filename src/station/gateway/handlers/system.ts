/** How the station is. */
import { freemem, totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import type { LiveStatistics } from '../../../contract/routes/work.ts';
import { examIds } from '../../store/exams.ts';
import { version } from '../../version.ts';
import type { Handlers } from '../http/handlers.ts';
import { nobody } from '../http/permission.ts';
import type { GatewayParts } from '../parts.ts';

type PartState = 'up' | 'waiting' | 'down';

export function systemHandlers(parts: GatewayParts, liveStatistics: () => LiveStatistics): Pick<Handlers, 'getStatus' | 'getHealth'> {
  const { store, station, redis, queue, bus, pool, config, now } = parts;
  const startedAt = now().toISOString();
  const states = async (): Promise<Record<string, PartState>> =>
    Object.fromEntries(Object.entries(await station.health()).map(([part, state]) => [part, state === 'up' || state === 'waiting' ? state : 'down'] as const));
  return {
    async getStatus() {
      // While Redis is down the rest of the answer still comes.
      const reachable = redis.healthy();
      const [partStates, queues, disk] = await Promise.all([states(), reachable ? queue.counts() : {}, room(store.dataFolder)]);
      return {
        version, startedAt, dataFolder: store.dataFolder, parts: partStates, queues, paused: queue.paused, live: liveStatistics(),
        tasks: { ...queue.statistics() }, workers: { threads: config.workers, ...pool.load },
        memory: { rssBytes: process.memoryUsage.rss(), machineBytes: totalmem(), machineFreeBytes: freemem() }, disk, lastSeq: store.log.lastSeq(), exams: examIds(store.db).length, deadLetters: bus.deadLetters.waiting(),
      };
    },
    async getHealth({ principal }) {
      const partStates = await states();
      return { status: Object.values(partStates).every((state) => state === 'up') ? 'up' : 'degraded', parts: principal.id === nobody.id ? {} : partStates };
    },
  };
}

/** Of the disk that the record lies on; null where the system does not say. */
async function room(folder: string): Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null> {
  return statfs(folder).then(({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }), () => null);
}
