/**
 * Group commit: what is asked to be written at about the same time shares one transaction and one fsync. The first write after a pause is committed at once.
 * SQLite writes a transaction into its write-ahead log without waiting for the disk; a thread of libuv's waits for it (0.2 ms on an idle disk, 20 ms on a busy one), and what is asked for
 * meanwhile makes the next transaction. Nobody is told that something is written, and no event is announced, before the disk has it.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { ZhiyueError } from '../../contract/errors.ts';
import type { AppendListener } from '../bus/event-log.ts';
import { markOfThisWork } from './along-with.ts';
import { type Checkpoints, walPages } from './checkpoints.ts';
import { type Committed, committing, type Failure, type Request, type TransactionOptions, type Tx } from './transaction.ts';
import { diskTrouble, isBusy } from './trouble.ts';

export type { Tx } from './transaction.ts';

export interface Writer {
  /**
   * Runs `change` in a transaction; resolves once it is on disk. Throws what `change` throws (nothing is written then), or ZhiyueError disk-full, and
   * record-busy when another program has held the record for a minute.
   */
  readonly write: <T>(change: (tx: Tx) => T) => Promise<T>;
  /** Writes what still waits; where another program holds the record, the thread stands still for up to 5 s. The record can be closed then. */
  readonly close: () => Promise<void>;
}

export interface WriterOptions extends TransactionOptions {
  readonly recordFile: string;
  readonly checkpoints: Checkpoints;
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

export function startWriter(options: WriterOptions): Writer {
  const { database, recordFile, dataFolder, checkpoints, onAppended, onPacked } = options;
  let waiting: Request[] = [];
  let scheduled = false;
  let unsafe: Committed | null = null;
  let whenSafe: PromiseWithResolvers<void> | null = null;
  let nextCommitAt = -Infinity;
  let busySince: number | null = null;
  // Statements outside of transactions only read, and those wait for nobody in WAL mode. From here on we make the log safe ourselves; before it is carried over, SQLite does.
  database.exec(`PRAGMA busy_timeout = 0; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${walPages}`);
  // It is there as long as the record is open. SQLite's locks are on other files, so that closing this one takes none of them along.
  const wal = openSync(`${recordFile}-wal`, 'r+');
  const commit = committing(options);

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

  /** Writes what waits; what the disk must get now is `unsafe` then. */
  function flush(mayWait: boolean): void {
    const requests = waiting;
    waiting = [];
    if (requests.length === 0) return;
    const begunAt = performance.now();
    try {
      if (!begun(requests, mayWait)) return;
      unsafe = commit(requests);
    } catch (error) {
      const failure = { error: diskTrouble(error, dataFolder) };
      for (const request of requests) request.settle(failure);
      return;
    }
    const endedAt = performance.now();
    nextCommitAt = endedAt + Math.min(mostBetweenCommitsMs, endedAt - begunAt);
  }

  function settled({ requests, outcomes, appended, packs, bytes }: Committed, failure: Error | null): void {
    unsafe = null;
    if (failure === null) checkpoints.committed(bytes);
    // The change stands in the record but may not outlive a power cut: that is for the one who asked to judge.
    const failed: Failure | null = failure === null ? null : { error: diskTrouble(failure, dataFolder) };
    requests.forEach((request, index) => request.settle(outcomes[index] ?? failed));
    if (appended.length > 0 && failure === null) onAppended(appended, packs);
    if (packs.length > 0) onPacked();
  }

  function turn(): void {
    scheduled = false;
    if (unsafe !== null || checkpoints.holding) return;
    flush(true);
    if (unsafe === null) return schedule();
    const written: Committed = unsafe;
    const safe = whenSafe = Promise.withResolvers<void>();
    fdatasync(wal, (failure) => {
      settled(written, failure);
      safe.resolve();
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled || unsafe !== null || waiting.length === 0 || checkpoints.holding) return;
    scheduled = true;
    const early = busySince === null ? nextCommitAt - performance.now() : busyAgainMs;
    if (early < soonMs) setImmediate(turn);
    else setTimeout(turn, early);
  }
  checkpoints.onReleased(schedule);

  return {
    async close() {
      while (unsafe !== null || waiting.length > 0) {
        if (unsafe !== null) {
          await whenSafe?.promise;
          continue;
        }
        database.exec(`PRAGMA busy_timeout = ${lastFlushMs}`);
        flush(false);
        if (unsafe !== null) settled(unsafe, failureOf(() => fdatasyncSync(wal)));
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

function failureOf(work: () => void): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
