/** Makes the client of a station over a transport. */
import type { AnswerOf, RouteName } from '../contract/routes.ts';
import { routes } from '../contract/routes.ts';
import type { RouteSpec } from '../contract/route.ts';
import { readAnswer } from './answer.ts';
import { Answering } from './answering.ts';
import { Feed } from './live/feed.ts';
import { wireRequest } from './request.ts';
import type { InputOf, LiveFeed, LiveListener, LiveOptions, RequestOptions, StationClient } from './station-client.ts';
import { StationError } from './station-error.ts';
import { type KeptTexts, memoryTexts } from './storage.ts';
import type { Transport, WireRequest } from './transport.ts';
import { WriteQueue } from './writes/write-queue.ts';

export interface ClientOptions {
  /** `networkTransport(…)` or `portTransport(…)`; closed with the client. */
  readonly transport: Transport;
  /** Where writes that wait are kept over a reload; left out: nowhere. */
  readonly storage?: KeptTexts;
  /** From 0 to below 1. */
  readonly random?: () => number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Instead of what the station says. */
  readonly reconnectDelaysMs?: readonly number[];
}

const answerWithinMs = 60_000;
const filesWithinMs = 600_000;

function defaultTimeoutMs(route: RouteName): number {
  const spec: RouteSpec = routes[route];
  return spec.answer === 'file' || spec.body === 'files' || route === 'createReport' ? filesWithinMs : answerWithinMs;
}

export function createStationClient({ transport, storage = memoryTexts(), random = Math.random, now = Date.now, reconnectDelaysMs }: ClientOptions): StationClient {
  const feeds = new Set<LiveFeed>();
  const underWay = new Set<AbortController>();
  const answering = new Answering({ probe: (signal) => transport.exchange(wireRequest('getSession', {}, null), signal) });
  let closed = false;

  async function exchange(wire: WireRequest, { signal, timeoutMs = defaultTimeoutMs(wire.route), onSent }: RequestOptions): Promise<unknown> {
    signal?.throwIfAborted();
    const abort = new AbortController();
    const end = (): void => abort.abort(signal?.reason);
    const timer = setTimeout(() => abort.abort(new StationError('offline', `The station did not answer within ${timeoutMs} ms.`, { retry: true })), timeoutMs);
    signal?.addEventListener('abort', end);
    underWay.add(abort);
    const over = answering.begun();
    let answered = false;
    if (closed) abort.abort(new DOMException('The client is closed.', 'AbortError'));
    try {
      const answer = await transport.exchange(wire, abort.signal, onSent);
      answered = true;
      return await readAnswer(routes[wire.route], answer);
    } finally {
      over(answered);
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      underWay.delete(abort);
    }
  }

  const writes = new WriteQueue({ exchange, holder: () => transport.tokens?.holder() ?? null, storage, delaysMs: reconnectDelaysMs ?? null, random, now });
  const stopTokens = transport.tokens?.onChange(() => writes.retry());

  async function request<N extends RouteName>(route: N, input: InputOf<N>, options?: RequestOptions): Promise<AnswerOf<N>>;
  async function request(route: RouteName, input: unknown, options: RequestOptions = {}): Promise<unknown> {
    return await exchange(wireRequest(route, input, options.idempotencyKey ?? null), options);
  }

  async function send<N extends RouteName>(route: N, input: InputOf<N>, options?: RequestOptions): Promise<AnswerOf<N>>;
  async function send(route: RouteName, input: unknown, options: RequestOptions = {}): Promise<unknown> {
    return await writes.send(route, input, options);
  }

  return {
    request,
    send,
    pending: () => writes.pending(),
    onPending: (listener) => writes.onPending(listener),
    onAnswering: (listener) => answering.onChange(listener),
    onRefusedWrite: (listener) => writes.onRefused(listener),
    live(options: LiveOptions, listener: LiveListener) {
      if (closed) throw new DOMException('The client is closed.', 'InvalidStateError');
      const feed = new Feed({
        transport, options, listener, delaysMs: reconnectDelaysMs ?? null, random, now,
        onOnline: () => writes.retry(), onClosed: (it) => feeds.delete(it),
      });
      feeds.add(feed);
      return feed;
    },
    close() {
      if (closed) return;
      closed = true;
      stopTokens?.();
      writes.close();
      answering.close();
      for (const feed of feeds) feed.close();
      for (const abort of underWay) abort.abort(new DOMException('The client is closed.', 'AbortError'));
      transport.close();
    },
  };
}
