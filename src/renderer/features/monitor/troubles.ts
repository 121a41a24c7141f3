/** What is wrong with the station for longer than a moment, for the boxes that show it in red and for the sign in the navigation. Pure. */
import type { Status } from './endpoints.ts';

export type Trouble = 'parts' | 'letters' | 'memory' | 'disk';

/** Bytes of disk below which a batch of 5,000 pages may not fit. */
const littleDisk = 5e9;
const littleMemoryPart = 0.05;

export const isDiskLow = ({ disk }: Pick<Status, 'disk'>): boolean => disk !== null && disk.freeBytes < littleDisk;
export const isMemoryLow = ({ memory }: Pick<Status, 'memory'>): boolean => memory.machineFreeBytes < memory.machineBytes * littleMemoryPart;

export function troublesOf(status: Pick<Status, 'parts' | 'deadLetters' | 'memory' | 'disk'>): readonly Trouble[] {
  return [
    ...(Object.values(status.parts).includes('down') ? ['parts' as const] : []),
    ...(status.deadLetters > 0 ? ['letters' as const] : []),
    ...(isMemoryLow(status) ? ['memory' as const] : []),
    ...(isDiskLow(status) ? ['disk' as const] : []),
  ];
}
