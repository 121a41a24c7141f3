/**
 * Group commit: what is asked to be written at about the same time shares one transaction and one fsync. The first write after a pause is committed at once.
 * SQLite writes a transaction into its write-ahead log without waiting for the disk; a thread of libuv's waits for it (0.2 ms on an idle disk, 20 ms on a busy one), and what is asked for
 * meanwhile makes the next transaction. Nobody is told that something is written, and no event is announced, before the disk has it.
 * Each request has a savepoint of its own, so that one that fails takes nothing with it.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { checkPayload, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { AppendListener, Pack } from '../bus/event-log.ts';
import { markOfThisWork } from './along-with.ts';
import { type Checkpoints, walPages } from './checkpoints.ts';
import type { Db } from './database.ts';
import { countPacks, mostPacks, packEvents, packFrom } from './event-packs.ts';
import { eventAt, insertEvent, lastSeq, momentOf } from './events.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { diskTrouble, isBusy } from './trouble.ts';

export interface Tx extends Db {
  /** Appends an event to the log, in the same transaction as the change it announces. Throws a ZodError for a payload that does not fit its type. */
  append(event: NewEvent): StoredEvent;
  /** The same for several events whose payloads were looked at before. Many are packed (see event-packs.ts). */
  appendChecked(events: readonly NewEvent[]): StoredEvent[];
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
  /** Writes what still waits; where another program holds the record, the thread stands still for up to 5 s. The record can be closed then. */
  readonly close: () => Promise<void>;
}

export interface WriterOptions {
  readonly database: DatabaseSync;
  readonly db: Db;
  readonly recordFile: string;
  readonly dataFolder: string;
  readonly checkpoints: Checkpoints;
  readonly now: () => Date;
  /** Called at the start of each transaction: what rides along with it. */
  readonly alongside: (db: Db) => void;
  /** Called after a commit that appended events. */
  readonly onAppended: AppendListener;
  /** Called after one that packed some. */
  readonly onPacked: () => void;
}

/** Between two transactions the others have as long as the last one took, but nobody waits longer than this. */
const mostBetweenCommitsMs = 20;
/** While another program holds the record, SQLite's own waiting would stop the event loop; so we ask again. */
const busyAgainMs = 25;
/** A timer takes a millisecond at least. */
const soonMs = 0.5;
const busyAtMostMs = 60_000;
const lastFlushMs = 5_000;

function failureOf(work: () => void): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A transaction that the disk has not got yet. */
interface Unsafe {
  readonly requests: readonly Request[];
  readonly outcomes: readonly ({ readonly error: unknown } | null)[];
  readonly appended: readonly StoredEvent[];
  readonly packs: readonly Pack[];
  /** Of JSON. */
  readonly bytes: number;
}

export function startWriter({ database, db, recordFile, dataFolder, checkpoints, now, alongside, onAppended, onPacked }: WriterOptions): Writer {
  let waiting: Request[] = [];
  let scheduled = false;
  let unsafe: Unsafe | null = null;
  let whenSafe: PromiseWithResolvers<void> | null = null;
  let nextCommitAt = -Infinity;
  let busySince: number | null = null;
  // Statements outside of transactions only read, and those wait for nobody in WAL mode. From here on we make the log safe ourselves; before it is carried over, SQLite does.
  database.exec(`PRAGMA busy_timeout = 0; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${walPages}`);
  // It is there as long as the record is open. SQLite's locks are on other files, so that closing this one takes none of them along.
  const wal = openSync(`${recordFile}-wal`, 'r+');
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
      return false;
    }
  }

  /** Writes what waits; true when there is something now that the disk must get. */
  function flush(mayWait: boolean): boolean {
    const requests = waiting;
    waiting = [];
    if (requests.length === 0) return false;
    const begunAt = performance.now();
    const appended: StoredEvent[] = [];
    const packs: Pack[] = [];
    let bytes = 0;
    const outcomes: ({ readonly error: unknown } | null)[] = [];
    try {
      if (!begun(requests, mayWait)) return false;
      alongside(db);
      const before = lastSeq(db);
      for (const request of requests) {
        const at = now();
        const kept = { events: appended.length, packs: packs.length };
        const moment = momentOf(at);
        const take = (event: NewEvent): StoredEvent => {
          const stored = eventAt(db, event, before + appended.length + 1, moment);
          appended.push(stored);
          return stored;
        };
        const takeInRow = (event: NewEvent): StoredEvent => {
          const payload = JSON.stringify(event.payload);
          const stored = take(event);
          insertEvent(db, stored, payload);
          bytes += payload.length;
          return stored;
        };
        const appendChecked = (events: readonly NewEvent[]): StoredEvent[] => {
          if (events.length < packFrom || countPacks(db) >= mostPacks) return events.map((event) => takeInRow(event));
          const stored = events.map((event) => take(event));
          for (const pack of packEvents(db, stored)) {
            packs.push(pack);
            bytes += pack.text.length;
          }
          return stored;
        };
        const append = (event: NewEvent): StoredEvent => {
          checkPayload(event);
          return takeInRow(event);
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
          appended.length = kept.events;
          packs.length = kept.packs;
          outcomes.push({ error: diskTrouble(error, dataFolder) });
        }
      }
      commit.run();
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      const failure = { error: diskTrouble(error, dataFolder) };
      for (const request of requests) request.settle(failure);
      return false;
    }
    const endedAt = performance.now();
    nextCommitAt = endedAt + Math.min(mostBetweenCommitsMs, endedAt - begunAt);
    unsafe = { requests, outcomes, appended, packs, bytes };
    return true;
  }

  function settled({ requests, outcomes, appended, packs, bytes }: Unsafe, failure: Error | null): void {
    unsafe = null;
    if (failure === null) checkpoints.committed(bytes);
    // The change stands in the record but may not outlive a power cut: that is for the one who asked to judge.
    const failed = failure === null ? null : { error: diskTrouble(failure, dataFolder) };
    requests.forEach((request, index) => request.settle(outcomes[index] ?? failed));
    if (appended.length > 0 && failure === null) onAppended(appended, packs);
    if (packs.length > 0) onPacked();
  }

  function turn(): void {
    scheduled = false;
    if (unsafe !== null) return;
    if (!flush(true) || unsafe === null) return schedule();
    const written: Unsafe = unsafe;
    const safe = whenSafe = Promise.withResolvers<void>();
    fdatasync(wal, (failure) => {
      settled(written, failure);
      safe.resolve();
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled || unsafe !== null || waiting.length === 0) return;
    scheduled = true;
    const early = busySince === null ? nextCommitAt - performance.now() : busyAgainMs;
    if (early < soonMs) setImmediate(turn);
    else setTimeout(turn, early);
  }

  return {
    async close() {
      while (unsafe !== null || waiting.length > 0) {
        if (unsafe !== null) {
          await whenSafe?.promise;
          continue;
        }
        database.exec(`PRAGMA busy_timeout = ${lastFlushMs}`);
        if (flush(false) && unsafe !== null) {
          settled(unsafe, failureOf(() => fdatasyncSync(wal)));
        }
        database.exec('PRAGMA busy_timeout = 0');
      }
      closeSync(wal);
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
        schedule();
      }),
  };
}
