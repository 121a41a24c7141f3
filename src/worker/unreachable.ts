/** A station that a worker cannot reach, said by what the network said of it. */
import { ZhiyueError } from '../contract/errors.ts';
import { fault, type FaultCode } from '../contract/faults.ts';

const byCode: Readonly<Record<string, FaultCode>> = {
  ECONNREFUSED: 'station-refuses', ENOTFOUND: 'station-nameless', EAI_AGAIN: 'station-nameless', EHOSTUNREACH: 'station-no-way', ENETUNREACH: 'station-no-way',
};

/** ZhiyueError station-unreachable. `station`: its address, or the option that names it; the reason is looked for in all that caused the error. */
export function unreachable(station: string, cause: unknown): ZhiyueError {
  const code = codesOf(cause).map((each) => byCode[each]).find((each) => each !== undefined);
  return ZhiyueError.of('station-unreachable', [fault(code ?? 'station-no-answer', { station })], { about: station, cause });
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  // Where a name has several addresses, each has been tried.
  const within = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...within, ...codesOf(error.cause)];
}
