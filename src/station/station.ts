/** The running station: the one composition root. */
import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '../contract/events.ts';
import type { Candidate, Exam } from '../exam/exam.ts';
import type { ScoreChange } from '../exam/rescore.ts';
import type { StationConfig } from './config.ts';
import { flow, joinFlow } from './flow.ts';
import { lazily } from './lazily.ts';
import { startPool } from './pool/pool.ts';
import { resumeUnfinished } from './reconcile/resume.ts';
import { findRedisServer } from './redis/find-redis.ts';
import { startRedis } from './redis/sidecar.ts';
import type { ExamResults } from './report/results.ts';
import { stationOn } from './station-on.ts';
import { examIds } from './store/exams.ts';
import { openStore } from './store/store.ts';
import { taskDefinitions } from './tasks/task-definitions.ts';
import { troubleLog } from './trouble-log.ts';
import { waitingOn } from './waiting.ts';
import { workOn } from './work.ts';

export interface ScanSource {
  /** Where the file is now; it is copied into the station. */
  readonly path: string;
  /** The name by which people know it; stands in the result files. */
  readonly name: string;
}

export interface Progress {
  /** Pages accounted for so far; grows while files are still being put in. */
  readonly pages: number;
  /** Read, or known to be a copy of a page that was. */
  readonly read: number;
  /** Nothing could be read. */
  readonly failed: number;
  /** Sheets with a score. */
  readonly graded: number;
  /** What waits for a person. */
  readonly exceptions: number;
  readonly intakeDone: boolean;
  readonly completed: boolean;
}

export interface PutIn {
  readonly batchId: string;
  /** Files that this call brought. */
  readonly added: number;
  /** Files that were there already, under the same name. */
  readonly known: number;
}

export interface ExamChange {
  readonly kind: 'created' | 'updated' | 'unchanged';
  readonly revision: number;
  /** Whose points changed, from what to what, in order of candidate number; empty when nothing was scored yet. */
  readonly moved: readonly ScoreChange[];
}

export interface EventQuery {
  readonly examId?: string;
  readonly type?: string;
  /** ISO 8601; events at or after it. */
  readonly since?: string;
  /** Events with a greater `seq`: for paging. */
  readonly after?: number;
  /** At most 10,000; 1,000 when left out. */
  readonly limit?: number;
}

export interface Station extends AsyncDisposable {
  readonly dataFolder: string;
  /** `http://127.0.0.1:<port>`; null without a gateway. */
  readonly address: string | null;

  /**
   * Enters an exam and its roster (null: whoever turns up; a roster that was entered before stays). The same content again does nothing; a changed key or rule rescores every sheet before this resolves.
   * Throws ZhiyueError exam-changed when the layout changed though pages are in.
   */
  createOrUpdateExam(exam: Exam, candidates: readonly Candidate[] | null): Promise<ExamChange>;

  /**
   * Copies files into the station and queues their pages; resolves when the last file is in, while reading goes on. Running again over the same files does nothing twice.
   * Throws ZhiyueError input-missing for an unknown exam, disk-full when the disk is full.
   */
  putIn(examId: string, files: readonly ScanSource[] | AsyncIterable<ScanSource>, options: { readonly batchKey: string; readonly signal?: AbortSignal }): Promise<PutIn>;

  /** Figures of an exam, or of one of its batches. */
  progress(examId: string, batchId?: string): Progress;
  /** Calls the listener when figures of an exam may have changed, at most ten times a second; returns what stops it. */
  onProgress(examId: string, listener: (progress: Progress) => void): () => void;
  /** Resolves with the batch's last figures when it is completed; throws ZhiyueError disk-full, redis-missing … when the station cannot go on. */
  settled(batchId: string): Promise<Progress>;

  results(examId: string): ExamResults;
  /** Writes the result files of an exam through the report task; resolves with their paths. Throws ZhiyueError output-unwritable. */
  writeReport(examId: string, outFolder: string, options: { readonly lang: 'zh' | 'en' }): Promise<readonly string[]>;

  /** A page of the event log, oldest first. */
  events(query: EventQuery): readonly StoredEvent[];
  /** Calls the listener for every event appended from now on; returns what stops it. */
  followEvents(listener: (event: StoredEvent) => void): () => void;

