import type { StoredEvent } from '../../contract/events.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import type { Delivery } from './delivery.ts';
import type { EntryReader } from './entry.ts';
import type { Lease } from './lease.ts';
import type { EventLog } from './event-log.ts';
import type { LogTail } from './log-tail.ts';
import { partitionKeys, partitionOf } from './partitions.ts';
import { type GroupPosition, type GroupPositions, repartition } from './positions.ts';
import { PartitionSubscription } from './subscription.ts';

export interface GroupOptions {
  readonly group: string;
  readonly redisGroup: string;
  readonly from: 'start' | 'now';
  readonly partitions: number;
  readonly streamPrefix: string;
  /** Says which log the streams are of. */
  readonly source: string;
  readonly log: EventLog;
  readonly tail: LogTail;
  readonly positions: GroupPositions;
  readonly entries: EntryReader;
  readonly server: Pick<RedisServer, 'connect'>;
  /** Of the partitions, in their order. */
  readonly leases: readonly Lease[];
  readonly delivery: Delivery;
  readonly handlerTimeoutMs: number;
  /** Aborted by `close`. */
  readonly ended: AbortController;
  readonly onMoved: (partition: number) => void;
  readonly onLoss: (partition: number) => void;
  readonly onTrouble: (error: Error) => void;
}

/** A handler group: one subscription for each partition. */
export class GroupSubscription {
  readonly #options: GroupOptions;
  readonly #parts: readonly PartitionSubscription[];

  constructor(options: GroupOptions) {
    this.#options = options;
    const { group, redisGroup, partitions, streamPrefix, source, log, tail, positions, entries, server, leases, delivery, handlerTimeoutMs, ended, onMoved, onLoss, onTrouble } = options;
    const starts = startingPositions(options);
    this.#parts = leases.map((lease, partition) => new PartitionSubscription({
      lease, start: starts[partition] ?? { seq: 0, behind: {} },
      group, redisGroup, partition, log, tail, positions, entries, delivery, handlerTimeoutMs, onTrouble,
      stream: partitionKeys(streamPrefix, partition).stream,
      source: { key: partitionKeys(streamPrefix, partition).source, content: source },
      reader: server.connect(partitions === 1 ? `bus-${group}` : `bus-${group}-${partition}`, { impatient: true }),
      signal: ended.signal,
      onMoved: () => onMoved(partition),
      onLoss: () => onLoss(partition),
    }));
  }

  start(): void {
    for (const part of this.#parts) part.start();
  }

  get position(): number {
    return Math.min(...this.#parts.map(({ floor }) => floor));
  }

  settled(partition: number): number {
    return this.#parts[partition]?.settled ?? 0;
  }

  quiet(partition: number, through: number): void {
    this.#parts[partition]?.quiet(through);
  }

  async reached(seq: number): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.reached(seq)));
  }

  wants(type: string): boolean {
    return this.#options.delivery.wants(type);
  }

  async again(event: StoredEvent, attempt: number): Promise<void> {
    await this.#parts[partitionOf(event.exam_id, this.#options.partitions)]?.again(event, attempt);
  }

  async close(): Promise<void> {
    this.#options.ended.abort(new Error(`the subscription of ${this.#options.group} was closed`));
    await Promise.all(this.#parts.map((part) => part.close()));
  }
}

function startingPositions({ group, from, partitions, positions, log }: GroupOptions): readonly GroupPosition[] {
  const known = positions.get(group);
  if (known.length === partitions) return known;
  const seq = from === 'now' ? log.lastSeq() : 0;
  const start = known.length === 0
    ? Array.from({ length: partitions }, () => ({ seq, behind: {} }))
    : repartition(known, partitions, (after, end) => log.examsBetween(after, end));
  positions.set(group, start);
  return start;
}
