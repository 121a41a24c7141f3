/**
 * Writes that can wait, in their order, one at a time, each with a key by which the station knows a repeat.
 * A write is kept before it is sent, and until the station has said what became of it: done, or refused for good. While the station is away, or nobody is signed in, the first one waits and all others behind it.
 */
import { type RouteName, routes } from '../../contract/routes.ts';
import type { RouteSpec } from '../../contract/route.ts';
import { defaultDelaysMs, reconnectDelayMs } from '../live/reconnect-delay.ts';
import { onNetworkBack } from '../browser-network.ts';
import { randomId } from '../random-id.ts';
import { wireRequest } from '../request.ts';
import type { PendingWrite, RequestOptions } from '../station-client.ts';
import { StationError } from '../station-error.ts';
import type { KeptTexts } from '../storage.ts';
import type { WireRequest } from '../transport.ts';
import { KeptWrites, type KeptWrite } from './kept-writes.ts';

export const mostWrites = 500;
/** The station failed over this very write so often: it is not going to succeed, and must not hold up the others. */
const mostFailures = 3;

interface Waiter { resolve(answer: unknown): void; reject(error: unknown): void }

interface Write {
  readonly kept: KeptWrite;
  readonly options: RequestOptions;
  readonly waiters: Waiter[];
  /** Resolves when it lies in the storage, or never will. */
  stored: Promise<void>;
  failures: number;
}

export interface WriteQueueParts {
  readonly exchange: (wire: WireRequest, options: RequestOptions) => Promise<unknown>;
  /** The principal who is signed in; null where that is not known. */
  readonly holder: () => string | null;
  readonly storage: KeptTexts;
  readonly delaysMs: readonly number[] | null;
  readonly random: () => number;
  readonly now: () => number;
}

/** `now`: try again after a delay; `sign-in`: when somebody has signed in; `never`: refused for good. */
export function afterFailure(error: unknown, failures: number): 'later' | 'sign-in' | 'never' {
  if (!(error instanceof StationError)) return 'never';
  if (error.retry) return 'later';
  if (error.code === 'not-signed-in' || error.code === 'token-expired') return 'sign-in';
  return error.status !== null && error.status >= 500 && failures < mostFailures ? 'later' : 'never';
}

export class WriteQueue {
  readonly #parts: WriteQueueParts;
  readonly #keptWrites: KeptWrites;
  readonly #listeners = new Set<(pending: readonly PendingWrite[]) => void>();
  readonly #refusedListeners = new Set<(write: PendingWrite, error: StationError) => void>();
  readonly #stopNetwork: () => void;
  #writes: Write[] = [];
  readonly #loaded: Promise<void>;
  #draining = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #attempt = 0;
  #closed = false;

  constructor(parts: WriteQueueParts) {
    this.#parts = parts;
    this.#keptWrites = new KeptWrites(parts.storage);
    this.#loaded = this.#load();
    this.#stopNetwork = onNetworkBack(() => this.retry());
    void this.#drain();
  }

  pending(): readonly PendingWrite[] {
    return this.#writes.map(({ kept: { key, route, since } }) => ({ key, route, since }));
  }

