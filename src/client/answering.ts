/**
 * Whether the station answers. A frozen one takes connections and says nothing, and the live line notices that only after some heartbeats; a request that takes long may as well be a long piece of work.
 * So when a request has been open for some seconds, something trivial is asked beside it, again and again until the request is over or the station answers: only where that has no answer, either, the station does not answer.
 */
const openForMs = 4000;
const probeWithinMs = 4000;

export interface AnsweringParts {
  /** Asks for something that costs nothing; resolves with any answer, rejects when there is none. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
}

export class Answering {
  readonly #probe: AnsweringParts['probe'];
  readonly #listeners = new Set<(answering: boolean) => void>();
  /** Waits of requests under way. */
  readonly #open = new Set<ReturnType<typeof setTimeout>>();
  #long = 0;
  #probing = false;
  #answering = true;
  /** Ends the pause between two questions. */
  #wake: () => void = () => undefined;

  constructor({ probe }: AnsweringParts) {
    this.#probe = probe;
  }

  onChange(listener: (answering: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A request goes out. What is returned is called once, when it is over: true when an answer came. */
  begun(): (answered: boolean) => void {
    let long = false;
    const timer = setTimeout(() => {
      long = true;
      this.#long++;
      void this.#ask();
    }, openForMs);
    this.#open.add(timer);
    return (answered) => {
      clearTimeout(timer);
      this.#open.delete(timer);
      if (long) this.#long--;
      if (answered) this.#become(true);
      if (!this.#mustAsk()) this.#wake();
    };
  }

  close(): void {
    for (const timer of this.#open) clearTimeout(timer);
    this.#open.clear();
    this.#listeners.clear();
    this.#long = 0;
    this.#answering = true;
    this.#wake();
  }

  #mustAsk(): boolean {
    return this.#long > 0 || !this.#answering;
  }

  async #ask(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    while (this.#mustAsk()) {
      const end = new AbortController();
      const timer = setTimeout(() => end.abort(), probeWithinMs);
      const answered = await this.#probe(end.signal).then(() => true, () => false);
      clearTimeout(timer);
      if (this.#mustAsk()) this.#become(answered);
      // An answer, or a refusal at once, must not be asked for without a pause.
      if (this.#mustAsk() && !end.signal.aborted) await this.#pause();
    }
    this.#probing = false;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, openForMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #become(answering: boolean): void {
    if (this.#answering === answering) return;
    this.#answering = answering;
    for (const listener of this.#listeners) listener(answering);
  }
}
