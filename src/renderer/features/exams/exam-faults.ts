/** What the station says is wrong with an exam, by the field of the form that it is about. */
import type { SaidFault } from '../../../contract/fault-schema.ts';

/** `questions[2].key[4]` is about the key of the third group. */
function fieldOf(path: string): string {
  const inGroup = /^questions\[(\d+)\](?:\.(\w+))?(?:[.[].*)?$/.exec(path);
  if (inGroup !== null) return `${inGroup[1] ?? '0'}.${inGroup[2] ?? 'no'}`;
  return path.startsWith('candidateNumber') ? 'candidateDigits' : path;
}

/** The first fault of each field. */
export function faultsByField(faults: readonly SaidFault[]): ReadonlyMap<string, SaidFault> {
  const found = new Map<string, SaidFault>();
  for (const fault of faults) if (!found.has(fieldOf(fault.path))) found.set(fieldOf(fault.path), fault);
  return found;
}