  onPending(listener: (pending: readonly PendingWrite[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onRefused(listener: (write: PendingWrite, error: StationError) => void): () => void {
    this.#refusedListeners.add(listener);
    return () => this.#refusedListeners.delete(listener);
  }

  async send(route: RouteName, input: unknown, options: RequestOptions): Promise<unknown> {
    const spec: RouteSpec = routes[route];
    if (spec.method === 'GET' || spec.body === 'files' || spec.body === 'bytes') throw new TypeError(`${route} does not wait for the station: use request`);
    options.signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const key = options.idempotencyKey ?? randomId();
    const { params, query, body } = wireRequest(route, input, key);
    const known = this.#writes.find((write) => write.kept.key === key);
    if (!known && this.#writes.length >= mostWrites) throw new StationError('queue-full', `${mostWrites} changes wait for the station already; nothing more is taken until it answers.`);
    const kept: KeptWrite = { key, route, since: this.#parts.now(), params, query, body, by: this.#parts.holder() };
    return await new Promise((resolve, reject) => {
      if (known) {
        known.waiters.push({ resolve, reject });
        return;
      }
      const write: Write = { kept, options, waiters: [{ resolve, reject }], stored: Promise.resolve(), failures: 0 };
      write.stored = this.#keptWrites.add(kept).catch((cause: unknown) => {
        this.#settle(write, (waiter) => waiter.reject(new StationError('queue-full', 'This device has no room left to keep changes; nothing more is taken until the station answers.', { cause })));
      });
      options.signal?.addEventListener('abort', () => this.#settle(write, (waiter) => waiter.reject(options.signal?.reason)), { once: true });
      this.#writes.push(write);
      this.#tell();
      void this.#drain();
    });
  }

  /** The station may answer again: tries at once. */
  retry(): void {
    if (this.#closed) return;
    this.#stopTimer();
    if (this.#draining) this.#again = true;
    else void this.#drain();
  }

  /** What waits stays kept; who waits for it is told that nobody does any more. */
  close(): void {
    this.#closed = true;
    this.#stopNetwork();
    this.#stopTimer();
    const writes = this.#writes;
    this.#writes = [];
    for (const { waiters } of writes) for (const waiter of waiters) waiter.reject(closedError());
  }

  async #load(): Promise<void> {
    const kept = await this.#keptWrites.read().catch(() => []);
    if (this.#closed || kept.length === 0) return;
    const here = new Set(this.#writes.map((write) => write.kept.key));
    const earlier = kept.filter(({ key }) => !here.has(key)).map((one): Write => ({ kept: one, options: {}, waiters: [], stored: Promise.resolve(), failures: 0 }));
    this.#writes = [...earlier, ...this.#writes];
    if (earlier.length > 0) this.#tell();
  }

  async #drain(): Promise<void> {
    if (this.#draining || this.#timer !== null) return;
    this.#draining = true;
    try {
      await this.#loaded;
      for (let first = this.#writes[0]; first && !this.#closed; first = this.#writes[0]) {
        await first.stored;
        if (first !== this.#writes[0]) continue;
        this.#again = false;
        const goOn = await this.#sendOne(first);
        if (!goOn && !this.#again) break;
        this.#stopTimer();
      }
    } finally {
      this.#draining = false;
    }
  }

  /** Whether to go on with the next one at once. */
  async #sendOne(write: Write): Promise<boolean> {
    const { key, route, params, query, body, by } = write.kept;
    try {
      const answer = await this.#parts.exchange({ route, params, query, body, idempotencyKey: key, by }, write.options);
      this.#attempt = 0;
      this.#settle(write, (waiter) => waiter.resolve(answer));
      return true;
    } catch (error) {
      if (this.#closed || !this.#writes.includes(write)) return !this.#closed;
      write.failures++;
      const next = afterFailure(error, write.failures);
      if (next === 'never') {
        this.#settle(write, (waiter) => waiter.reject(error));
        if (error instanceof StationError) for (const listener of this.#refusedListeners) listener({ key, route, since: write.kept.since }, error);
        return true;
      }
      if (next === 'later') this.#tryLater();
      return false;
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tryLater(): void {
    const delayMs = reconnectDelayMs(this.#parts.delaysMs ?? defaultDelaysMs, this.#attempt, this.#parts.random);
    this.#attempt++;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#drain();
    }, delayMs);
  }

  #settle(write: Write, tell: (waiter: Waiter) => void): void {
    if (!this.#writes.includes(write)) return;
    this.#writes = this.#writes.filter((other) => other !== write);
    // Sent again from there, it would do nothing: the station knows its key.
    this.#keptWrites.remove(write.kept.key).catch(() => {});
    for (const waiter of write.waiters) tell(waiter);
    this.#tell();
  }

  #tell(): void {
    const pending = this.pending();
    for (const listener of this.#listeners) listener(pending);
  }
}

function closedError(): DOMException {
  return new DOMException('The client is closed.', 'AbortError');
}
