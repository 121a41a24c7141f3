/** What the live feed told since the last flush: figures that a newer one replaces are kept once, events all of them. */
import type { LiveSignal } from '../../../client/station-client.ts';
import type { StoredEvent } from '../../../contract/events.ts';

export interface News {
  /** In the order in which they happened. */
  readonly events: readonly StoredEvent[];
  /** The latest of each topic and exam. */
  readonly signals: readonly LiveSignal[];
}

/** Collects until it is emptied by `take`. */
export class WaitingNews {
  #events: StoredEvent[] = [];
  #signals = new Map<string, LiveSignal>();

  event(event: StoredEvent): void {
    this.#events.push(event);
  }

  signal(signal: LiveSignal): void {
    this.#signals.set(`${signal.topic} ${signal.exam ?? ''}`, signal);
  }

  take(): News {
    const news = { events: this.#events, signals: [...this.#signals.values()] };
    this.#events = [];
    this.#signals = new Map();
    return news;
  }
}
