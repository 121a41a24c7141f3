/** What the rest of the gateway sees of the live connections. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Principal } from '../../../contract/access.ts';
import type { LiveStatistics } from '../../../contract/routes/work.ts';

/** One end of a message port: an Electron MessagePortMain or a MessagePort of Node, made alike by the caller. */
export interface LivePort {
  /** A message as an object of the live protocol. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

export interface LiveHub extends AsyncDisposable {
  /** Takes over a socket that asked for an upgrade to a WebSocket at `livePath`; Host and Origin were checked before. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void;
  /** Serves a port of the window, for the person given. */
  attach(port: LivePort, principal: Principal): void;
  statistics(): LiveStatistics;
}
