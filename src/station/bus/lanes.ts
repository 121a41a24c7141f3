/**
 * The events of one group and partition on their way to the handler: a lane for each exam. Within a lane one event at a time, in order of seq; lanes go on beside each other,
 * so that an event that fails, or takes long, holds back its own exam only.
 *
 * A lane: running → (its event failed) paused → running … → gone, when nothing of it is left. Whose events pile up behind a paused or slow one keeps none of them in memory:
 * their rest lies in the log, and is fetched when the lane goes on.
 *
 * What an event costs here every event costs, a hundred thousand a second: so a first attempt is awaited as it is, without a promise or a timer of its own. One timer looks after all lanes; where a
 * handler does not come to an end, another run goes on with its lane, and the one that still waits for it does nothing more.
 */
import type { StoredEvent } from '../../contract/events.ts';
import type { Pause } from './delivery.ts';
import { examOf, type GroupPosition, laneOf } from './positions.ts';
import { Slots } from './slots.ts';
import { tookTooLong } from './time-limit.ts';

export interface LanesOptions {
  readonly start: GroupPosition;
  readonly wants: (type: string) => boolean;
  /** Null: events may be begun. Else resolves when they may. */
  readonly ready: () => Promise<void> | null;
  /** The first try. May also throw. */
  readonly attempt: (event: StoredEvent) => Promise<void>;
  /** The first try failed: resolves when the event is dealt with after all, or buried. Rejects only when everything closes. */
  readonly recover: (event: StoredEvent, error: unknown, pause: Pause) => Promise<void>;
  /** A first try that takes longer has failed. */
  readonly limitMs: number;
  readonly pause: Pause;
  /** At most `limit` events of the exam with seq > `after`, ascending. */
  readonly ofExam: (examId: string | null, after: number, limit: number) => readonly StoredEvent[];
  /** Called after every step. */
  readonly onMoved: () => void;
}

interface Lane {
  readonly key: string;
  /** Every event of the exam up to here is dealt with. */
  done: number;
  waiting: StoredEvent[];
  next: number;
  /** Further events lie in the log only. */
  inLog: boolean;
  paused: boolean;
  /** When its event was begun, by `performance.now()`. */
  since: number;
  /** The event that is tried for the first time. */
  first: StoredEvent | null;
  /** Which run works on it; those before were given up. */
  run: number;
  readonly jobs: Job[];
  /** Resolves when the lane is empty, or closed. */
  work: Promise<void>;
}

interface Job { readonly run: (pause: Pause) => Promise<void>; readonly drop: (error: Error) => void }

const mostWaiting = 2_048;
const mostLanesAtWork = 32;
/** A lane gives its place to others after so many events. */
const turnLength = 64;
const logPage = 256;
const slowMs = 1_000;
const lookEveryMs = 200;

