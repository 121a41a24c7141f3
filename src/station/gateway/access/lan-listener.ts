/** The listener for the LAN: one server, TLS by default, with limits on what a stranger may hold; closing ends every connection. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ZhiyueError } from '../../../contract/errors.ts';
import { fault } from '../../../contract/faults.ts';
import { answerBrokenHttp } from '../http/broken-http.ts';
import { listenBacklog, serverLimits } from '../http/limits.ts';
import type { Certificate } from './certificate.ts';

/** What takes over: each checks Host and Origin itself. */
export interface Inside {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void;
}

export interface LanListener {
  readonly port: number;
  /** Takes no one in any more, and ends every connection: at once, or when `lastAnswer` has left, two seconds later at most. Resolves when all are gone. */
  close(lastAnswer?: Promise<void>): Promise<void>;
}

export interface LanListenerOptions {
  readonly inside: Inside;
  /** Null: all of this machine's addresses. */
  readonly host: string | null;
  /** 0 takes a free one. */
  readonly port: number;
  /** Null: without TLS. */
  readonly certificate: Certificate | null;
}

const handshakeMs = 10_000;
const mostConnections = 20_000;
/** A browser holds six, and a live connection. */
const mostOfOneAddress = 256;
const lastAnswerWithinMs = 2000;

/** Throws ZhiyueError option-invalid when the port is taken, or the address is none of this machine's. */
export async function openLanListener({ inside, host, port, certificate }: LanListenerOptions): Promise<LanListener> {
  const server: Server = certificate
    ? createTlsServer({ ...serverLimits, key: certificate.key, cert: certificate.cert, minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs })
    : createServer(serverLimits);
  server.maxConnections = mostConnections;
  const sockets = new Set<Socket>();
  const byAddress = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const open = (byAddress.get(address) ?? 0) + 1;
    byAddress.set(address, open);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    });
    if (open > mostOfOneAddress) socket.destroy();
  });
  // A handshake that fails is the other side's affair: port scans, browsers that ask about the certificate first.
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  answerBrokenHttp(server);
  server.on('request', (request, response) => inside.request(request, response));
  server.on('upgrade', (request, socket, head) => {
    // What the other side breaks off must not end the station.
    socket.on('error', () => socket.destroy());
    inside.upgrade(request, socket, head);
  });
  return {
    port: await listen(server, host, port),
    async close(lastAnswer) {
      const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
      if (lastAnswer) await Promise.race([lastAnswer, wait(lastAnswerWithinMs, undefined, { ref: false })]);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, host: string | null, port: number): Promise<number> {
  // `::` takes IPv4 as well; a machine without IPv6 has only the other.
  const hosts = host === null ? ['::', '0.0.0.0'] : [host];
  for (const [index, each] of hosts.entries()) {
    const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      const failed = (error: NodeJS.ErrnoException): void => resolve(error);
      server.once('error', failed);
      server.listen({ host: each, port, backlog: listenBacklog }, () => {
        server.off('error', failed);
        resolve(null);
      });
    });
    if (failure === null) break;
    const withoutIpv6 = failure.code === 'EAFNOSUPPORT' || failure.code === 'EADDRNOTAVAIL';
    if (withoutIpv6 && index + 1 < hosts.length) continue;
    const code = failure.code === 'EADDRINUSE' ? 'option-port-used' : failure.code === 'EACCES' ? 'option-port-forbidden' : 'option-address-foreign';
    throw ZhiyueError.of('option-invalid', [fault(code, { port, variable: 'ZHIYUE_LAN_PORT', address: each })], { about: `port ${port}`, cause: failure });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
