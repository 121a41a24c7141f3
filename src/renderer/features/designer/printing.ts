/**
 * Sheets that the station is drawing, by exam; it goes on while somebody looks at another screen.
 *
 *   drawing ──▶ ready    until they are taken, or others are asked for
 *      └──────▶ (none)   stopped by the person; or with a `problem`, by a trouble
 */
import type { StationClient } from '../../../client/station-client.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';

export interface WantedSheets { readonly kind: 'blank' | 'personal'; /** Null: all of them. */ readonly group: string | null; readonly sheets: number; readonly to: 'print' | 'save' }

export type Printing = WantedSheets & (
  /** `done`: sheets; null while others are printed first. */
  | { readonly state: 'drawing'; readonly done: number | null }
  | { readonly state: 'ready'; readonly pdf: Blob }
  | { readonly state: 'failed'; readonly problem: RequestProblem });

const lookEveryMs = 700;

class Printings {
  readonly #client: StationClient;
  readonly #byExam = new Map<string, Printing>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #watchers = new Set<() => void>();

  constructor(client: StationClient) {
    this.#client = client;
  }

  of(examId: string): Printing | null {
    return this.#byExam.get(examId) ?? null;
  }

  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  async start(examId: string, wanted: WantedSheets): Promise<void> {
    this.stop(examId);
    const abort = new AbortController();
    this.#aborts.set(examId, abort);
    this.#set(examId, { ...wanted, state: 'drawing', done: null });
    const { kind, group } = wanted;
    const job = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const timer = setInterval(() => void this.#look(examId, job, abort.signal), lookEveryMs);
    try {
      const pdf = await this.#client.request('getSheets', { params: { examId }, query: { kind, job, ...(kind === 'personal' && group !== null ? { class: group } : {}) } }, { signal: abort.signal });
      if (!abort.signal.aborted) this.#set(examId, { ...wanted, state: 'ready', pdf });
    } catch (error) {
      if (!abort.signal.aborted) this.#set(examId, { ...wanted, state: 'failed', problem: problemOf(error) });
    } finally {
      clearInterval(timer);
    }
  }

  /** Ends it, or puts away what came of it. */
  stop(examId: string): void {
    this.#aborts.get(examId)?.abort();
    this.#aborts.delete(examId);
    this.#set(examId, null);
  }

  async #look(examId: string, job: string, signal: AbortSignal): Promise<void> {
    try {
      const { done } = await this.#client.request('getSheetsProgress', { params: { examId, job } }, { signal });
      const now = this.#byExam.get(examId);
      if (!signal.aborted && now?.state === 'drawing' && done !== null) this.#set(examId, { ...now, done: Math.max(done, now.done ?? 0) });
    } catch {
      // What went wrong the sheets themselves say.
    }
  }

  #set(examId: string, printing: Printing | null): void {
    if (printing === null) this.#byExam.delete(examId);
    else this.#byExam.set(examId, printing);
    for (const changed of this.#watchers) changed();
  }
}

/** One for each client, and gone with it. */
const ofClient = new WeakMap<StationClient, Printings>();

export function printingsOf(client: StationClient): Printings {
  const known = ofClient.get(client);
  if (known !== undefined) return known;
  const made = new Printings(client);
  ofClient.set(client, made);
  return made;
}
