/**
 * Sheets that the station is drawing, by exam; it goes on while somebody looks at another screen.
 *
 *   drawing ──▶ ready    until they are taken, or others are asked for
 *      └──────▶ (none)   stopped by the person; or with a `problem`, by a trouble
 */
import { randomId } from '../../../client/random-id.ts';
import type { StationClient } from '../../../client/station-client.ts';
import { ByExam, onePerClient } from '../../store/by-exam.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';

export interface WantedSheets { readonly kind: 'blank' | 'personal'; /** Null: all of them. */ readonly group: string | null; readonly sheets: number; readonly to: 'print' | 'save' }

export type Printing = WantedSheets & (
  /** `done`: sheets; null while others are printed first. */
  | { readonly state: 'drawing'; readonly done: number | null }
  | { readonly state: 'ready'; readonly pdf: Blob }
  | { readonly state: 'failed'; readonly problem: RequestProblem });

const lookEveryMs = 700;

class Printings extends ByExam<Printing> {
  readonly #client: StationClient;
  readonly #aborts = new Map<string, AbortController>();

  constructor(client: StationClient) {
    super();
    this.#client = client;
  }

  async start(examId: string, wanted: WantedSheets): Promise<void> {
    this.stop(examId);
    const abort = new AbortController();
    this.#aborts.set(examId, abort);
    this.set(examId, { ...wanted, state: 'drawing', done: null });
    const { kind, group } = wanted;
    const job = randomId();
    const timer = setInterval(() => void this.#look(examId, job, abort.signal), lookEveryMs);
    try {
      const pdf = await this.#client.request('getSheets', { params: { examId }, query: { kind, job, ...(kind === 'personal' && group !== null ? { class: group } : {}) } }, { signal: abort.signal });
      if (!abort.signal.aborted) this.set(examId, { ...wanted, state: 'ready', pdf });
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

  async #look(examId: string, job: string, signal: AbortSignal): Promise<void> {
    try {
      const { done } = await this.#client.request('getSheetsProgress', { params: { examId, job } }, { signal });
      const now = this.of(examId);
      if (!signal.aborted && now?.state === 'drawing' && done !== null) this.set(examId, { ...now, done: Math.max(done, now.done ?? 0) });
    } catch {
      // What went wrong the sheets themselves say.
    }
  }
}

export const printingsOf = onePerClient((client) => new Printings(client));
