import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { refuseUsedPort } from './used-port.ts';

/** What answers `/health` with this text, and its port. */
async function program(text: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((_request, response) => { response.end(text); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address: AddressInfo | string | null = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, [Symbol.asyncDispose]: () => new Promise((resolve) => { server.close(() => resolve()); }) };
}

test('a port that a program uses is refused, a station of ours by name; a free one is not', async () => {
  let port: number;
  {
    await using other = await program('hello');
    port = other.port;
    await expect(refuseUsedPort(port)).rejects.toMatchObject({ code: 'option-invalid', faults: [{ code: 'option-port-used', values: { port } }] });
    await using station = await program(JSON.stringify({ status: 'up', parts: {} }));
    await expect(refuseUsedPort(station.port)).rejects.toMatchObject({ faults: [{ code: 'option-port-station' }] });
  }
  await refuseUsedPort(port);
  await refuseUsedPort(0);
});
