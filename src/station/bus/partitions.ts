/**
 * A partition is a part of the exams with a stream of its own. All events of one exam lie in one partition, so their order is that of one stream; what is about the station as a whole
 * lies in partition 0. The number in braces is the hash tag: everything of a partition lies in one slot of a Redis Cluster, and partitions spread over its masters.
 */
export interface PartitionKeys {
  readonly stream: string;
  /** Remembers from which log, and for how many partitions, the stream was written. */
  readonly source: string;
  /** Who may act on the partition. */
  readonly lease: string;
}

/** The hash tag of a partition. */
export const partitionTag = (partition: number): string => `p${partition}`;

export function partitionKeys(prefix: string, partition: number): PartitionKeys {
  const own = `${prefix}:{${partitionTag(partition)}}`;
  return { stream: `${own}:stream`, source: `${own}:source`, lease: `${own}:lease` };
}

const offsetBasis = 0x81_1c_9d_c5;
const prime = 0x01_00_01_93;

/** The partition of an exam, by FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over its id: the same on every machine and in every version. */
export function partitionOf(examId: string | null, partitions: number): number {
  if (partitions === 1 || examId === null) return 0;
  let hash = offsetBasis;
  for (const byte of Buffer.from(examId)) hash = Math.imul(hash ^ byte, prime);
  return (hash >>> 0) % partitions;
}
