/** Over real sockets, as a paired device. */
import { createStationClient } from '../../../src/client/client.ts';
import { createSession, type Session } from '../../../src/client/network/session.ts';
import { networkTransport } from '../../../src/client/network/network-transport.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import { pairingSchema } from '../../../src/contract/routes/access.ts';
import { type CuttableProxy, openProxy } from './cuttable-proxy.ts';
import type { House } from './house.ts';
import type { Line, Who } from './line.ts';

export interface NetworkLine extends Line {
  readonly proxy: CuttableProxy;
  session(who?: Who): Promise<Session>;
}

/** A pairing code, made at the window. */
export async function pairingCode(house: House, who: Who): Promise<string> {
  const { status, body } = await house.open().inject({ name: 'createPairing', body: who });
  if (status !== 201) throw new Error(`no pairing code: ${JSON.stringify(body)}`);
  return pairingSchema.parse(body).code;
}

export async function openNetworkLine(house: House): Promise<NetworkLine> {
  const proxy = await openProxy(Number(new URL(house.open().base).port));
  const clients: StationClient[] = [];
  const session = async (who: Who = { role: 'operator', exams: 'all' }): Promise<Session> => {
    const made = createSession({ baseUrl: proxy.base, keep: 'body' });
    await made.pair(await pairingCode(house, who), 'test');
    return made;
  };
  // Paired once: a page that is reloaded is still the same device.
  const operator = await session();
  return {
    proxy,
    session,
    async client(who, options = {}) {
      const client = createStationClient({ transport: networkTransport({ baseUrl: proxy.base, session: who ? await session(who) : operator }), ...options });
      clients.push(client);
      return client;
    },
    cut: () => proxy.cut(),
    isCut: () => proxy.isCut(),
    mend: () => proxy.mend(),
    loseNextAnswer: () => proxy.loseNextAnswer(),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
}