export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #slots = new Slots(mostLanesAtWork);
  #taken: number;
  /** In memory, in all lanes. */
  #waiting = 0;
  #room: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;
  #closed = false;
  readonly #watch: NodeJS.Timeout;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#taken = options.start.seq;
    this.#watch = setInterval(() => this.#lookForEndless(), Math.max(10, options.limitMs / 10)).unref();
  }

  /** Every event up to here is dealt with or in a lane. */
  get taken(): number {
    return this.#taken;
  }

  /** Goes on with the exams that were behind. */
  begin(): void {
    for (const [key, done] of Object.entries(this.#options.start.behind)) this.#begin(this.#open(key, done, true));
  }

  /** Nothing more is begun. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#room?.resolve();
    for (const { jobs } of this.#lanes.values()) for (const { drop } of jobs.splice(0)) drop(new Error('The subscription was closed.'));
  }

  /** Takes the next events, in order of seq; those that were taken before are skipped. Resolves when they are in their lanes, which takes a while when much waits already. */
  async take(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      if (event.seq <= this.#taken) continue;
      while (this.#waiting >= mostWaiting && !this.#closed) await this.#untilRoom();
      if (this.#closed) return;
      // The lanes went on meanwhile, but nobody else takes.
      this.#taken = event.seq;
      if (this.#options.wants(event.type)) this.#put(event);
    }
    this.#options.onMoved();
  }

  /** Up to here there are no other events. */
  skipTo(seq: number): void {
    if (seq <= this.#taken || this.#closed) return;
    this.#taken = seq;
    this.#options.onMoved();
  }

  /** Resolves when nothing is at work any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ work }) => work));
  }

  /** Does something in an exam's lane, when the event at work there is dealt with. */
  between(examId: string | null, job: (pause: Pause) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('The subscription is closed.'));
      const key = laneOf(examId);
      const known = this.#lanes.get(key);
      const lane = known ?? this.#open(key, this.#taken, false);
      lane.jobs.push({ run: (pause) => job(pause).then(resolve, reject), drop: reject });
      if (!known) this.#begin(lane);
    });
  }

  /** Every event up to here is dealt with. */
  floor(): number {
    return Math.min(this.#taken, ...[...this.#lanes.values()].map(({ done }) => done));
  }

  /** Up to here the stream is needed no longer: what is not dealt with is remembered as behind, and comes from the log. */
  settled(): number {
    const now = performance.now();
    return Math.min(this.#taken, ...[...this.#lanes.values()].filter((lane) => !isStuck(lane, now)).map(({ done }) => done));
  }

  position(): GroupPosition {
    const behind = [...this.#lanes.values()].filter(({ done }) => done < this.#taken).map(({ key, done }) => [key, done] as const);
    return { seq: this.#taken, behind: Object.fromEntries(behind) };
  }

  #open(key: string, done: number, inLog: boolean): Lane {
    const lane: Lane = { key, done, waiting: [], next: 0, inLog, paused: false, since: Infinity, first: null, run: 0, jobs: [], work: Promise.resolve() };
    this.#lanes.set(key, lane);
    return lane;
  }

  #put(event: StoredEvent): void {
    const key = laneOf(event.exam_id);
    const known = this.#lanes.get(key);
    const lane = known ?? this.#open(key, event.seq - 1, false);
    if (lane.inLog) return;
    if (lane.paused) {
      lane.inLog = true;
      return;
    }
    lane.waiting.push(event);
    this.#waiting += 1;
    if (!known) this.#begin(lane);
  }

  #begin(lane: Lane): void {
    lane.work = this.#run(lane, null);
  }

  /** `endless`: an event whose first try was given up; its lane has its place already. */
  async #run(lane: Lane, endless: StoredEvent | null): Promise<void> {
    const { ready, attempt, onMoved } = this.#options;
    const { run } = lane;
    try {
      if (endless === null) await this.#slots.take();
      else await this.#recovered(lane, endless, tookTooLong(this.#options.limitMs));
      for (let turn = 1; !this.#closed; turn += 1) {
        const job = lane.jobs.shift();
        if (job) await job.run((ms) => this.#paused(lane, ms));
        else {
          const event = this.#next(lane);
          if (event === null) break;
          const whenReady = ready();
          if (whenReady !== null) await whenReady;
          lane.first = event;
          lane.since = performance.now();
          let failure: { readonly error: unknown } | null = null;
          try {
            await attempt(event);
          } catch (error) {
            failure = { error };
          }
          if (lane.run !== run) return;
          lane.first = null;
          if (failure === null) this.#dealtWith(lane, event);
          else await this.#recovered(lane, event, failure.error);
        }
        if (turn % turnLength === 0) await this.#slots.yield();
      }
      this.#slots.give();
      if (this.#closed) return; // What is left of it stays behind.
      this.#lanes.delete(lane.key);
      onMoved();
    } catch {
      // Closed in the middle of an event: it stays behind.
    }
  }

  async #recovered(lane: Lane, event: StoredEvent, error: unknown): Promise<void> {
    await this.#options.recover(event, error, (ms) => this.#paused(lane, ms));
    this.#dealtWith(lane, event);
  }

  #dealtWith(lane: Lane, event: StoredEvent): void {
    lane.since = Infinity;
    lane.done = event.seq;
    this.#options.onMoved();
  }

  #lookForEndless(): void {
    const begunBefore = performance.now() - this.#options.limitMs;
    for (const lane of this.#lanes.values()) {
      const { first } = lane;
      if (first === null || lane.since > begunBefore) continue;
      lane.first = null;
      lane.run += 1;
      lane.work = this.#run(lane, first);
    }
  }

  #next(lane: Lane): StoredEvent | null {
    while (lane.next === lane.waiting.length && lane.inLog) {
      const page = this.#options.ofExam(examOf(lane.key), lane.done, logPage);
      const taken = page.filter(({ seq }) => seq <= this.#taken);
      // What is not taken yet comes by itself.
      if (taken.length < page.length || page.length < logPage) lane.inLog = false;
      lane.waiting = taken.filter(({ type }) => this.#options.wants(type));
      lane.next = 0;
      this.#waiting += lane.waiting.length;
      if (lane.waiting.length === 0) lane.done = taken.at(-1)?.seq ?? lane.done;
    }
    const event = lane.waiting[lane.next];
    if (event === undefined) return null;
    lane.next += 1;
    if (lane.next === lane.waiting.length) {
      lane.waiting = [];
      lane.next = 0;
    }
    this.#left(1);
    return event;
  }

  /** The lane's event failed: it waits, without its place, and what came behind it goes back to the log. */
  async #paused(lane: Lane, ms: number): Promise<void> {
    lane.paused = true;
    this.#shelve(lane);
    this.#slots.give();
    this.#options.onMoved();
    await this.#options.pause(ms);
    await this.#slots.take();
    lane.paused = false;
    lane.since = performance.now();
  }

  #shelve(lane: Lane): void {
    const left = lane.waiting.length - lane.next;
    if (left === 0) return;
    lane.waiting = [];
    lane.next = 0;
    lane.inLog = true;
    this.#left(left);
  }

  #left(count: number): void {
    this.#waiting -= count;
    if (this.#room !== null && this.#waiting < mostWaiting / 2) this.#room.resolve();
  }

  async #untilRoom(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#room = { promise, resolve };
    const look = setInterval(() => {
      const now = performance.now();
      for (const lane of this.#lanes.values()) if (isStuck(lane, now)) this.#shelve(lane);
      this.#options.onMoved();
    }, lookEveryMs);
    await promise;
    clearInterval(look);
    this.#room = null;
  }
}

const isStuck = (lane: Lane, now: number): boolean => lane.paused || now - lane.since > slowMs;
