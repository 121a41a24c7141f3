export type SignalListener = (message: unknown, topic: string) => void;

/** What is not worth a record: it reaches whoever listens in this process now, and nobody later. */
export class Signals {
  readonly #listeners = new Map<string, Set<SignalListener>>();

  /** A listener that throws is its own trouble: the sender and the other listeners do not notice. */
  send(topic: string, message: unknown, onTrouble: (error: Error) => void): void {
    for (const name of [topic, '*']) {
      for (const listener of this.#listeners.get(name) ?? []) {
        try {
          listener(message, topic);
        } catch (error) {
          onTrouble(error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
  }

  listen(topic: string, listener: SignalListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  clear(): void {
    this.#listeners.clear();
  }
}
