/** The open gateway, as the station and the window see it. */
import type { Access } from './access/access.ts';
import type { HttpDoor } from './http/door.ts';
import type { LiveHub } from './live/hub.ts';

export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** For the window: a request without a socket. */
  readonly inject: HttpDoor['inject'];
  readonly hub: LiveHub;
  readonly access: Access;
}
