/** Whether a port of this machine can be had, looked at before anything is made for who wants it. */
import { createServer } from 'node:net';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { routes } from '../contract/routes.ts';
import { systemCode } from '../station/store/trouble.ts';

const answerWithinMs = 1_000;

/** Throws ZhiyueError option-invalid where a program listens at the loopback port; it says so where that is a station of ours. Any other trouble is for who opens the port. */
export async function refuseUsedPort(port: number): Promise<void> {
  if (port === 0) return;
  const cause = await new Promise<Error | null>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => resolve(null)));
  });
  if (cause === null || systemCode(cause) !== 'EADDRINUSE') return;
  const code = await isStation(port) ? 'option-port-station' : 'option-port-used';
  throw ZhiyueError.of('option-invalid', [fault(code, { port, variable: 'ZHIYUE_PORT' })], { about: `port ${port}`, cause });
}

/** It answers as only a station does to a stranger. */
async function isStation(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${routes.getHealth.path}`, { signal: AbortSignal.timeout(answerWithinMs), redirect: 'error' });
    return routes.getHealth.answer.safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}
