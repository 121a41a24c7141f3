/** The door for requests, as the rest of the gateway sees it: over sockets, and for the window without one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Principal } from '../../../contract/access.ts';
import type { RouteName } from '../../../contract/routes.ts';

/** A request of the window: it goes through the same validation and authorisation as one from a socket. */
export interface InjectedRequest {
  readonly name: RouteName;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Texts, numbers and truth values; undefined ones are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** A JSON value; a Uint8Array for `bytes`; FormData for `files`. */
  readonly body?: unknown;
  readonly principal: Principal;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface InjectedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON (also of a problem document), a Uint8Array for a file, undefined for none. */
  readonly body: unknown;
}

export interface HttpDoor extends AsyncDisposable {
  /** Who asks is said by the caller and can come from nowhere else: no header of a socket's request leads here. Rejects with AbortError when `signal` aborts. */
  readonly inject: (request: InjectedRequest) => Promise<InjectedAnswer>;
  /** The request listener for a server that somebody else opens (the LAN's). */
  readonly routing: (request: IncomingMessage, response: ServerResponse) => void;
  /** The upgrade listener for such a server: lets a live connection through to the hub when Host, Origin and path are right, else answers a problem document. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Uint8Array) => void;
  /** Opens the loopback listener, live connections included; resolves with `http://127.0.0.1:<port>`. Throws ZhiyueError option-invalid when the port is taken. */
  listenLoopback(port: number): Promise<string>;
}
