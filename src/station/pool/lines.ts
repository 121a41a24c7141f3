/**
 * What waits for a thread, in three lines: the work of the station first, then what somebody at a screen waits for, printing last.
 * Nobody waits for ever: a line that was passed over often enough has its turn. Printing has one thread, beside the others: thousands of sheets take minutes, and neither pages nor
 * pictures that somebody looks at wait for them. People's requests together leave a thread to the work of the station.
 */
export type LineName = 'work' | 'asked' | 'print';

export interface Queued { readonly line: LineName }

/** In order, with how many jobs of other lines may go before its first. */
const patience: readonly (readonly [LineName, number])[] = [['work', Infinity], ['asked', 4], ['print', 12]];

export class Lines<J extends Queued> {
  readonly #waiting: Readonly<Record<LineName, J[]>> = { work: [], asked: [], print: [] };
  readonly #passed: Record<LineName, number> = { work: 0, asked: 0, print: 0 };

  get length(): number {
    return this.#waiting.work.length + this.#waiting.asked.length + this.#waiting.print.length;
  }

  push(job: J): void {
    this.#waiting[job.line].push(job);
  }

  remove(job: J): void {
    const line = this.#waiting[job.line];
    const place = line.indexOf(job);
    if (place !== -1) line.splice(place, 1);
  }

  /** The job that is to run next beside those that run, taken out of its line; undefined when none may. */
  next(running: readonly Queued[], threads: number): J | undefined {
    const of = (name: LineName): number => running.filter(({ line }) => line === name).length;
    const room = running.length - of('print') < threads;
    const may: Readonly<Record<LineName, boolean>> = { work: room, asked: room && of('asked') < Math.max(1, threads - 1), print: of('print') === 0 };
    const ready = patience.filter(([name]) => may[name] && this.#waiting[name].length > 0);
    const [chosen] = ready.findLast(([name, patient]) => this.#passed[name] >= patient) ?? ready[0] ?? [];
    if (chosen === undefined) return undefined;
    for (const [name] of ready) this.#passed[name]++;
    this.#passed[chosen] = 0;
    return this.#waiting[chosen].shift();
  }

  /** Empties them. */
  takeAll(): J[] {
    return [this.#waiting.work, this.#waiting.asked, this.#waiting.print].flatMap((line) => line.splice(0));
  }
}
