/** What a station can be asked, on the parts that `startStation` has opened. */
import { notThere } from '../contract/not-there.ts';
import type { Bus } from './bus/bus.ts';
import type { StationConfig } from './config.ts';
import { examWork } from './exam-work.ts';
import { reportInto } from './exam-reports.ts';
import { putIn } from './intake/put-in.ts';
import type { Pool } from './pool/pool.ts';
import { progressOf } from './progress.ts';
import { resultsOf } from './reconcile/results.ts';
import type { RedisServer } from './redis/sidecar.ts';
import { correctItem, resolveException } from './review.ts';
import type { Station } from './station-api.ts';
import { findBatch } from './store/batches.ts';
import { findEvents } from './store/events.ts';
import type { Store } from './store/store.ts';
import type { Waiting } from './waiting.ts';
import type { Work } from './work.ts';

export interface StationParts {
  readonly config: StationConfig;
  readonly store: Store;
  readonly redis: RedisServer;
  readonly pool: Pool;
  readonly bus: Bus;
  readonly work: Work;
  readonly waiting: Waiting;
  readonly now: () => Date;
}

const progressEveryMs = 250;

export function stationOn({ store, redis, pool, bus, work, waiting, now }: StationParts): Omit<Station, 'address' | 'gateway' | typeof Symbol.asyncDispose> {
  const { db, dataFolder } = store;
  return {
    dataFolder,

    async createOrUpdateExam(exam, candidates, options) {
      const { enterAndRescore } = await import('./exam-entry.ts');
      return enterAndRescore({ store, waiting }, exam, candidates, options);
    },

    putIn: (examId, files, options) => putIn({ store, work }, examId, files, options),
    progress: (examId, batchId) => progressOf(db, examId, batchId),

    onProgress(examId, listener) {
      let timer: NodeJS.Timeout | null = null;
      const stop = bus.onSignal('progress', (about) => {
        if (about !== examId || timer) return;
        timer = setTimeout(() => {
          timer = null;
          listener(progressOf(db, examId));
        }, progressEveryMs);
      });
      return () => {
        stop();
        if (timer) clearTimeout(timer);
      };
    },

    settled: (batchId) => waiting.until(() => {
      const batch = findBatch(db, batchId);
      if (!batch) throw notThere('batch', batchId, 'input-missing');
      return batch.state === 'completed' ? progressOf(db, batch.examId, batchId) : null;
    }),

    workOn: (examId) => examWork(db, examId, now()),
    results: (examId) => resultsOf(db, dataFolder, examId),

    writeReport: (examId, outFolder, { lang, actor = 'station' }) => reportInto({ store, work, waiting }, outFolder, { examId, lang, class: null, actor }),

    events: (query) => findEvents(db, query),

    followEvents(listener) {
      let seen = store.log.lastSeq();
      return store.log.onAppended(() => {
        for (const event of store.log.since(seen, 10_000)) {
          seen = event.seq;
          listener(event);
        }
      });
    },

    correctItem: (pageId, field, value, actor) => correctItem(store, pageId, field, value, actor),
    resolveException: (exceptionId, actor) => resolveException(store, exceptionId, actor),

    refusesWrites: () => redis.refuses(),

    async health() {
      const leases = bus.leases().filter((state) => state !== 'own');
      const lease = leases.length === 0 ? {} : { lease: leases.every((state) => state === 'held') ? 'up' : leases.includes('superseded') ? 'down' : 'waiting' };
      const works = redis.healthy() && redis.refuses() === null;
      return { record: 'up', redis: works ? 'up' : 'down', bus: works ? 'up' : 'waiting', queue: works ? 'up' : 'waiting', pool: pool.state, ...lease };
    },
  };
}
