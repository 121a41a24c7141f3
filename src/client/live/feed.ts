/**
 * One live connection that comes back by itself. Its states:
 *
 *   connecting  a token is fetched, the channel opened, hello said; ten seconds at most.
 *   online      welcome. Other rights lead from here to here. Every event moves the position, which hello names after a break; what is at or before it is not told again.
 *   offline     the channel ended, or nothing was heard for 2.5 heartbeats. The next try after 1, 2, 5, 10, 30 s; from the start again after a connection that lived a while.
 *   refused     the station said that coming back does not help. `retry()` and a new sign-in try all the same.
 *   closed      by the caller. Nothing more is told.
 */
import { type ClientMessage, liveProtocol, type StationMessage, stationMessageSchema, type Subscription } from '../../contract/live.ts';
import { StationError } from '../station-error.ts';
import type { ConnectionState, LiveFeed, LiveListener, LiveOptions } from '../station-client.ts';
import type { AccessToken, LiveChannel, TokenSource, Transport } from '../transport.ts';
import { onNetworkBack } from '../browser-network.ts';
import { PlaceInLog } from './place.ts';
import { defaultDelaysMs, reconnectDelayMs } from './reconnect-delay.ts';

const welcomeWithinMs = 10_000;
const silentHeartbeats = 2.5;
/** A connection that lived this long was a good one: after it the delays start anew. */
const steadyAfterMs = 5_000;
const eventsAnAck = 100;
/** A token is renewed this long before its end, or a fifth of what is left where that is less. */
const renewBeforeMs = 60_000;
const longestTimerMs = 2 ** 31 - 1;

export interface FeedParts {
  readonly transport: Transport;
  readonly options: LiveOptions;
  readonly listener: LiveListener;
  /** Instead of what the welcome says. */
  readonly delaysMs: readonly number[] | null;
  readonly random: () => number;
  readonly now: () => number;
  readonly onOnline: () => void;
  readonly onClosed: (feed: LiveFeed) => void;
}

