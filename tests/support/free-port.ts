import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port of the loopback address that nobody uses now; below those that systems hand out by themselves (from 32,768), so that nobody is given it meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
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
