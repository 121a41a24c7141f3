/** How far a handler group has come. Exams go on independently of each other, so that is more than one number. */
import { partitionOf } from './partitions.ts';

/** Every event up to `seq` is dealt with, except, of each exam named in `behind`, those beyond its number. The exam `''` stands for what is about the station as a whole. */
export interface GroupPosition {
  readonly seq: number;
  readonly behind: Readonly<Record<string, number>>;
}

/** Kept in the record, a little later than the effects: a crash can deliver again what was dealt with in the last half second. */
export interface GroupPositions {
  /** One for each partition, in their order; empty for a group nobody has heard of. */
  get(group: string): readonly GroupPosition[];
  /** Takes the place of all positions of the group. */
  set(group: string, positions: readonly GroupPosition[]): void;
  move(group: string, partition: number, position: GroupPosition): void;
}

export const laneOf = (examId: string | null): string => examId ?? '';
export const examOf = (lane: string): string | null => (lane === '' ? null : lane);

/**
 * The positions of a group for another number of partitions, without dealing with anything twice: what one partition had and another had not becomes exams that lag behind.
 * `examsBetween(after, end)`: exams (null for the station) with events of seq > after and ≤ end.
 */
export function repartition(positions: readonly GroupPosition[], partitions: number, examsBetween: (after: number, end: number) => readonly (string | null)[]): GroupPosition[] {
  if (positions.length === partitions) return [...positions];
  const most = Math.max(...positions.map(({ seq }) => seq));
  const least = Math.min(...positions.map(({ seq }) => seq));
  const behind: Record<string, number> = Object.fromEntries(positions.flatMap((position) => Object.entries(position.behind)));
  for (const exam of least < most ? examsBetween(least, most) : []) {
    const seq = positions[partitionOf(exam, positions.length)]?.seq ?? least;
    if (seq < most) behind[laneOf(exam)] ??= seq;
  }
  return Array.from({ length: partitions }, (_, partition) => ({
    seq: most,
    behind: Object.fromEntries(Object.entries(behind).filter(([lane]) => partitionOf(examOf(lane), partitions) === partition)),
  }));
}

/** Everything up to here is dealt with; 0 for a group nobody has heard of. */
export function floorOf(positions: readonly GroupPosition[]): number {
  return positions.length === 0 ? 0 : Math.min(...positions.flatMap(({ seq, behind }) => [seq, ...Object.values(behind)]));
}
