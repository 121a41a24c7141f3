/** A TCP proxy before a station, whose line a test can cut, freeze, and rob of an answer. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttableProxy extends AsyncDisposable {
  readonly base: string;
  /** Ends every connection, and every new one at once. */
  cut(): void;
  isCut(): boolean;
  /** Nothing goes through any more, in either direction, while connections stay open. */
  freeze(): void;
  /** Nothing goes through any more on the connections that are open; new ones are whole. As a firewall does that has forgotten them. */
  forget(): void;
  mend(): void;
  /** Lets what is asked next through, and cuts the line when its answer comes back. */
  loseNextAnswer(): void;
  /** Connections that were let through so far. */
  accepted(): number;
}

export async function openProxy(stationPort: number): Promise<CuttableProxy> {
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const forgotten = new WeakSet<Socket>();
  let losing = false;
  let accepted = 0;
  let port = 0;

  const cut = (): void => {
    state = 'cut';
    for (const socket of open) socket.destroy();
  };

  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.on('close', () => open.delete(client));
    if (state === 'cut') return void client.destroy();
    accepted++;
    const station = connect(stationPort, '127.0.0.1');
    open.add(station);
    station.on('error', () => {});
    station.on('close', () => {
      open.delete(station);
      client.destroy();
    });
    client.on('close', () => station.destroy());
    client.on('data', (bytes) => {
      // The station answers under its own address only. Both ports have five digits, so that no length changes.
      if (state === 'whole' && !forgotten.has(client)) station.write(Buffer.from(bytes.toString('latin1').replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${stationPort}`), 'latin1'));
    });
    station.on('data', (bytes) => {
      if (losing && bytes.toString('latin1', 0, 5) === 'HTTP/') {
        losing = false;
        cut();
      }
      if (state === 'whole' && !forgotten.has(client)) client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  return {
    base: `http://127.0.0.1:${port}`,
    cut,
    isCut: () => state === 'cut',
    freeze: () => {
      state = 'frozen';
    },
    forget: () => {
      for (const socket of open) forgotten.add(socket);
    },
    mend: () => {
      if (state === 'frozen') for (const socket of open) socket.destroy();
      state = 'whole';
    },
    loseNextAnswer: () => {
      losing = true;
    },
    accepted: () => accepted,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
