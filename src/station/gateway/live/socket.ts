/**
 * A WebSocket as the transport of a session. `ws` shakes hands, reads, and sends its control frames; what we send are whole frames that were made once for all readers, written straight to the TCP (or TLS) socket.
 * Without compression `ws` writes each of its frames in one synchronous step, too, so that the two never meet within a frame.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { maxClientMessageBytes } from '../../../contract/live.ts';
import { isLoopback } from '../access/loopback.ts';
import type { Outgoing } from './outgoing.ts';
import type { Session } from './session.ts';
import type { Transport } from './transport.ts';

/** A reader that takes nothing gets no more pongs than fit into this many bytes. */
const mostUnsentBytes = 16 * 1024;

/** Close codes with which `ws` answers frames that it refuses (RFC 6455, 7.4.1). */
const tooBig = 1009;
const faulty = [1002, 1003, 1007];
const tooManyPieces = 1008;

export class LiveSocket extends WebSocket implements Transport {
  readonly mayFallSilent = true;
  #session: Session | null = null;
  #tcp: Duplex | null = null;

  /** `tcp` is the socket that was upgraded. The listeners are the same functions for every connection. */
  serve(session: Session, tcp: Duplex, onClosed: () => void): void {
    this.#session = session;
    this.#tcp = tcp;
    this.on('message', onMessage);
    this.on('ping', onPing);
    this.on('pong', onPong);
    this.on('close', onClose);
    this.on('close', onClosed);
    this.on('error', ignore);
  }

  get session(): Session | null {
    return this.#session;
  }

  get here(): boolean {
    return this.#tcp instanceof Socket && isLoopback(this.#tcp.remoteAddress);
  }

  unsentBytes(): number {
    return this.#tcp?.writableLength ?? 0;
  }

  write(out: Outgoing, onLeft?: () => void): void {
    const tcp = this.#tcp;
    if (tcp === null || this.readyState !== WebSocket.OPEN || !tcp.writable) {
      if (onLeft) setImmediate(onLeft);
    } else if (onLeft) tcp.write(out.bytes, onLeft);
    else tcp.write(out.bytes);
  }

  /** Also what `ws` calls when it refuses a frame: then the client is told why in our words first. */
  override close(code?: number, reason?: string | Buffer): void {
    const session = this.#session;
    if (session !== null && session.state !== 'closing' && this.readyState === WebSocket.OPEN && code !== undefined) {
      if (code === tooBig) return session.end('request-too-large', `A message is larger than ${maxClientMessageBytes} bytes.`);
      if (code === tooManyPieces) return session.end('request-too-large', 'A message comes in too many pieces.');
      if (faulty.includes(code)) return session.end('request-invalid', 'A frame is malformed.');
    }
    super.close(code, reason);
  }
}

function onMessage(this: WebSocket, message: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): void {
  const session = this instanceof LiveSocket ? this.session : null;
  if (isBinary || !Buffer.isBuffer(message)) session?.end('request-invalid', 'Messages are text.');
  else session?.hearText(message.toString(), message.length);
}

/** Answered here: `ws` would end a connection without a word that pings quicker than its pongs leave. */
function onPing(this: WebSocket, content: Buffer): void {
  if (this instanceof LiveSocket && this.session?.noticed() === true && this.unsentBytes() < mostUnsentBytes) this.pong(content);
}

function onPong(this: WebSocket): void {
  if (this instanceof LiveSocket) this.session?.noticed();
}

function onClose(this: WebSocket): void {
  if (this instanceof LiveSocket) this.session?.gone();
}

/** A connection that breaks is closed; that is told by `close`. */
function ignore(): void {}
