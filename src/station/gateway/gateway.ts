/** The gateway as a whole: who may ask, live connections, requests, and the loopback listener; opened in order, closed in reverse. */
import type { Access } from './access/access.ts';
import type { HttpDoor } from './http/door.ts';
import type { LiveHub } from './live/hub.ts';
import type { GatewayParts } from './parts.ts';

export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** For the window: a request without a socket. */
  readonly inject: HttpDoor['inject'];
  readonly hub: LiveHub;
  readonly access: Access;
}

/** `port`: of the loopback listener; 0 takes a free one. */
export type GatewayOptions = GatewayParts & { readonly port: number };
