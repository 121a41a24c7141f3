/** How the station is, all at once: what `GET /api/status`, `/metrics` and `zhiyue status` show. */
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { LiveStatistics, statusSchema } from '../../contract/routes/work.ts';
import type { TaskCounts } from '../queue/queue.ts';
import { examIds } from '../store/exams.ts';
import { version } from '../version.ts';
import type { GatewayParts } from './parts.ts';

export type Status = z.output<typeof statusSchema>;
type PartState = Status['parts'][string];

const answerWithinMs = 1_000;

/** Answers also while Redis is down; what only Redis knows is empty then. */
export function statusOf({ store, station, redis, queue, bus, pool, now }: GatewayParts, liveStatistics: () => LiveStatistics): () => Promise<Status> {
  const startedAt = now().toISOString();
  return async () => {
    const [parts, queues, disk] = await Promise.all([partStates(station), queueLengths(queue, redis), room(store.dataFolder)]);
    return {
      version, startedAt, dataFolder: store.dataFolder, parts, partitions: [...bus.leases()], queues, paused: queue.paused, live: liveStatistics(),
      tasks: { ...queue.statistics() }, workers: pool.statistics,
      memory: { rssBytes: process.memoryUsage.rss(), machineBytes: totalmem(), machineFreeBytes: freemem() }, disk, lastSeq: store.log.lastSeq(), exams: examIds(store.db).length, deadLetters: bus.deadLetters.waiting(),
    };
  };
}

export async function partStates(station: Pick<GatewayParts['station'], 'health'>): Promise<Record<string, PartState>> {
  return Object.fromEntries(Object.entries(await station.health()).map(([part, state]) => [part, state === 'up' || state === 'waiting' ? state : 'down'] as const));
}

/** A question to a Redis that is down would wait until it is back, and a Redis that has just died is still taken for well. */
async function queueLengths(queue: GatewayParts['queue'], redis: GatewayParts['redis']): Promise<Record<string, TaskCounts>> {
  return redis.healthy() ? Promise.race([queue.counts(), wait(answerWithinMs, {}, { ref: false })]) : {};
}

/** Of the disk that the record lies on; null where the system does not say. */
async function room(folder: string): Promise<Status['disk']> {
  return statfs(folder).then(({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }), () => null);
}