export class Feed implements LiveFeed {
  readonly #parts: FeedParts;
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #stops: (() => void)[] = [];
  #state: ConnectionState = { kind: 'connecting' };
  /** Null as long as no subscription was ever named: everything. */
  #subscriptions: Map<string, Subscription> | null;
  readonly #place: PlaceInLog;
  #channel: LiveChannel | null = null;
  /** Grows with each try: what belongs to an earlier one is not listened to. */
  #try = 0;
  #attempt = 0;
  #delaysMs: readonly number[];
  #access: AccessToken | null = null;
  #renewedFor: string | null = null;
  /** What a change of subscriptions said between hello and welcome. */
  #unsaid: ClientMessage[] = [];
  #onlineSince = 0;
  #heardAt = 0;
  /** Why the station left, until it is back. */
  #leftBecause: string | null = null;
  #heartbeatMs = 30_000;
  #sinceAck = 0;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(parts: FeedParts) {
    this.#parts = parts;
    const { options, transport } = parts;
    this.#delaysMs = parts.delaysMs ?? defaultDelaysMs;
    this.#subscriptions = options.subscriptions ? new Map(options.subscriptions.map((it) => [it.id, it])) : null;
    this.#place = new PlaceInLog(options.from ?? null);
    this.#stops.push(onNetworkBack(() => this.#connect()));
    if (transport.tokens) this.#stops.push(transport.tokens.onChange(() => {
      if (this.#state.kind === 'refused' || this.#state.kind === 'offline') this.retry();
    }));
    this.#connect();
  }

  state(): ConnectionState {
    return this.#state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  position(): number {
    return this.#place.at?.position ?? 0;
  }

  record(): string | null {
    return this.#place.at?.record ?? null;
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions ??= new Map();
    this.#subscriptions.set(subscription.id, subscription);
    this.#tell({ type: 'subscribe', subscription });
  }

  unsubscribe(id: string): void {
    if (this.#subscriptions?.delete(id) === true) this.#tell({ type: 'unsubscribe', id });
  }

  retry(): void {
    if (this.#state.kind === 'offline' || this.#state.kind === 'refused') this.#connect();
  }

  close(): void {
    if (this.#state.kind === 'closed') return;
    this.#leave();
    for (const stop of this.#stops) stop();
    this.#become({ kind: 'closed' });
    this.#parts.onClosed(this);
  }

  // Coming and going.

  #connect(): void {
    if (this.#state.kind === 'closed') return;
    this.#leave();
    const turn = this.#try;
    this.#become({ kind: 'connecting' });
    this.#after(welcomeWithinMs, () => this.#lost());
    void this.#open(turn).catch((error: unknown) => {
      if (turn === this.#try) this.#failed(error);
    });
  }

  async #open(turn: number): Promise<void> {
    const { transport } = this.#parts;
    const access = transport.tokens ? await transport.tokens.current() : null;
    if (turn !== this.#try) return;
    this.#access = access;
    const mine = (act: () => void): void => {
      if (turn === this.#try) act();
    };
    this.#channel = transport.openLive({
      opened: () => mine(() => this.#hello()),
      message: (message) => mine(() => this.#hear(message)),
      closed: () => mine(() => this.#lost()),
    });
  }

  /** Ends the present try, whatever it has come to. */
  #leave(): void {
    this.#try++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#channel?.close();
    this.#channel = null;
    this.#unsaid = [];
    if (this.#onlineSince !== 0 && this.#parts.now() - this.#onlineSince >= steadyAfterMs) this.#attempt = 0;
    this.#onlineSince = 0;
  }

  #lost(): void {
    this.#leave();
    const { now, random } = this.#parts;
    const delayMs = reconnectDelayMs(this.#delaysMs, this.#attempt, random);
    this.#attempt++;
    this.#after(delayMs, () => this.#connect());
    this.#become({ kind: 'offline', retryAt: now() + delayMs, attempt: this.#attempt, ...(this.#leftBecause === null ? {} : { code: this.#leftBecause }) });
  }

  /** No token could be had, or the channel not even tried. */
  #failed(error: unknown): void {
    if (error instanceof StationError && !error.retry && error.code !== 'offline') this.#refused(error.code, error.message);
    else this.#lost();
  }

  #refused(code: string, message: string): void {
    this.#leave();
    this.#become({ kind: 'refused', code, message });
  }

  /** `refused` and `bye`: why it is over, and whether to come back. */
  #ended({ code, message, retry }: Extract<StationMessage, { type: 'refused' | 'bye' }>): void {
    const stale = this.#access?.token;
    const { tokens } = this.#parts.transport;
    // Once for each token: a station whose clock is far off must not make us ask for ever.
    if (code === 'token-expired' && tokens && stale !== undefined && this.#renewedFor !== stale) {
      this.#leave();
      const turn = this.#try;
      this.#become({ kind: 'connecting' });
      void this.#comeBackWithAnother(tokens, stale, turn);
    } else if (retry) {
      this.#leftBecause = code;
      this.#lost();
    } else this.#refused(code, message);
  }

  async #comeBackWithAnother(tokens: TokenSource, stale: string, turn: number): Promise<void> {
    try {
      this.#renewedFor = (await tokens.renewed(stale)).token;
      if (turn === this.#try) this.#connect();
    } catch (error) {
      if (turn === this.#try) this.#failed(error);
    }
  }

  // What is said.

  #hello(): void {
    this.#say({
      type: 'hello', protocol: liveProtocol, connection: this.#parts.options.connection,
      ...(this.#access ? { token: this.#access.token } : {}), ...this.#place.at,
      ...(this.#subscriptions ? { subscriptions: [...this.#subscriptions.values()] } : {}),
    });
  }

  #say(message: ClientMessage): void {
    this.#channel?.send(message);
  }

  /** Now, or after the welcome; before hello there is nothing to say, for hello says all subscriptions. */
  #tell(message: ClientMessage): void {
    if (this.#state.kind === 'online') this.#say(message);
    else if (this.#channel) this.#unsaid.push(message);
  }

  #acknowledge(): void {
    this.#sinceAck = 0;
    this.#say({ type: 'ack', position: this.position() });
  }

  // What is heard.

  #hear(said: unknown): void {
    this.#heardAt = this.#parts.now();
    const parsed = stationMessageSchema.safeParse(said);
    // What is not understood may have been an event: come back with the position.
    if (!parsed.success) return this.#lost();
    const message = parsed.data;
    const { listener } = this.#parts;
    switch (message.type) {
      case 'welcome': return this.#welcomed(message);
      case 'refused': case 'bye': return this.#ended(message);
      case 'resync':
        this.#place.resynced(message.position);
        return this.#report(() => listener.resync?.(message.reason));
      case 'event':
        if (!this.#place.reached(message.event.seq)) return;
        this.#report(() => listener.event?.(message.event));
        if (++this.#sinceAck >= eventsAnAck) this.#acknowledge();
        return;
      case 'signal': return this.#report(() => listener.signal?.({ topic: message.topic, exam: message.exam, at: message.at, body: message.body }));
      case 'ping':
        this.#place.reached(message.position);
        this.#sinceAck = 0;
        return this.#say({ type: 'pong', position: this.position() });
      case 'rights':
        if (this.#state.kind === 'online') this.#become({ kind: 'online', principal: message.principal });
        return;
      case 'subscribed': case 'unsubscribed': case 'error': return;
    }
  }

  #welcomed(welcome: Extract<StationMessage, { type: 'welcome' }>): void {
    this.#place.welcomed(welcome);
    if (this.#parts.delaysMs === null && welcome.reconnectDelaysMs.length > 0) this.#delaysMs = welcome.reconnectDelaysMs;
    this.#heartbeatMs = welcome.heartbeatMs;
    this.#onlineSince = this.#parts.now();
    this.#renewedFor = null;
    this.#leftBecause = null;
    this.#sinceAck = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#watchSilence();
    this.#watchToken();
    for (const message of this.#unsaid.splice(0)) this.#say(message);
    this.#become({ kind: 'online', principal: welcome.principal });
    this.#parts.onOnline();
  }

  /** A dead line says nothing, not even that it is dead; nor does a machine that slept. */
  #watchSilence(): void {
    const limitMs = this.#heartbeatMs * silentHeartbeats;
    this.#after(Math.max(10, this.#heartbeatMs / 2), () => {
      if (this.#parts.now() - this.#heardAt > limitMs) this.#lost();
      else this.#watchSilence();
    });
  }

  /** By our own clock, which may differ from the station's. */
  #watchToken(): void {
    const { transport: { tokens }, now } = this.#parts;
    const expiresAt = this.#access?.expiresAt ?? null;
    if (expiresAt === null || tokens === null) return;
    const leftMs = Math.max(0, expiresAt - now());
    this.#after(leftMs - Math.min(renewBeforeMs, leftMs / 5), () => void this.#renew(tokens, expiresAt));
  }

  async #renew(tokens: TokenSource, expiresAt: number): Promise<void> {
    const turn = this.#try;
    try {
      const access = await tokens.renewed(this.#access?.token ?? '');
      if (turn !== this.#try) return;
      this.#access = access;
      this.#say({ type: 'token', token: access.token });
    } catch {
      // Passing or not: at the end of the token the station says bye, and then it is dealt with.
      if (turn !== this.#try || this.#parts.now() > expiresAt - 1000) return;
    }
    this.#watchToken();
  }

  #after(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, Math.min(Math.max(0, delayMs), longestTimerMs));
    this.#timers.add(timer);
  }

  #become(state: ConnectionState): void {
    if (this.#state.kind === state.kind && state.kind === 'connecting') return;
    this.#state = state;
    for (const listener of this.#stateListeners) this.#report(() => listener(state));
  }

  /** A listener that throws is a bug of its own, which must show; but it must not end the feed. */
  #report(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
