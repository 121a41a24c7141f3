import { setTimeout as wait } from 'node:timers/promises';
import type { RedisConnection } from '../redis/connection.ts';
import { encodeEntry, entryId, type EntryReader } from './entry.ts';
import type { LogTail } from './log-tail.ts';
import type { Lease } from './lease.ts';
import type { PartitionKeys } from './partitions.ts';

/** Events in one stream entry: past this the rate gains little and a reader waits longer for the first one. */
const mostEventsInEntry = 512;
/** So far ahead of the slowest group the stream may run (in events); what comes beyond it waits in the log. */
const mostAhead = 50_000;

export interface RelayOptions {
  readonly redis: RedisConnection;
  readonly partition: number;
  readonly keys: PartitionKeys;
  /** Without it nothing is looked at or written. */
  readonly lease: Lease;
  /** Says which log the stream is of, and how it was cut into partitions. */
  readonly source: string;
  readonly tail: LogTail;
  readonly entries: EntryReader;
  /** What every group has dealt with: nothing at or below it needs to be carried. Null while there is no group, and so nothing to carry. */
  readonly floor: () => number | null;
  /** The log has no event of this partition that was not carried, up to this seq. */
  readonly onQuiet: (through: number) => void;
  readonly onTrouble: (error: Error) => void;
}

export interface Relay extends AsyncDisposable {
  /** There are new events. */
  wake(): void;
  /** A group has moved on: there may be room in the stream. */
  moved(): void;
  /** Looks at the stream again before the next write: it may have lost its tail, or everything. */
  verify(): void;
  /** Seq of the last event in the stream. */
  readonly written: number;
}

/**
 * Follows the event log and writes one partition of it to its stream. States: idle → looking where the stream ends → writing → idle, or → waiting for room.
 * One write at a time: what is appended meanwhile goes into the next entry, so entries grow with the load and the wait does not.
 */
export function startRelay({ redis, lease, partition, keys: { stream, source: sourceKey }, source, tail, entries, floor, onQuiet, onTrouble }: RelayOptions): Relay {
  let written = 0;
  /** Where we have looked, which may be further than what there was to write. */
  let seen = 0;
  let mustLook = true;
  let full = false;
  let running: Promise<void> | null = null;
  let again = false;
  const closing = new AbortController();
  const { signal } = closing;

  const pump = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const least = floor();
      if (least === null || !lease.held) return;
      try {
        if (mustLook) {
          mustLook = false;
          seen = written = Math.max(await streamEnd(), least);
        }
        full = written - least > mostAhead;
        if (full) return;
        // What the groups have out of the log need not be carried any more.
        if (seen < least) seen = written = least;
        const { events, bytes, through } = tail.next(partition, seen, mostEventsInEntry);
        const last = events.at(-1);
        if (last === undefined) {
          if (through <= seen) return;
          seen = through;
          onQuiet(through);
          continue;
        }
        const { field, value } = await encodeEntry(events, bytes);
        entries.remember(stream, entryId(last.seq), value, events);
        await lease.xadd(stream, entryId(last.seq), ['after', written, field, value]);
        written = seen = last.seq;
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

  /** Seq of the last event in the stream, 0 when there is none. A stream that is not of this log, or was cut otherwise, is dropped. */
  const streamEnd = async (): Promise<number> => {
    const end = lastSeqOf(await redis.call('XINFO', 'STREAM', stream).catch(noSuchKey));
    const foreign = (await redis.get(sourceKey)) !== source;
    // Ahead of the log: the record was put back from a backup, or another station wrote here.
    const dropped = end > 0 && (foreign || end > tail.lastSeq());
    if (dropped) await redis.del(stream);
    // Only now: who reads the stream goes by this.
    if (foreign) await redis.set(sourceKey, source);
    return dropped ? 0 : end;
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

  const verify = (): void => {
    mustLook = true;
    wake();
  };
  lease.onTaken(verify);

  return {
    wake,
    moved: () => { if (full) wake(); },
    verify,
    get written() { return written; },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
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
