import type { StoredEvent } from '../../contract/events.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import type { DeadLetter, EventLog, GroupPositions } from './event-log.ts';

export type { DeadLetter, EventLog, GroupPositions } from './event-log.ts';

export interface BusOptions {
  readonly redis: RedisServer;
  readonly log: EventLog;
  readonly positions: GroupPositions;
  /** The stream is `<streamPrefix>:stream`, dead letters lie in `<streamPrefix>:dead`. */
  readonly streamPrefix: string;
  /** Consumer groups are `<groupPrefix>:<group>`. */
  readonly groupPrefix: string;
  /** Wait before the first, second, … retry, in milliseconds; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  /** Called (and awaited) before the group goes on, so that the record can keep what Redis only carries. */
  readonly onDeadLetter?: (letter: DeadLetter) => void | Promise<void>;
  /** What went wrong inside the bus and is being tried again: for the log. */
  readonly onTrouble?: (error: Error) => void;
}

export interface HandlerContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the bus closes: what then rejects is not counted as a failure but delivered again at the next start. */
  readonly signal: AbortSignal;
}

export type EventHandler = (event: StoredEvent, context: HandlerContext) => Promise<void>;

export interface SubscribeOptions {
  /** Name of the handler group; the record keeps its position under this name. */
  readonly group: string;
  readonly types: readonly string[] | '*';
  readonly handler: EventHandler;
  /** Where a group that nobody has heard of begins: `start` of the log (default), or only what comes from `now` on. */
  readonly from?: 'start' | 'now';
}

export interface Subscription extends AsyncDisposable {
  readonly group: string;
  /** Highest seq that was dealt with. */
  position(): number;
}

export type SignalListener = (message: unknown, topic: string) => void;

export interface Bus extends AsyncDisposable {
  /** Delivers the log to `handler` strictly in order of seq, at least once; after the last retry the event goes to the dead letters and the group goes on. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Sends what is not worth a record (progress, health) to whoever listens in this process now. */
  signal(topic: string, message: unknown): void;
  /** Listens to a topic, or to `*`. Returns the unsubscriber. */
  onSignal(topic: string, listener: SignalListener): () => void;
  /** Resolves when every subscription has dealt with everything that is in the log now. Rejects when the bus closes before that. */
  idle(): Promise<void>;
  /** Highest seq that this group has dealt with. */
  position(group: string): number;
}

/** Starts the relay from the event log to the Redis stream; groups join by `subscribe`. */
export async function startBus(_options: BusOptions): Promise<Bus> {
  throw new Error('not yet');
}
