/**
 * What the station makes for somebody who waits, by exam; it goes on while they look at another screen.
 *
 *   working ──▶ ready    until it is taken, or another is asked for
 *      └──────▶ (none)   stopped by the person; or `failed`, by a trouble
 */
import { randomId } from '../../client/random-id.ts';
import type { StationClient } from '../../client/station-client.ts';
import { ByExam } from './by-exam.ts';
import { problemOf, type RequestProblem } from './problem.ts';

export type Working<Wanted, Made> = Wanted & (
  /** `done`: sheets or files; null while others come first. */
  | { readonly state: 'working'; readonly done: number | null; readonly of: number | null }
  | { readonly state: 'ready'; readonly made: Made }
  | { readonly state: 'failed'; readonly problem: RequestProblem });

/** How one kind of it is asked for; `job` is the name under which the station is asked how far it is. */
export interface LongRequest<Wanted, Made> {
  make(client: StationClient, examId: string, wanted: Wanted, job: string, signal: AbortSignal): Promise<Made>;
  look(client: StationClient, examId: string, job: string, signal: AbortSignal): Promise<{ readonly done: number | null; readonly of?: number | null }>;
}

const lookEveryMs = 700;

export class LongWork<Wanted extends object, Made> extends ByExam<Working<Wanted, Made>> {
  readonly #client: StationClient;
  readonly #asks: LongRequest<Wanted, Made>;
  readonly #aborts = new Map<string, AbortController>();

  constructor(client: StationClient, asks: LongRequest<Wanted, Made>) {
    super();
    this.#client = client;
    this.#asks = asks;
  }

  async start(examId: string, wanted: Wanted): Promise<void> {
    this.stop(examId);
    const abort = new AbortController();
    this.#aborts.set(examId, abort);
    this.set(examId, { ...wanted, state: 'working', done: null, of: null });
    const job = randomId();
    const timer = setInterval(() => void this.#look(examId, wanted, job, abort.signal), lookEveryMs);
    try {
      const made = await this.#asks.make(this.#client, examId, wanted, job, abort.signal);
      if (!abort.signal.aborted) this.set(examId, { ...wanted, state: 'ready', made });
    } catch (error) {
      if (!abort.signal.aborted) this.set(examId, { ...wanted, state: 'failed', problem: problemOf(error) });
    } finally {
      clearInterval(timer);
    }
  }

  /** Ends it, or puts away what came of it. */
  stop(examId: string): void {
    this.#aborts.get(examId)?.abort();
    this.#aborts.delete(examId);
    this.set(examId, null);
  }

  async #look(examId: string, wanted: Wanted, job: string, signal: AbortSignal): Promise<void> {
    try {
      const { done, of = null } = await this.#asks.look(this.#client, examId, job, signal);
      const now = this.of(examId);
      if (!signal.aborted && now?.state === 'working' && done !== null) this.set(examId, { ...wanted, state: 'working', done: Math.max(done, now.done ?? 0), of });
    } catch {
      // What went wrong the work itself says.
    }
  }
}
