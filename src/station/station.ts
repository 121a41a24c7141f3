/** The running station: the one composition root. */
import path from 'node:path';
import { withCauses } from '../contract/errors.ts';
import { openBackups } from './backup/backups.ts';
import type { StationConfig } from './config.ts';
import { flow, joinFlow, taskTypes } from './flow.ts';
import { lazily } from './lazily.ts';
import { logWork } from './log/log-work.ts';
import { openLog } from './log/log.ts';
import { ownModule, ownResources } from './own-files.ts';
import { startPool } from './pool/pool.ts';
import { holdWithoutLease } from './queue-by-lease.ts';
import type { TaskDefinition } from './queue/task.ts';
import type { Reaction } from './reaction.ts';
import { resumeUnfinished, watchUnfinished } from './reconcile/resume.ts';
import { findRedisServer } from './redis/find-redis.ts';
import { startRedis } from './redis/sidecar.ts';
import type { Station } from './station-api.ts';
import { stationOn } from './station-on.ts';
import { startStatusSignals } from './status-signals.ts';
import { closeAbandonedIntakes } from './store/batches.ts';
import { openStore } from './store/store.ts';
import { isWorkPaused } from './tasks/pause.ts';
import type { TaskParts } from './tasks/task-type.ts';
import { type AnyTaskType, correlationOf, queuedTypes, taskReactions, tasksOn } from './tasks/tasks.ts';
import type { TextReader } from './text/text-reader.ts';
import { withKeptWorkers } from './kept-workers.ts';
import { version } from './version.ts';
import { openViews } from './views/views.ts';
import { waitingOn } from './waiting.ts';
import { openWatches } from './watch/watches.ts';
import { workOn } from './work.ts';

/** Parts that a test or a bench replaces. */
export interface StationOverrides {
  readonly now?: () => Date;
  /** What went wrong inside and is being tried again; goes to `station.log` in the data folder when left out. */
  readonly onTrouble?: (trouble: string) => void;
  /** What the pool's threads can do, in the place of `tasks/jobs.ts`. */
  readonly jobsModule?: URL;
  /** Puts something of its own in the place of the text reader, which it may start. */
  readonly textReader?: (start: () => TextReader) => TextReader;
  /** The folder of the built screens. */
  readonly screens?: string;
  /** Puts something of its own in the place of what a task does. */
  readonly task?: (definition: TaskDefinition<unknown>) => TaskDefinition<unknown>;
  /** Types of tasks beside the station's own. */
  readonly taskTypes?: (parts: TaskParts) => readonly AnyTaskType[];
  /** The same for what a handler group does about an event. */
  readonly reaction?: (group: string, reaction: Reaction) => Reaction;
}

/** Enough that each of a few masters carries a part. */
const partitionsOnCluster = 4;

