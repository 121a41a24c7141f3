/** How the station is, all at once: what `GET /api/status`, `/metrics` and `zhiyue status` show. */
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import type { z } from 'zod';
import type { LiveStatistics, statusSchema } from '../../contract/routes/work.ts';
import { unlessAway } from '../queue/unless-away.ts';
import { examIds } from '../store/exams.ts';
import { version } from '../version.ts';
import type { GatewayParts } from './parts.ts';

export type Status = z.output<typeof statusSchema>;
type PartState = Status['parts'][string];

/** Answers also while Redis is down; what only Redis knows is empty then. */
export function statusOf({ store, station, queue, bus, pool, redis, now }: GatewayParts, liveStatistics: () => LiveStatistics): () => Promise<Status> {
  const startedAt = now().toISOString();
  return async () => {
    const [parts, queues, disk] = await Promise.all([partStates(station), unlessAway(queue.counts()), room(store.dataFolder)]);
    return {
      version, startedAt, dataFolder: store.dataFolder, parts, redis: { own: redis.own, refuses: redis.refuses() }, partitions: [...bus.leases()], queues: queues ?? {}, paused: queue.paused, live: liveStatistics(),
      tasks: { ...queue.statistics() }, workers: pool.statistics,
      memory: { rssBytes: process.memoryUsage.rss(), machineBytes: totalmem(), machineFreeBytes: freemem() }, disk, lastSeq: store.log.lastSeq(), exams: examIds(store.db).length, deadLetters: bus.deadLetters.waiting(),
    };
  };
}

export async function partStates(station: Pick<GatewayParts['station'], 'health'>): Promise<Record<string, PartState>> {
  return Object.fromEntries(Object.entries(await station.health()).map(([part, state]) => [part, state === 'up' || state === 'waiting' ? state : 'down'] as const));
}

/** Of the disk that the record lies on; null where the system does not say. */
async function room(folder: string): Promise<Status['disk']> {
  return statfs(folder).then(({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }), () => null);
}
