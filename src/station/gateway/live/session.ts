/**
 * One connection, whatever carries it. Its states:
 *
 *   waiting      for `hello`, five seconds at most. Anything else ends it.
 *   checking     whose token it is. What arrives meanwhile waits (a little of it).
 *   backfilling  it gets what it missed, page by page out of the log, the next page when the last one has left the process. At exactly the last event it goes live, in one synchronous step.
 *   live         it stands in an audience and gets every event and signal of it. What its socket does not take at once waits in a bounded queue.
 *   closing      it was told why (`refused`, `bye`), or its other end has gone. Nothing more is sent or heard.
 *
 * New subscriptions or rights lead from live back to backfilling, from its own position on: so nothing is lost or told twice on the way from one audience to the other.
 */
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../contract/access.ts';
import { type ErrorCode, errorCodes, toPlainError, ZhiyueError } from '../../../contract/errors.ts';
import { type ClientMessage, clientMessageSchema, closeCodes, type CloseReason, type ConnectionType, type Hello, liveProtocol, type resyncReasons, type StationMessage, type Subscription } from '../../../contract/live.ts';
import type { SignedIn } from '../access/access.ts';
import { type Audience, mayConnect } from './audience.ts';
import { afterMessage, costOf, subscriptionCost } from './message-rate.ts';
import { Outbox, type Share } from './outbox.ts';
import { type Outgoing, outgoing } from './outgoing.ts';
import type { SessionHost } from './session-host.ts';
import { holds, oneOfEachName, problemOf, type Subscriptions, withoutSubscription, withSubscription } from './subscriptions.ts';
import type { Transport } from './transport.ts';

export const helloWithinMs = 5_000;
/** Further behind than this, reading everything again is quicker than being told. */
export const mostEventsBehind = 10_000;
const silentHeartbeats = 2.5;
const mostEarlyMessages = 16;

type State = 'waiting' | 'checking' | 'backfilling' | 'live' | 'closing';
type ResyncReason = (typeof resyncReasons)[number];

export class Session {
  state: State = 'waiting';
  connection: ConnectionType | null = null;
  principal: Principal | null;
  audience: Audience<Session> | null = null;
  /** Up to where it has been served; while it is live, the broadcast knows better. */
  position = 0;
  /** Number of the broadcast round that it was last served in. */
  round = 0;
  readonly #host: SessionHost<Session>;
  readonly #transport: Transport;
  readonly #outbox: Outbox;
  #subscriptions: Subscriptions = null;
  #early: ClientMessage[] | null = null;
  /** In milliseconds of `host.now()`. */
  #heardAt: number;
  #pingAt: number;
  #paidUntil = 0;
  /** Milliseconds since 1970; null: does not end. */
  #expiresAt: number | null = null;

  /** `principal` is given where the station knows who it is without a token: on the window's ports. */
  constructor(host: SessionHost<Session>, transport: Transport, principal: Principal | null) {
    this.#host = host;
    this.#transport = transport;
    this.#outbox = new Outbox(transport, host.counters);
    this.principal = principal;
    this.#heardAt = host.now();
    this.#pingAt = this.#heardAt + host.heartbeatMs;
  }

  /** Messages that wait for a slow reader. */
  get queued(): number {
    return this.#outbox.waiting;
  }

  // What arrives.

