/** The way into the log for events that announce no other change. */
import { ZhiyueError } from '../../contract/errors.ts';
import { checkPayload, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { EventLog } from './event-log.ts';

/** How far the slowest group is behind the log, in events; and whether a publisher who can wait should. */
export interface Pressure { readonly behind: number; readonly full: boolean }

/** So many events may wait in memory for their commit; more is refused, so that a publisher who never looks cannot fill the memory. */
const mostUnwritten = 20_000;
/** While nobody is further behind, what the groups need is still in memory (see LogTail). */
const fullFrom = 10_000;
/** A commit of more keeps the thread from everything else for longer than a screen takes to be drawn. */
const mostInCommit = 2_048;

/** What is written together. */
interface Batch { readonly events: NewEvent[]; readonly stored: PromiseWithResolvers<readonly StoredEvent[]> }

export class Publisher {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #behind: () => number;
  /** Published in this tick, or while the disk was at those before. */
  readonly #batches: Batch[] = [];
  #writing = false;
  #unwritten = 0;
  #full = false;
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: Error) => void }>();

  constructor(log: Pick<EventLog, 'append'>, behind: () => number) {
    this.#log = log;
    this.#behind = behind;
  }

  /** Events of one tick go into the log together, and so do those that come while the disk is at others; each resolves once it is on disk. Rejects with a ZodError for a payload that does not fit its type, ZhiyueError bus-full, disk-full. */
  async publish(events: readonly NewEvent[]): Promise<readonly StoredEvent[]> {
    // Looked at here, so that a bad one takes none of the others in its tick along.
    for (const event of events) checkPayload(event);
    if (this.#unwritten + events.length > mostUnwritten && this.#unwritten > 0) {
      throw new ZhiyueError('bus-full', `${this.#unwritten} events wait to be written; wait until those before are, then publish again.`);
    }
    const batch = this.#openBatch();
    const from = batch.events.length;
    for (const event of events) batch.events.push(event);
    this.#unwritten += events.length;
    try {
      return (await batch.stored.promise).slice(from, from + events.length);
    } finally {
      this.#unwritten -= events.length;
    }
  }

  pressure(): Pressure {
    const behind = this.#behind();
    // Full until half of it is gone: otherwise it would change with every event.
    this.#full = behind >= (this.#full ? fullFrom / 2 : fullFrom);
    return { behind, full: this.#full };
  }

  /** Resolves when the groups have caught up enough for more; at once when they are not behind. Never wait for it inside a handler, for it may be what the others wait for. */
  async room(): Promise<void> {
    if (!this.pressure().full) return;
    await new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** A group has moved on. */
  moved(): void {
    if (this.#waiting.size === 0 || this.pressure().full) return;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Hands what waits still to the log, which writes it before it is closed. */
  close(): void {
    for (const { events, stored } of this.#batches.splice(0)) this.#log.append(events).then(stored.resolve, stored.reject);
    for (const { reject } of this.#waiting) reject(new ZhiyueError('station-closed', 'The bus is closed.'));
    this.#waiting.clear();
  }

  #openBatch(): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && last.events.length < mostInCommit) return last;
    const batch: Batch = { events: [], stored: Promise.withResolvers() };
    this.#batches.push(batch);
    if (!this.#writing) {
      this.#writing = true;
      setImmediate(() => this.#writeNext());
    }
    return batch;
  }

  #writeNext(): void {
    const batch = this.#batches.shift();
    this.#writing = batch !== undefined;
    if (batch === undefined) return;
    this.#log.append(batch.events).then(batch.stored.resolve, batch.stored.reject).finally(() => setImmediate(() => this.#writeNext()));
  }
}
