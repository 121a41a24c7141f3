import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port of the loopback address that nobody uses now, with five digits. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    if (typeof address === 'object' && address !== null && address.port >= 10_000) return address.port;
  }
}