  /**
   * A person's word on what stands in a field of a page (`value` as in `Answer.value`, or a candidate number for the field `candidate`); the sheet is scored again.
   * A further correction of the same field takes its place.
   */
  correctItem(pageId: string, field: string, value: string, actor: string): Promise<void>;
  /** A person has settled an exception that needs no other value. */
  resolveException(exceptionId: string, actor: string): Promise<void>;

  /** State of each part, such as `redis: 'up'`. */
  health(): Promise<Readonly<Record<string, string>>>;
}

/** Parts that a test or a bench replaces. */
export interface StationOverrides {
  readonly now?: () => Date;
  /** What went wrong inside and is being tried again; goes to `station.log` in the data folder when left out. */
  readonly onTrouble?: (trouble: string) => void;
}

/** Of decoding and reading one page. */
const readTimeoutMs = 60_000;

/** Opens record, Redis, bus, queue and gateway in order and closes them in reverse; queues again whatever the record says is unfinished. */
export async function startStation(config: StationConfig, overrides: StationOverrides = {}): Promise<Station> {
  await using opened = new AsyncDisposableStack();
  const { dataFolder } = config;
  const store = opened.use(await openStore(dataFolder, overrides.now ? { now: overrides.now } : {}));
  const onTrouble = overrides.onTrouble ?? troubleLog(dataFolder);
  const troubled = (error: Error): void => onTrouble(error.stack ?? error.message);

  const serverOptions = config.redisUrl === null ? { server: findRedisServer({ env: process.env }) } : { url: config.redisUrl };
  const starting = startRedis({ dataFolder, ...serverOptions, onTrouble: ({ kind, detail }) => onTrouble(`redis ${kind}: ${detail}`) });
  // Loading the heavy libraries takes as long as Redis takes to answer.
  const [redis, { startBus }, { startQueue }] = await Promise.all([starting.then((it) => opened.use(it)), import('./bus/bus.ts'), import('./queue/queue.ts')]);
  const waiting = waitingOn(store);
  const pool = opened.use(await startPool({
    jobsModule: new URL('./tasks/jobs.ts', import.meta.url), threads: config.workers,
    onCrash: ({ reason, jobs }) => onTrouble(`pool: ${reason}, while ${jobs.join(', ') || 'nothing'} ran`),
  }));
  const textReader = opened.adopt(lazily(async () => {
    const { startTextReader } = await import('./text/text-reader.ts');
    return startTextReader({ tessdataFolder: fileURLToPath(new URL('../../resources/tessdata', import.meta.url)), timeoutMs: 30_000 });
  }), (it) => it.close());

  const { definitions, exhausted } = taskDefinitions({ store, pool, textReader: textReader.get, waiting, config, readTimeoutMs });
  const queue = opened.use(await startQueue({
    redis, definitions, prefix: `${config.streamPrefix}:tasks`, retryDelaysMs: config.retryDelaysMs, maxRetries: config.maxRetries, onExhausted: exhausted, onTrouble: troubled,
  }));
  const work = workOn(queue);
  const resume = (): void => {
    waiting.clear();
    resumeUnfinished(store, work).catch(troubled);
  };
  const bus = opened.use(await startBus({
    redis, log: store.log, positions: store.positions, streamPrefix: config.streamPrefix, groupPrefix: config.consumerGroup,
    retryDelaysMs: config.retryDelaysMs, maxRetries: config.maxRetries, onTrouble: troubled,
    onDeadLetter: ({ group, event, error }) => {
      onTrouble(`group ${group} gave up on event ${event.seq} (${event.type}): ${error.message}`);
      resume();
    },
  }));
  await joinFlow(bus, flow({ store, work, bus }));
  queue.onReconnect(resume);
  resume();

  const station = stationOn({ config, store, redis, pool, bus, queue, work, waiting });
  const gateway = config.port === null ? null : opened.use(await (await import('./gateway/http/server.ts')).openGateway({
    port: config.port, health: station.health, status: () => ({ dataFolder, exams: examIds(store.db) }),
  }));
  // First of all those who wait are told, then the parts close in reverse.
  opened.defer(() => waiting.close());
  const owned = opened.move();
  return { ...station, address: gateway?.address ?? null, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
