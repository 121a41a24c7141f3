/** Over real message ports, as the window. */
import { createStationClient } from '../../../src/client/client.ts';
import { messagePort } from '../../../src/client/port/message-port.ts';
import { portTransport } from '../../../src/client/port/port-transport.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import { localOperator } from '../../../src/contract/access.ts';
import type { WindowPort } from '../../../src/contract/window.ts';
import { serveWindow } from '../../../src/station/gateway/window/serve-window.ts';
import type { House } from './house.ts';
import type { Line } from './line.ts';

export async function openPortLine(house: House): Promise<Line> {
  const served = new Set<Disposable>();
  const clients: StationClient[] = [];
  let whole = true;
  let losing = false;

  const cut = (): void => {
    whole = false;
    for (const window of served) window[Symbol.dispose]();
    served.clear();
  };
  const robbed = (port: WindowPort): WindowPort => ({
    ...port,
    postMessage: (message, transfer) => {
      if (losing && typeof message === 'object' && message !== null && 'type' in message && message.type === 'answer') {
        losing = false;
        cut();
      } else port.postMessage(message, transfer);
    },
  });

  return {
    async client(who, options = {}) {
      const principal = who ? { ...localOperator, ...who } : localOperator;
      const transport = portTransport(() => {
        const { port1, port2 } = new MessageChannel();
        if (!whole) throw new Error('the line is cut');
        served.add(serveWindow(robbed(messagePort(port2)), house.open().gateway, principal));
        return messagePort(port1);
      });
      const client = createStationClient({ transport, ...options });
      clients.push(client);
      return client;
    },
    cut,
    isCut: () => !whole,
    mend: () => {
      whole = true;
    },
    loseNextAnswer: () => {
      losing = true;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      cut();
    },
  };
}
