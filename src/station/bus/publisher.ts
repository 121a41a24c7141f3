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

export class Publisher {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #behind: () => number;
  /** Published in this tick. */
  #tick: { readonly events: NewEvent[]; readonly stored: Promise<readonly StoredEvent[]> } | null = null;
  #unwritten = 0;
  #full = false;
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: Error) => void }>();

  constructor(log: Pick<EventLog, 'append'>, behind: () => number) {
    this.#log = log;
    this.#behind = behind;
  }

  /** Events of one tick go into the log together; each resolves once it is on disk. Rejects with a ZodError for a payload that does not fit its type, ZhiyueError bus-full, disk-full. */
  async publish(events: readonly NewEvent[]): Promise<readonly StoredEvent[]> {
    // Looked at here, so that a bad one takes none of the others in its tick along.
    for (const event of events) checkPayload(event);
    if (this.#unwritten + events.length > mostUnwritten && this.#unwritten > 0) {
      throw new ZhiyueError('bus-full', `${this.#unwritten} events wait to be written; wait until those before are, then publish again.`);
    }
    this.#tick ??= this.#newTick();
    const { events: tick, stored } = this.#tick;
    const from = tick.length;
    for (const event of events) tick.push(event);
    this.#unwritten += events.length;
    try {
      return (await stored).slice(from, from + events.length);
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

  close(): void {
    for (const { reject } of this.#waiting) reject(new ZhiyueError('station-closed', 'The bus is closed.'));
    this.#waiting.clear();
  }

  #newTick(): { readonly events: NewEvent[]; readonly stored: Promise<readonly StoredEvent[]> } {
    const events: NewEvent[] = [];
    const stored = new Promise<readonly StoredEvent[]>((resolve, reject) => {
      setImmediate(() => {
        this.#tick = null;
        this.#log.append(events).then(resolve, reject);
      });
    });
    return { events, stored };
  }
}
