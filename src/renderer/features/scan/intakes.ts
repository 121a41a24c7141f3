/**
 * What is being put in, by exam; it goes on while somebody looks at another screen.
 *
 *   sending ──▶ done
 *      ├─────▶ stopped   by the person or by a trouble; `goOn` sends what is missing
 *      └─────▶ (forgotten by `forget`)
 */
import type { StationClient } from '../../../client/station-client.ts';
import { ByExam, onePerClient } from '../../store/by-exam.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import type { Picked } from './scan-source.ts';
import { sendFiles, sendingOf, type Sent } from './send-files.ts';

export interface Intake {
  readonly batchKey: string;
  /** By which the station knows the same files again; null where it opens them itself. */
  readonly sendingId: string | null;
  readonly picked: Picked;
  readonly state: 'sending' | 'stopped' | 'done';
  readonly sent: Sent;
  /** Files that are no scans, by name. */
  readonly skipped: readonly string[];
  /** Why it stopped; null when the person stopped it. */
  readonly problem: RequestProblem | null;
  readonly startedAt: number;
}

const nothing: Sent = { files: 0, bytes: 0, known: 0 };

export class Intakes extends ByExam<Intake> {
  readonly #client: StationClient;
  readonly #aborts = new Map<string, AbortController>();

  constructor(client: StationClient) {
    super();
    this.#client = client;
  }

  start(examId: string, batchKey: string, picked: Picked): void {
    this.set(examId, { batchKey, sendingId: picked.kind === 'files' ? sendingOf(picked.files) : null, picked, state: 'sending', sent: nothing, skipped: picked.kind === 'files' ? picked.skipped : [], problem: null, startedAt: Date.now() });
    void this.#run(examId);
  }

  stop(examId: string): void {
    this.#aborts.get(examId)?.abort();
  }

  goOn(examId: string): void {
    const intake = this.of(examId);
    if (intake?.state === 'stopped') this.start(examId, intake.batchKey, intake.picked);
  }

  forget(examId: string): void {
    if (this.of(examId)?.state !== 'sending') this.set(examId, null);
  }

  async #run(examId: string): Promise<void> {
    const intake = this.of(examId);
    if (intake === null) return;
    const { batchKey, picked } = intake;
    const abort = new AbortController();
    this.#aborts.set(examId, abort);
    const leave = (event: BeforeUnloadEvent): void => event.preventDefault();
    if (picked.kind === 'files') addEventListener('beforeunload', leave);
    try {
      if (picked.kind === 'files') {
        await sendFiles(this.#client, picked.files, { examId, batchKey, signal: abort.signal, onSent: (sent) => this.#change(examId, { sent }) });
      } else {
        const { added, known, skipped } = await this.#client.request('putInPaths', { params: { examId }, body: { batch: batchKey, paths: [...picked.paths] } }, { signal: abort.signal, timeoutMs: 24 * 3_600_000 });
        this.#change(examId, { sent: { files: added + known, bytes: 0, known }, skipped });
      }
      this.#change(examId, { state: 'done' });
    } catch (error) {
      this.#change(examId, { state: 'stopped', problem: abort.signal.aborted ? null : problemOf(error) });
    } finally {
      removeEventListener('beforeunload', leave);
      this.#aborts.delete(examId);
    }
  }

  #change(examId: string, change: Partial<Intake>): void {
    const intake = this.of(examId);
    if (intake !== null) this.set(examId, { ...intake, ...change });
  }
}

export const intakesOf = onePerClient((client) => new Intakes(client));
