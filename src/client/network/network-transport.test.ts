import { expect, test } from 'vitest';
import { networkTransport } from './network-transport.ts';

test('a change that waited while somebody else was signed in is not sent in the name of who is now', async () => {
  const asked: string[] = [];
  const transport = networkTransport({
    baseUrl: 'http://127.0.0.1:1',
    session: { current: async () => ({ token: 'of b', expiresAt: null }), renewed: async () => ({ token: 'of b', expiresAt: null }), holder: () => 'device:b', onChange: () => () => {} },
    fetch: async (url) => {
      asked.push(url);
      return new Response(null, { status: 204 });
    },
  });
  const wire = { route: 'pauseTasks', params: {}, query: {}, body: undefined, idempotencyKey: '12345678' } as const;
  const { signal } = new AbortController();
  await expect(transport.exchange({ ...wire, by: 'device:a' }, signal)).rejects.toMatchObject({ code: 'forbidden', retry: false });
  expect(asked).toEqual([]);
  expect((await transport.exchange({ ...wire, by: 'device:b' }, signal)).status).toBe(204);
});
