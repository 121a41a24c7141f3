/** Places at work: whoever finds none waits for its turn. */
export class Slots {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  give(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free += 1;
  }

  /** Lets whoever waits go first. */
  async yield(): Promise<void> {
    if (this.#queue.length === 0) return;
    this.give();
    await this.take();
  }
}
