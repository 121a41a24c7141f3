/**
 * Tells the audiences what was appended to the log, and signals, in rounds: what is new is matched once for each audience, joined into one piece of bytes, and written to each member.
 * A round over many thousand members is cut into slices, between which the event loop does other work; what happens meanwhile comes with the next round.
 * It is the number of writes that costs, not that of events: with a thousand members what comes within half a second is told together, and with ten thousand telling takes a third of the station at most, so that requests, those who come back and the reading of pages have their turn, too.
 * A few rounds go on credit, and after a quiet time nothing is owed, so that a single event is told at once; whoever tells all the time pauses after each round.
 * A member is served once in a round, whoever comes and goes meanwhile: it keeps the round's number.
 */
import type { SignalTopic } from '../../../contract/live.ts';
import type { EventLog } from '../../bus/event-log.ts';
import type { Audience } from './audience.ts';
import type { Share } from './outbox.ts';
import { joined } from './outgoing.ts';
import type { RecentEvents } from './recent-events.ts';
import type { Signal } from './send-queue.ts';
import type { Session } from './session.ts';

export interface TopicSignal extends Signal {
  readonly topic: SignalTopic;
  readonly exam: string | null;
}

const sliceMs = 12;
const mostEventsARound = 256;
/** In times of what a round took: what is owed to the rest of the station for it, as long as that is no more than half a second; for a longer round twice what it took. It is paid by time that passes between rounds. */
const pauseShare = 64;
const usualPauseMs = 500;
const leastPauseShare = 2;
/** Owed before a round has to wait: some two rounds of ten thousand members. */
const creditMs = 800;
const longestPauseMs = 500;
/** Without news for so long after a round the rest of the station has had its turn, whatever is owed. */
const quietMs = 250;

export class Broadcast {
  readonly #log: EventLog;
  readonly #recent: RecentEvents;
  readonly #audiences: Iterable<Audience<Session>>;
  readonly #onHead: () => void;
  readonly #onDropped: () => void;
  #head: number;
  #from: number;
  #round = 0;
  #shares: ReadonlyMap<Audience<Session>, Share> = new Map();
  /** Where the round has come to; null between rounds. */
  #members: Iterator<readonly [Session, Share]> | null = null;
  #signals = new Map<string, TopicSignal>();
  #planned: NodeJS.Immediate | null = null;
  #pausing: NodeJS.Timeout | null = null;
  #begunAt = 0;
  #owedMs = 0;
  #endedAt = 0;
  #soon = false;
  #closed = false;

  constructor({ log, recent, audiences, onHead, onDropped }: { readonly log: EventLog; readonly recent: RecentEvents; readonly audiences: Iterable<Audience<Session>>; readonly onHead: () => void; readonly onDropped: () => void }) {
    this.#log = log;
    this.#recent = recent;
    this.#audiences = audiences;
    this.#onHead = onHead;
    this.#onDropped = onDropped;
    this.#head = log.lastSeq();
    this.#from = this.#head;
  }

  /** The last event that was, or is just being, told. */
  get head(): number {
    return this.#head;
  }

  /** Number of the round under way, or of the last one. */
  get round(): number {
    return this.#round;
  }

  /** Up to where a session has been served. */
  positionOf(session: Session): number {
    if (session.state !== 'live') return session.position;
    const waits = this.#members !== null && session.round !== this.#round && session.audience !== null && this.#shares.has(session.audience);
    return waits ? this.#from : this.#head;
  }

  /** The log has grown. Where nothing is under way the round begins at once, before whatever else the change leads to. */
  appended(): void {
    if (this.#members !== null || this.#planned !== null || this.#pausing !== null) return this.#plan();
    if (this.#soon) return;
    this.#soon = true;
    process.nextTick(() => {
      this.#soon = false;
      if (!this.#closed && this.#members === null && this.#pausing === null) this.#go();
    });
  }

  signal(signal: TopicSignal): void {
    if (this.#signals.has(signal.key)) this.#onDropped();
    this.#signals.set(signal.key, signal);
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    if (this.#planned) clearImmediate(this.#planned);
    this.#planned = null;
    if (this.#pausing) clearTimeout(this.#pausing);
    this.#members = null;
    this.#signals.clear();
  }

  #plan(): void {
    if (this.#pausing !== null) return;
    this.#planned ??= setImmediate(() => {
      this.#planned = null;
      this.#go();
    });
  }

  #go(): void {
    if (this.#members === null) this.#begin();
    const end = performance.now() + sliceMs;
    for (let served = 1; this.#members !== null; served++) {
      const next = this.#members.next();
      if (next.done) {
        this.#members = null;
        return this.#pause();
      }
      const [session, share] = next.value;
      if (session.round !== this.#round) {
        session.round = this.#round;
        session.tell(share);
      }
      if (served % 32 === 0 && performance.now() > end) break;
    }
    this.#plan();
  }

  /** What happens meanwhile waits; then the next round, if there is anything to tell. */
  #pause(): void {
    const now = performance.now();
    this.#owedMs = Math.max(0, this.#owedMs - (this.#begunAt - this.#endedAt)) + owedFor(now - this.#begunAt);
    this.#endedAt = now;
    const pauseMs = Math.min(longestPauseMs, this.#owedMs - creditMs);
    if (pauseMs < 1) return this.#goOn();
    this.#pausing = setTimeout(() => {
      if (!this.#hasNews()) this.#owedMs = 0;
      if (pauseMs <= quietMs || !this.#hasNews()) this.#goOn();
      else this.#pausing = setTimeout(() => this.#goOn(), pauseMs - quietMs);
    }, Math.min(pauseMs, quietMs));
  }

  #goOn(): void {
    this.#pausing = null;
    if (this.#hasNews()) this.#plan();
  }

  #hasNews(): boolean {
    return this.#signals.size > 0 || this.#log.lastSeq() > this.#head;
  }

  #begin(): void {
    this.#begunAt = performance.now();
    const news = this.#recent.between(this.#head, this.#log.lastSeq(), mostEventsARound);
    const signals = [...this.#signals.values()];
    this.#signals.clear();
    this.#from = this.#head;
    this.#head = news.at(-1)?.seq ?? this.#head;
    this.#round++;
    const shares = new Map<Audience<Session>, Share>();
    for (const audience of this.#audiences) {
      if (audience.live.size === 0) continue;
      const events = news.filter(({ event }) => audience.wantsEvent(event)).map(({ out }) => out);
      const wanted = signals.filter(({ topic, exam }) => audience.wantsSignal(topic, exam));
      if (events.length + wanted.length > 0) shares.set(audience, { events: events.length > 0 ? joined(events) : null, signals: wanted, all: joined([...events, ...wanted.map(({ out }) => out)]) });
    }
    this.#shares = shares;
    this.#members = members(shares);
    if (this.#head > this.#from) this.#onHead();
  }
}

const owedFor = (tookMs: number): number => Math.max(leastPauseShare * tookMs, Math.min(pauseShare * tookMs, usualPauseMs));

function* members(shares: ReadonlyMap<Audience<Session>, Share>): Generator<readonly [Session, Share], void, void> {
  for (const [audience, share] of shares) {
    for (const session of audience.live) yield [session, share];
  }
}
