/** What lies between a client and its station: something that carries requests and live channels. */
import type { ClientMessage } from '../contract/live.ts';
import type { RouteName } from '../contract/routes.ts';

export interface WireRequest {
  readonly route: RouteName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** As the route takes it: a JSON value, bytes, FormData, or undefined. */
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  /** The principal who asked for it: it is sent as nobody else. Null: as whoever is signed in. */
  readonly by: string | null;
}

export interface WireAnswer {
  readonly status: number;
  header(name: string): string | null;
  /** Undefined when the answer is not JSON. Can be asked again. */
  json(): Promise<unknown>;
  blob(): Promise<Blob>;
}

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970; null: no end that is known. */
  readonly expiresAt: number | null;
}

/** Who asks, as a token. */
export interface TokenSource {
  /** A token that holds for a while yet; renewed first where it does not. Throws StationError not-signed-in, device-revoked or offline. */
  current(): Promise<AccessToken>;
  /** Another token after `stale` was refused as ended, or soon will be. */
  renewed(stale: string): Promise<AccessToken>;
  /** The principal whose token it is; null where that is not known. */
  holder(): string | null;
  /** Calls back when somebody signed in or out; returns what stops it. */
  onChange(listener: () => void): () => void;
}

/** One live connection, from its opening to its end. Nothing is called after `closed`, nor after `close()`. */
export interface LiveChannelEvents {
  opened(): void;
  message(message: unknown): void;
  closed(): void;
}

export interface LiveChannel {
  send(message: ClientMessage): void;
  close(): void;
}

export interface Transport {
  /** Resolves with whatever the station answers, errors too. Throws StationError offline when none comes, and the signal's reason when it aborts. `onSent` hears how many bytes of the body have left, where the way knows. */
  exchange(request: WireRequest, signal: AbortSignal, onSent?: (bytes: number) => void): Promise<WireAnswer>;
  openLive(on: LiveChannelEvents): LiveChannel;
  /** Null where the way itself says who asks: the window's own port. */
  readonly tokens: TokenSource | null;
  close(): void;
}
