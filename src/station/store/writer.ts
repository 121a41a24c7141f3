/**
 * Group commit: what is asked to be written at about the same time shares one transaction and one fsync.
 * The first write after a pause is committed at once; while there is much to write, commits take at most half of the time
 * (an fsync blocks the event loop for 0.2 ms on an idle disk, and for 20 ms on a busy one). Each request has a savepoint of its own, so that one that fails takes nothing with it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { checkPayload, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { AppendListener } from '../bus/event-log.ts';
import { markOfThisWork } from './along-with.ts';
import type { Db } from './database.ts';
import { appendEvent, lastSeq, momentOf } from './events.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { diskTrouble, isBusy } from './trouble.ts';

export interface Tx extends Db {
  /** Appends an event to the log, in the same transaction as the change it announces. Throws a ZodError for a payload that does not fit its type. */
  append(event: NewEvent): StoredEvent;
  /** The same for events whose payloads were looked at before. */
  appendChecked(event: NewEvent): StoredEvent;
  readonly now: Date;
}

interface Request {
  run(tx: Tx): void;
  settle(failure: { readonly error: unknown } | null): void;
}

export interface Writer {
  /**
   * Runs `change` in a transaction; resolves once it is on disk. Throws what `change` throws (nothing is written then), or ZhiyueError disk-full, and
   * record-busy when another program has held the record for a minute.
   */
  readonly write: <T>(change: (tx: Tx) => T) => Promise<T>;
  /** Writes what still waits, at once; where another program holds the record, the thread stands still for up to 5 s. */
  readonly flush: () => void;
}

export interface WriterOptions {
  readonly database: DatabaseSync;
  readonly db: Db;
  readonly dataFolder: string;
  readonly now: () => Date;
  /** Called at the start of each transaction: what rides along with it. */
  readonly alongside: (db: Db) => void;
  /** Called after a commit that appended events. */
  readonly onAppended: AppendListener;
}

/** Between two commits the others have as long as the last one took, but nobody waits longer than this. */
const mostBetweenCommitsMs = 20;
/** While another program holds the record, SQLite's own waiting would stop the event loop; so we ask again. */
const busyAgainMs = 25;
const busyAtMostMs = 60_000;
const lastFlushMs = 5_000;

export function startWriter({ database, db, dataFolder, now, alongside, onAppended }: WriterOptions): Writer {
  let waiting: Request[] = [];
  let nextCommitAt = -Infinity;
  let busySince: number | null = null;
  // Statements outside of transactions only read, and those wait for nobody in WAL mode.
  database.exec('PRAGMA busy_timeout = 0');
  const savepoint = database.prepare('SAVEPOINT request');
  const release = database.prepare('RELEASE request');
  const commit = database.prepare('COMMIT');

  /** Whether the transaction stands; else the requests wait for their next turn. Throws record-busy after a minute. */
  function begun(requests: readonly Request[], mayWait: boolean): boolean {
    try {
      database.exec('BEGIN IMMEDIATE');
      busySince = null;
      return true;
    } catch (error) {
      if (!isBusy(error)) throw error;
      busySince ??= performance.now();
      if (!mayWait || performance.now() - busySince > busyAtMostMs) throw new ZhiyueError('record-busy', 'Another program holds the record.', { about: dataFolder, cause: error });
      waiting = [...requests, ...waiting];
      setTimeout(flush, busyAgainMs);
      return false;
    }
  }

  function flush(mayWait = true): void {
    const requests = waiting;
    waiting = [];
    if (requests.length === 0) return;
    const begunAt = performance.now();
    const appended: StoredEvent[] = [];
    const payloads: string[] = [];
    const outcomes: ({ readonly error: unknown } | null)[] = [];
    try {
      if (!begun(requests, mayWait)) return;
      alongside(db);
      const before = lastSeq(db);
      for (const request of requests) {
        const at = now();
        const kept = appended.length;
        const moment = momentOf(at);
        const appendChecked = (event: NewEvent): StoredEvent => {
          const payload = JSON.stringify(event.payload);
          const stored = appendEvent(db, event, payload, before + appended.length + 1, moment);
          appended.push(stored);
          payloads.push(payload);
          return stored;
        };
        const append = (event: NewEvent): StoredEvent => {
          checkPayload(event);
          return appendChecked(event);
        };
        savepoint.run();
        try {
          request.run({ ...db, now: at, append, appendChecked });
          release.run();
          outcomes.push(null);
        } catch (error) {
          // A full disk may have rolled everything back already: then nothing of this group stands.
          if (!database.isTransaction) throw error;
          database.exec('ROLLBACK TO request; RELEASE request');
          appended.length = kept;
          payloads.length = kept;
          outcomes.push({ error: diskTrouble(error, dataFolder) });
        }
      }
      commit.run();
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      const failure = { error: diskTrouble(error, dataFolder) };
      for (const request of requests) request.settle(failure);
      return;
    }
    const endedAt = performance.now();
    nextCommitAt = endedAt + Math.min(mostBetweenCommitsMs, endedAt - begunAt);
    requests.forEach((request, index) => request.settle(outcomes[index] ?? null));
    if (appended.length > 0) onAppended(appended, payloads);
  }

  return {
    flush() {
      database.exec(`PRAGMA busy_timeout = ${lastFlushMs}`);
      flush(false);
      database.exec('PRAGMA busy_timeout = 0');
    },
    write: <T>(change: (tx: Tx) => T) =>
      new Promise<T>((resolve, reject) => {
        let result: { readonly value: T } | null = null;
        const mark = markOfThisWork();
        waiting.push({
          run: (tx) => {
            let seq: number | null = null;
            const noting: Tx = mark === undefined ? tx : {
              ...tx,
              append(event) {
                const stored = tx.append(event);
                ({ seq } = stored);
                return stored;
              },
            };
            result = { value: change(noting) };
            mark?.(tx, seq);
          },
          settle: (failure) => {
            if (failure) reject(failure.error);
            else if (result) resolve(result.value);
          },
        });
        if (waiting.length > 1) return;
        const early = nextCommitAt - performance.now();
        if (early <= 0) setImmediate(flush);
        else setTimeout(flush, early);
      }),
  };
}