/** Opens record, Redis, bus, queue and gateway in order and closes them in reverse; queues again whatever the record says is unfinished. */
export async function startStation(asked: StationConfig, overrides: StationOverrides = {}): Promise<Station> {
  await using opened = new AsyncDisposableStack();
  const { dataFolder } = asked;
  const store = opened.use(await openStore(dataFolder, overrides.now ? { now: overrides.now } : {}));
  const config = withKeptWorkers(asked, store.db);
  const log = openLog(dataFolder, config.logLevel);
  const onTrouble = overrides.onTrouble ?? log.trouble;
  const troubled = (error: Error): void => onTrouble(withCauses(error));

  const serverOptions = config.redisUrl === null ? { server: findRedisServer({ env: process.env }) } : { url: config.redisUrl };
  const starting = startRedis({ dataFolder, ...serverOptions, onTrouble: ({ kind, detail }) => onTrouble(`redis ${kind}: ${detail}`) });
  // Loading the heavy libraries takes as long as Redis takes to answer.
  const [redis, { startBus }, { startQueue }, gatewayModule] = await Promise.all([
    starting.then((it) => opened.use(it)), import('./bus/bus.ts'), import('./queue/queue.ts'), config.port === null ? null : import('./gateway/gateway.ts'),
  ]);
  const waiting = waitingOn(store);
  const pool = opened.use(await startPool({
    jobsModule: overrides.jobsModule ?? ownModule('./tasks/jobs.ts', import.meta.url), threads: config.workers,
    // Jobs of a test's or bench's own look where they like.
    folders: overrides.jobsModule === undefined ? { read: [], write: [dataFolder] } : 'any',
    onCrash: ({ reason, jobs }) => onTrouble(`pool: ${reason}, while ${jobs.join(', ') || 'nothing'} ran`),
  }));
  const textReader = opened.adopt(lazily(async () => {
    const { startTextReader } = await import('./text/text-reader.ts');
    const start = (): TextReader => startTextReader({ tessdataFolder: path.join(ownResources(), 'tessdata'), timeoutMs: 30_000 });
    return overrides.textReader?.(start) ?? start();
  }), (it) => it.close());

  const taskParts: TaskParts = { store, pool, textReader: textReader.get, waiting, config };
  const types = [...taskTypes(taskParts), ...(overrides.taskTypes?.(taskParts) ?? [])];
  const { definitions, exhausted } = queuedTypes(types, waiting);
  const queue = opened.use(await startQueue({
    redis, definitions: overrides.task === undefined ? definitions : definitions.map(overrides.task), prefix: `${config.streamPrefix}:tasks`, retryDelaysMs: config.retryDelaysMs, maxRetries: config.maxRetries, onExhausted: exhausted, onTrouble: troubled,
    paused: isWorkPaused(store.db), held: !redis.own,
  }));
  const work = workOn(queue);
  const tasks = tasksOn({ types, store, queue, work, redis });
  opened.defer(logWork(log, store, queue, (type, key) => correlationOf(types, type, key)));
  const resume = (): void => {
    waiting.clear();
    resumeUnfinished(store, queue, types).catch(troubled);
  };
  const bus = opened.use(await startBus({
    redis, log: store.log, positions: store.positions, letters: store.letters, streamPrefix: config.streamPrefix, groupPrefix: config.consumerGroup,
    partitions: config.partitions ?? (redis.clustered ? partitionsOnCluster : 1),
    retryDelaysMs: config.retryDelaysMs, maxRetries: config.maxRetries, handlerTimeoutMs: config.taskTimeoutMs, onTrouble: troubled,
    onDeadLetter: ({ group, event, error }) => {
      onTrouble(`group ${group} gave up on event ${event.seq} (${event.type}): ${error.message}`);
      resume();
    },
  }));
  const groups = { ...flow({ store, work, bus }), ...taskReactions(types, queue) };
  const { reaction } = overrides;
  await joinFlow(bus, reaction === undefined ? groups : Object.fromEntries(Object.entries(groups).map(([group, own]) => [group, own.map((each) => reaction(group, each))])));
  if (!redis.own) opened.use(holdWithoutLease(bus, queue, troubled));
  queue.onReconnect(resume);
  const now = overrides.now ?? (() => new Date());
  // Before abandoned batches are closed: those of watched folders stay open.
  const watches = config.port === null ? null : opened.use(await openWatches({ store, work, now, onTrouble: troubled }));
  // Who puts files in from the command line comes back with the same ones; a sender over the network may never.
  if (config.port !== null) await store.write(closeAbandonedIntakes);
  resume();
  opened.use(watchUnfinished({ queue, types, onTrouble: troubled }));

  const views = opened.use(openViews({ recordFile: store.recordFile, db: store.db, onTrouble }));
  const backups = config.port === null ? null : opened.use(await openBackups({ store, resume, now }));
  const station = stationOn({ config, store, redis, pool, bus, work, waiting, now });
  const gateway = config.port === null || gatewayModule === null || watches === null || backups === null ? null : opened.use(await gatewayModule.openGateway({
    port: config.port, config, store, redis, pool, bus, queue, tasks, work, waiting, views, watches, backups, station, now, onTrouble, ...(overrides.screens === undefined ? {} : { screens: overrides.screens }),
  }));
  if (gateway) opened.use(startStatusSignals({ bus, log: store.log, queue, health: station.health, onTrouble: troubled }));
  log.info('station started', { version, workers: config.workers, redis: redis.own ? 'own' : 'somebody\'s', gateway: gateway?.address ?? null });
  opened.defer(() => log.info('station stops'));
  // First of all those who wait are told, then the parts close in reverse.
  opened.defer(() => waiting.close());
  const owned = opened.move();
  return { ...station, address: gateway?.address ?? null, gateway, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
