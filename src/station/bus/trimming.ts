import type { RedisConnection } from '../redis/connection.ts';
import { entryId } from './entry.ts';

export interface TrimmingOptions {
  readonly redis: RedisConnection;
  /** Of the partitions, in their order. */
  readonly streams: readonly string[];
  /** Up to here no group needs the partition's stream; null while there is no group. */
  readonly settled: (partition: number) => number | null;
  readonly lastSeq: () => number;
  readonly onTrouble: (error: Error) => void;
  /** What every group has dealt with stays for those who look: so many of the newest events, and so long. 10,000 and a minute when left out. */
  readonly keepEvents?: number;
  readonly keepMs?: number;
  readonly lookEveryMs?: number;
}

export interface Trimming extends Disposable {
  /** A group has moved on. */
  moved(): void;
}

/** Keeps the streams short, by length and by age, but only behind the position of every group. */
export function startTrimming({ redis, streams, settled, lastSeq, onTrouble, keepEvents = 10_000, keepMs = 60_000, lookEveryMs = 1_000 }: TrimmingOptions): Trimming {
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  /** How long the log was when. Ids of entries are positions in the log and tell no time. */
  let marks: { readonly at: number; readonly seq: number }[] = [];
  const trimmedTo = streams.map(() => 0);

  const look = (): void => {
    timer = null;
    const now = performance.now();
    const end = lastSeq();
    const old = marks.findLast(({ at }) => at <= now - keepMs)?.seq ?? 0;
    if (marks.at(-1)?.seq !== end) marks.push({ at: now, seq: end });
    marks = marks.filter(({ at, seq }) => at > now - keepMs || seq === old);
    const wanted = Math.max(old, end - keepEvents);
    for (const [partition, stream] of streams.entries()) {
      const least = Math.min(settled(partition) ?? 0, wanted);
      if (least <= (trimmedTo[partition] ?? 0) || redis.status !== 'ready') continue;
      trimmedTo[partition] = least;
      redis.xtrim(stream, 'MINID', '~', entryId(least + 1)).catch(onTrouble);
    }
    // What is kept now grows old without anybody moving.
    if (marks.some(({ seq }) => seq > old)) schedule(lookEveryMs);
  };
  const schedule = (ms: number): void => {
    if (!closed) timer ??= setTimeout(look, ms).unref();
  };

  return {
    moved: () => schedule(lookEveryMs),
    [Symbol.dispose]() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
