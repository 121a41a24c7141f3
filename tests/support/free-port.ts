import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves (from 32,768), also with the 10,000 more at which a node of a Redis Cluster hears the others. */
const first = 12_000;
/** Each of the processes or threads that run test files has some of its own, so that none takes what another is about to open. */
const ofOneWorker = 1_250;
const workers = 8;

/** A TCP port of the loopback address that nobody uses now. */
export async function freePort(): Promise<number> {
  const from = first + (Number(process.env['VITEST_POOL_ID'] ?? 0) % workers) * ofOneWorker;
  for (;;) {
    const port = from + randomInt(ofOneWorker);
    const server = createServer();
    const listening = await once(server.listen(port, '127.0.0.1'), 'listening').then(() => true, () => false);
    if (!listening) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** The same, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
