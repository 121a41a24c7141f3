import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { unreachable } from './unreachable.ts';
import { pinnedFetch } from './pinned-fetch.ts';

test('a port that nobody listens at is said by a code, over https as over http', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  }));
  await new Promise((resolve) => server.close(resolve));
  const said = { code: 'station-unreachable', faults: [{ code: 'station-refuses', values: { station: `127.0.0.1:${port}` } }] };
  await expect(pinnedFetch(new URL(`https://127.0.0.1:${port}`), 'AA')).rejects.toMatchObject(said);
  using plain = await pinnedFetch(new URL(`http://127.0.0.1:${port}`), null);
  const refused: unknown = await plain.fetch(`http://127.0.0.1:${port}/`, { method: 'GET', headers: {}, body: null, signal: new AbortController().signal, credentials: 'same-origin', redirect: 'error' }).catch((error: unknown) => error);
  expect(unreachable(`127.0.0.1:${port}`, new Error('offline', { cause: refused }))).toMatchObject(said);
});
