/**
 * What waits for one reader whose socket does not drain. Durable messages stand in line as references to bytes that all readers share; of ephemeral ones only the newest of each topic and exam waits.
 */
import { joined, type Outgoing } from './outgoing.ts';

export interface Signal {
  /** Topic and exam: a newer one of the same key takes the place of an older. */
  readonly key: string;
  readonly out: Outgoing;
}

/** Bytes handed to the socket in one go. */
const mostAtOnce = 64 * 1024;

export class SendQueue {
  #durable: Outgoing[] = [];
  #ephemeral = new Map<string, Outgoing>();
  #messages = 0;

  /** Messages that wait. */
  get size(): number {
    return this.#messages + this.#ephemeral.size;
  }

  push(out: Outgoing): void {
    this.#durable.push(out);
    this.#messages += out.count;
  }

  /** Returns whether an older one was dropped for it. */
  coalesce({ key, out }: Signal): boolean {
    const known = this.#ephemeral.has(key);
    this.#ephemeral.set(key, out);
    return known;
  }

  /** The next to be written, or null; ephemeral ones once nothing durable waits. */
  take(): Outgoing | null {
    if (this.#durable.length === 0) {
      if (this.#ephemeral.size === 0) return null;
      const rest = joined([...this.#ephemeral.values()]);
      this.#ephemeral.clear();
      return rest;
    }
    let bytes = 0;
    let until = 0;
    for (const out of this.#durable) {
      if (until > 0 && bytes + out.bytes.length > mostAtOnce) break;
      bytes += out.bytes.length;
      until++;
    }
    const next = joined(this.#durable.splice(0, until));
    this.#messages -= next.count;
    return next;
  }
}
