/** How a process of the pool ended, for people: without the stack, which is in the log. */
import { type Fault, fault } from '../../contract/faults.ts';

/** Of what `HostProcess.ended` says: an exit code or a signal, with the last words; or why it could not be started. */
export function endedFault(reason: string): Fault {
  const [first = '', ...others] = reason.split('\n');
  const exit = /^exit code (\d+)/.exec(first)?.[1];
  const error = others.find((line) => /^\w*Error\b/.test(line)) ?? /^(?:exit code \d+|SIG\w+): (.+)/.exec(first)?.[1];
  const signal = /^SIG\w+/.exec(first)?.[0];
  if (exit !== undefined) return error === undefined ? fault('process-ended', { exit }) : fault('process-ended-saying', { exit, error });
  return signal === undefined ? fault('process-unstarted', { reason: first }) : fault('process-killed', { signal });
}
