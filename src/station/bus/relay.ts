import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { closeConnection } from '../redis/close-connection.ts';
import { encodeEntry, entryField, entryId } from './entry.ts';
import type { EventLog } from './event-log.ts';

/** Events in one stream entry: past this the rate gains little and a reader waits longer for the first one. */
const mostEventsInEntry = 256;

export interface RelayOptions {
  readonly redis: Redis;
  readonly log: EventLog;
  readonly stream: string;
  /** Key that remembers from which log the stream was written. */
  readonly sourceKey: string;
  /** What every group has dealt with: nothing at or below it needs to be carried. Null while there is no group, and so nothing to carry. */
  readonly floor: () => number | null;
  readonly onTrouble: (error: Error) => void;
}

export interface Relay extends AsyncDisposable {
  /** Looks at the stream again before the next write: it may have lost its tail, or everything. */
  verify(): void;
}

/**
 * Follows the event log and writes it to the stream. States: idle → looking where the stream ends → writing → idle.
 * One write at a time: what is appended meanwhile goes into the next entry, so entries grow with the load and the wait does not.
 */
export function startRelay({ redis, log, stream, sourceKey, floor, onTrouble }: RelayOptions): Relay {
  let written = 0;
  let mustLook = true;
  let running: Promise<void> | null = null;
  let again = false;
  const closing = new AbortController();
  const { signal } = closing;

  const pump = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const least = floor();
      if (least === null) return;
      try {
        if (mustLook) {
          mustLook = false;
          written = Math.max(await streamEnd(), least);
        }
        const events = log.since(written, mostEventsInEntry);
        const last = events.at(-1);
        if (last === undefined) return;
        await redis.xadd(stream, entryId(last.seq), entryField, encodeEntry(events));
        written = last.seq;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        mustLook = true;
        // The stream is ahead of us: a write whose answer was lost. Looking is all that is needed.
        if (error instanceof Error && /equal or smaller/.test(error.message) && failures === 0) {
          failures = 1;
          continue;
        }
        onTrouble(error instanceof Error ? error : new Error(String(error)));
        failures += 1;
        await wait(Math.min(50 * 2 ** failures, 2_000), undefined, { signal }).catch(() => {});
      }
    }
  };

  /** Seq of the last event in the stream, 0 when there is none. A stream that is not of this log is dropped. */
  const streamEnd = async (): Promise<number> => {
    const end = lastSeqOf(await redis.call('XINFO', 'STREAM', stream).catch(noSuchKey));
    const foreign = log.id !== undefined && (await redis.get(sourceKey)) !== log.id;
    if (log.id !== undefined && foreign) await redis.set(sourceKey, log.id);
    // Ahead of the log: the record was put back from a backup, or another station wrote here.
    if (end > 0 && (foreign || end > log.lastSeq())) {
      await redis.del(stream);
      return 0;
    }
    return end;
  };

  const wake = (): void => {
    again = true;
    if (running !== null || signal.aborted) return;
    running = (async () => {
      while (again && !signal.aborted) {
        again = false;
        await pump();
      }
      running = null;
    })();
  };

  const unsubscribe = log.onAppended(wake);
  return {
    verify: () => {
      mustLook = true;
      wake();
    },
    [Symbol.asyncDispose]: async () => {
      unsubscribe();
      closing.abort();
      closeConnection(redis); // What waits for a Redis that is down must not hold the closing up.
      await running;
    },
  };
}

function noSuchKey(error: unknown): null {
  if (error instanceof Error && /no such key/i.test(error.message)) return null;
  throw error;
}

/** `last-generated-id` out of XINFO's flat list of names and values. */
function lastSeqOf(facts: unknown): number {
  if (!Array.isArray(facts)) return 0;
  const id: unknown = facts[facts.indexOf('last-generated-id') + 1];
  return typeof id === 'string' ? Number(id.split('-')[0]) : 0;
}