  /** A text message of a socket, and how long it was. */
  hearText(text: string, bytes: number): void {
    this.#host.counters.receivedBytes += bytes;
    if (!this.noticed(costOf(bytes))) return;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.end('request-invalid', 'A message is not JSON.');
      return;
    }
    this.#understand(message);
  }

  hear(message: unknown): void {
    if (this.noticed()) this.#understand(message);
  }

  #understand(message: unknown): void {
    const parsed = clientMessageSchema.safeParse(message);
    if (!parsed.success) this.end('request-invalid', 'A message does not fit the live protocol.');
    else this.#take(parsed.data);
  }

  /** The other end has given a sign of life, and paid for it; false when there are too many of them. */
  noticed(cost = 1): boolean {
    if (this.state === 'closing') return false;
    const now = this.#host.now();
    this.#heardAt = now;
    const paidUntil = afterMessage(this.#paidUntil, now, cost);
    if (paidUntil === null) {
      this.end('rate-limited', 'There are too many messages; wait a moment before you come back.');
      return false;
    }
    this.#paidUntil = paidUntil;
    return true;
  }

  #take(message: ClientMessage): void {
    if (this.state === 'waiting') {
      if (message.type === 'hello') void this.#greet(message).catch((error: unknown) => this.#failed(error));
      else this.end('request-invalid', 'The first message must be hello.');
      return;
    }
    if (message.type === 'hello') {
      this.end('request-invalid', 'There was a hello already.');
      return;
    }
    if (this.state === 'checking') {
      this.#early ??= [];
      if (this.#early.push(message) > mostEarlyMessages) this.end('request-invalid', 'Wait for the welcome before you go on.');
      return;
    }
    switch (message.type) {
      case 'subscribe': return this.#subscribe(message.subscription);
      case 'unsubscribe':
        return this.#unsubscribe(message.id);
      case 'token': return void this.#renew(message.token).catch((error: unknown) => this.#failed(error));
      // Both say that somebody is there, which was noticed.
      case 'ack': case 'pong': return;
    }
  }

  async #greet(hello: Hello): Promise<void> {
    const host = this.#host;
    if (hello.protocol !== liveProtocol) return this.refuse('protocol-unknown', `This station speaks version ${liveProtocol} of the live protocol.`);
    this.state = 'checking';
    let signedIn: SignedIn;
    try {
      signedIn = this.principal ? { principal: this.principal, expiresAt: null } : await this.#signIn(hello.token);
    } catch (error) {
      const { code, message } = toPlainError(error);
      if (code === 'internal') this.#host.onTrouble(`live: ${message}`);
      return this.refuse(code, code === 'internal' ? 'The station has a trouble of its own.' : message);
    }
    if (this.#isClosing()) return;
    const { principal, expiresAt } = signedIn;
    const subscriptions = hello.subscriptions ? oneOfEachName(hello.subscriptions) : null;
    const problem = problemOf(subscriptions ?? []);
    if (problem !== null) return this.refuse('request-invalid', problem);
    if (!mayConnect(principal, hello.connection)) return this.refuse('forbidden', `A ${principal.role} may see nothing of what a ${hello.connection} connection carries.`);
    this.connection = hello.connection;
    this.principal = principal;
    this.#expiresAt = expiresAt;
    this.#subscriptions = subscriptions;

    const resync = resyncReason(hello, host.record, host.lastSeq());
    this.position = hello.position === undefined || resync !== null ? host.lastSeq() : hello.position;
    this.#say({
      type: 'welcome', protocol: liveProtocol, session: randomUUID(), record: host.record, position: this.position, heartbeatMs: host.heartbeatMs, reconnectDelaysMs: [...host.reconnectDelaysMs],
      principal, tokenExpiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    });
    if (resync !== null) this.#say({ type: 'resync', reason: resync, position: this.position });
    this.state = 'backfilling';
    this.#enterAudience();
    host.catchUp(this);
    const early = this.#early ?? [];
    this.#early = null;
    for (const message of early) this.#take(message);
  }

  /** Asks again when rights changed while it was asked. */
  async #signIn(token: string | undefined): Promise<SignedIn> {
    if (token === undefined) throw new ZhiyueError('not-signed-in', 'The hello has no token.');
    for (;;) {
      const before = this.#host.rightsVersion();
      const signedIn = await this.#host.access.signedIn(token);
      if (signedIn.principal.local && !this.#transport.here) throw new ZhiyueError('not-signed-in', 'This token is of use on the machine of the station only.');
      if (before === this.#host.rightsVersion()) return signedIn;
    }
  }

  /** A new token of the same person; that of another one ends the connection. */
  async #renew(token: string): Promise<void> {
    const { principal, expiresAt } = await this.#signIn(token);
    if (this.#isClosing() || this.#expiresAt === null) return;
    if (principal.id !== this.principal?.id) return this.end('not-signed-in', 'The new token is somebody else\'s.');
    this.#expiresAt = expiresAt;
    this.changeRights(principal);
  }

  #unsubscribe(id: string): void {
    const known = holds(this.#subscriptions, id);
    if (known && !this.noticed(subscriptionCost)) return;
    this.#say({ type: 'unsubscribed', id });
    if (!known) return;
    this.#subscriptions = withoutSubscription(this.#subscriptions, id);
    this.rejoin();
  }

  #subscribe(subscription: Subscription): void {
    if (!this.noticed(subscriptionCost)) return;
    const subscriptions = withSubscription(this.#subscriptions, subscription);
    const problem = problemOf(subscriptions);
    if (problem !== null) return this.#say({ type: 'error', code: 'request-invalid', message: problem, about: subscription.id });
    this.#subscriptions = subscriptions;
    this.#say({ type: 'subscribed', id: subscription.id });
    this.rejoin();
  }

  /** Role, exams or name are other ones from now on, and the client is told. */
  changeRights(principal: Principal): void {
    const changed = JSON.stringify(principal) !== JSON.stringify(this.principal);
    this.principal = principal;
    if (!changed || (this.state !== 'live' && this.state !== 'backfilling')) return;
    this.#say({ type: 'rights', principal });
    this.rejoin();
  }

  // Who it hears with.

  #enterAudience(): void {
    if (this.connection === null || this.principal === null) return;
    this.audience = this.#host.audienceOf({ connection: this.connection, principal: this.principal, subscriptions: this.#subscriptions });
    this.audience.holders++;
  }

  /** Takes the audience that fits now, and goes on from its own position. */
  rejoin(): void {
    if (this.#isClosing()) return;
    const wasLive = this.state === 'live';
    this.position = this.#host.positionOf(this);
    this.#leaveAudience();
    this.#enterAudience();
    // One that is catching up goes on as it is: its next page is for the new audience.
    if (!wasLive) return;
    this.state = 'backfilling';
    this.#host.catchUp(this);
  }

  #leaveAudience(): void {
    const { audience } = this;
    if (audience === null) return;
    audience.live.delete(this);
    audience.holders--;
    if (audience.holders === 0) this.#host.forget(audience);
    this.audience = null;
  }

  /** From now on it hears what its audience hears; only where its position is the broadcast's. */
  goLive(round: number): void {
    this.state = 'live';
    this.round = round;
    this.audience?.live.add(this);
  }

  resync(reason: ResyncReason): void {
    this.position = this.#host.lastSeq();
    this.#say({ type: 'resync', reason, position: this.position });
  }

  // What goes out.

  #say(message: StationMessage): void {
    this.send(outgoing(message));
  }

  /** A page of what it missed; `next` is called when it has left. */
  sendPage(page: Outgoing, next: () => void): void {
    this.#outbox.sendPage(page, next);
  }

  /** Something durable: it arrives, or the connection ends. */
  send(out: Outgoing): void {
    if (!this.#outbox.send(out, this.#host.maxMessageQueue)) this.#tooSlow();
  }

  /** What a round of news has for it. */
  tell(share: Share): void {
    if (!this.#outbox.tell(share, this.#host.maxMessageQueue)) this.#tooSlow();
  }

  #tooSlow(): void {
    this.#host.counters.overflows++;
    this.end('too-slow', 'Messages are not read as fast as they come; come back with your position.');
  }

  // Time, and the end.

  /** Called again and again: ends what is overdue, and pings. `ping` is made once for all who stand at the same position. */
  sweep(nowMs: number, wallMs: number, ping: (position: number) => Outgoing): void {
    if (this.state === 'closing') return;
    if (this.state === 'waiting') {
      if (nowMs - this.#heardAt > helloWithinMs) this.refuse('request-invalid', 'There was no hello in time.');
      return;
    }
    if (this.state === 'checking') return;
    if (this.#expiresAt !== null && wallMs >= this.#expiresAt) return this.end('token-expired', 'The token has ended; come back with a new one.', true);
    const { heartbeatMs } = this.#host;
    if (this.#transport.mayFallSilent && nowMs - this.#heardAt > silentHeartbeats * heartbeatMs) {
      this.gone();
      this.#transport.terminate();
      return;
    }
    if (nowMs < this.#pingAt) return;
    this.#pingAt = nowMs + heartbeatMs;
    this.#outbox.signal({ key: 'ping', out: ping(this.#host.positionOf(this)) });
  }

  /** Before the welcome. */
  refuse(code: ErrorCode, message: string): void {
    if (this.state === 'closing') return;
    this.#host.counters.refused++;
    this.#finish({ type: 'refused', code, message, retry: errorCodes[code] === 'passing' }, code);
  }

  /** After the welcome; before it, a refusal. */
  end(code: CloseReason, message: string, retry = errorCodes[code] === 'passing'): void {
    if (this.state === 'closing') return;
    if (this.connection === null && code !== 'station-closed') return this.refuse(code, message);
    this.#finish({ type: 'bye', code, message, retry }, code);
  }

  #finish(last: StationMessage, code: ErrorCode): void {
    this.gone();
    this.#outbox.farewell(outgoing(last));
    this.#transport.close(isCloseReason(code) ? closeCodes[code] : 1011);
  }

  #failed(error: unknown): void {
    const { code, message } = toPlainError(error);
    if (isCloseReason(code)) return this.end(code, message);
    this.#host.onTrouble(`live: ${message}`);
    if (!this.#isClosing()) this.#finish({ type: 'bye', code: 'internal', message: 'The station has a trouble of its own.', retry: true }, 'internal');
  }

  /** Its other end is not there any more, or was told that this is the end. */
  gone(): void {
    if (this.state === 'closing') return;
    this.#leaveAudience();
    this.state = 'closing';
    this.#outbox.close();
    this.#early = null;
    this.#host.ended(this);
  }

  /** A look at the state that the compiler does not hold for known after an await. */
  #isClosing(): boolean {
    return this.state === 'closing';
  }
}

function isCloseReason(code: ErrorCode): code is CloseReason {
  return code in closeCodes;
}

/** Why a client cannot simply go on from where it says it is; null when it can. */
function resyncReason({ record, position }: Hello, thisRecord: string, lastSeq: number): ResyncReason | null {
  if (position === undefined) return null;
  if (record !== undefined && record !== thisRecord) return 'other-record';
  if (position > lastSeq) return 'ahead-of-the-log';
  return lastSeq - position > mostEventsBehind ? 'too-far-behind' : null;
}
