/** What one connection is told: at once while its socket takes it, and else out of a bounded queue once the socket drains. */
import type { Counters } from './counters.ts';
import type { Outgoing } from './outgoing.ts';
import { SendQueue, type Signal } from './send-queue.ts';
import type { Transport } from './transport.ts';

/** What a round tells the members of an audience: `all` is the rest in one piece, for those whose socket takes it. */
export interface Share {
  readonly events: Outgoing | null;
  readonly signals: readonly Signal[];
  readonly all: Outgoing;
}

export class Outbox {
  readonly #transport: Transport;
  readonly #counters: Counters;
  #queue: SendQueue | null = null;
  /** A write is under way whose end will be told: until then all waits in the queue. */
  #awaiting = false;
  #closed = false;

  constructor(transport: Transport, counters: Counters) {
    this.#transport = transport;
    this.#counters = counters;
  }

  /** Messages that wait for a slow reader. */
  get waiting(): number {
    return this.#queue?.size ?? 0;
  }

  /** A page of what it missed, past the queue: nothing else is sent meanwhile. `next` is called when it has left. */
  sendPage(page: Outgoing, next: () => void): void {
    this.#count(page);
    this.#transport.write(page, next);
  }

  /** Something durable. False, and nothing of it is sent, when more than `mostWaiting` messages would wait. */
  send(out: Outgoing, mostWaiting: number): boolean {
    if (!this.#mustWait()) {
      this.#write(out);
      return true;
    }
    const queue = (this.#queue ??= new SendQueue());
    if (queue.size + out.count > mostWaiting) return false;
    queue.push(out);
    this.#counters.queued += out.count;
    return true;
  }

  /** What a round tells; in one piece where nothing waits. False, and nothing of it is sent, when more than `mostWaiting` messages would wait. */
  tell({ events, signals, all }: Share, mostWaiting: number): boolean {
    if (!this.#mustWait()) {
      this.#write(all);
      return true;
    }
    if (events !== null && !this.send(events, mostWaiting)) return false;
    for (const signal of signals) this.signal(signal);
    return true;
  }

  /** Something that a newer one replaces. */
  signal(signal: Signal): void {
    if (!this.#mustWait()) return this.#write(signal.out);
    const queue = (this.#queue ??= new SendQueue());
    if (queue.coalesce(signal)) this.#counters.dropped++;
    else this.#counters.queued++;
  }

  /** Nothing more goes out, and what waits is dropped. */
  close(): void {
    this.#closed = true;
    this.#counters.queued -= this.waiting;
    this.#queue = null;
  }

  /** The last word, after `close`. */
  farewell(out: Outgoing): void {
    this.#count(out);
    this.#transport.write(out);
  }

  #mustWait(): boolean {
    return !this.#closed && (this.#awaiting || this.#queue !== null);
  }

  #write(out: Outgoing): void {
    if (this.#closed) return;
    this.#count(out);
    if (this.#transport.unsentBytes() === 0) return this.#transport.write(out);
    // The socket holds an earlier message that the network does not take: one more, and then nothing until it has left.
    this.#awaiting = true;
    this.#transport.write(out, () => this.#drained());
  }

  #drained(): void {
    this.#awaiting = false;
    while (!this.#closed && !this.#awaiting && this.#queue !== null) {
      const next = this.#queue.take();
      if (next === null) {
        this.#queue = null;
        return;
      }
      this.#counters.queued -= next.count;
      this.#write(next);
    }
  }

  #count({ count, bytes }: Outgoing): void {
    this.#counters.sentMessages += count;
    this.#counters.sentBytes += bytes.length;
  }
}
