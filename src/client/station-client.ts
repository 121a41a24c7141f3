/** What speaks to a station, whatever lies in between: a socket, or the window's own ports. `createStationClient` makes one. */
import type { StoredEvent } from '../contract/events.ts';
import type { ConnectionType, SignalTopic, Subscription } from '../contract/live.ts';
import type { Principal } from '../contract/access.ts';
import type { AnswerOf, RequestOf, RouteName } from '../contract/routes.ts';
import type { StationError } from './station-error.ts';

type Needless<R> = R extends { readonly query: infer Q } ? (Q extends undefined ? never : Partial<Q> extends Q ? 'query' : never) : never;

/** Leaves out what the route does not take; a query of which nothing is needed may be left out. */
export type InputOf<N extends RouteName> =
  & { readonly [K in Exclude<keyof RequestOf<N>, Needless<RequestOf<N>>> as RequestOf<N>[K] extends undefined ? never : K]: RequestOf<N>[K] }
  & { readonly [K in Needless<RequestOf<N>>]?: RequestOf<N>[K] };

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** A repeat with the same key does nothing and gets the same answer. `send` makes one where none is given. */
  readonly idempotencyKey?: string;
  /** How long to wait for the whole answer; left out: a minute, ten where files go or come. */
  readonly timeoutMs?: number;
  /** Hears how many bytes of the body have left, where the way to the station knows: in a browser. */
  readonly onSent?: (bytes: number) => void;
}

/** Where the connection stands; always visible on screen. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly principal: Principal }
  /** `retryAt`: milliseconds since 1970. `code`: what the station said when it left, such as `station-closed`; left out where it said nothing. */
  | { readonly kind: 'offline'; readonly retryAt: number; readonly attempt: number; readonly code?: string }
  /** Coming back does not help: sign in, or reload. `code` as in the errors of the contract. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'closed' };

export interface LiveSignal { readonly topic: SignalTopic; readonly exam: string | null; readonly at: string; readonly body: Readonly<Record<string, unknown>> }

/** Told in the order in which it happened; nothing twice, nothing left out unless `resync` says so. */
export interface LiveListener {
  event?(event: StoredEvent): void;
  signal?(signal: LiveSignal): void;
  /** Something may have been missed: read again what is shown. */
  resync?(reason: string): void;
}

export interface LiveOptions {
  readonly connection: ConnectionType;
  /** Left out: everything that the connection carries. */
  readonly subscriptions?: readonly Subscription[];
  /** Where to go on; from now when left out. */
  readonly from?: { readonly record: string; readonly position: number };
}

export interface LiveFeed {
  state(): ConnectionState;
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Up to where everything has been told. */
  position(): number;
  /** Which record the position belongs to; null before the first welcome. `{ record, position }` is what a later feed goes on `from`. */
  record(): string | null;
  subscribe(subscription: Subscription): void;
  unsubscribe(id: string): void;
  /** Tries at once instead of after the delay. */
  retry(): void;
  close(): void;
}

/** A write that waits for the station to come back. */
export interface PendingWrite { readonly key: string; readonly route: RouteName; readonly since: number }

export interface StationClient {
  /** One request. Throws StationError with the station's problem document; `offline` when the station does not answer; the signal's reason when it aborts. */
  request<N extends RouteName>(route: N, input: InputOf<N>, options?: RequestOptions): Promise<AnswerOf<N>>;
  /**
   * A write that can wait: kept while the station does not answer (also over a reload, where there is a place to keep it), sent in order when it does, once. Resolves or throws with the station's answer.
   * Throws StationError queue-full when 500 wait already, TypeError for a route that reads or takes files.
   */
  send<N extends RouteName>(route: N, input: InputOf<N>, options?: RequestOptions): Promise<AnswerOf<N>>;
  pending(): readonly PendingWrite[];
  onPending(listener: (pending: readonly PendingWrite[]) => void): () => void;
  /** Tells of every kept write that the station refused for good, also of those from before a reload, which nobody waits for any more. */
  onRefusedWrite(listener: (write: PendingWrite, error: StationError) => void): () => void;
  /** Tells when requests begin to have no answer (some seconds, and nothing else is answered beside them), and when they have one again. */
  onAnswering(listener: (answering: boolean) => void): () => void;
  live(options: LiveOptions, listener: LiveListener): LiveFeed;
  /** Ends feeds, requests under way (they throw an AbortError) and the transport; kept writes stay kept. */
  close(): void;
}
