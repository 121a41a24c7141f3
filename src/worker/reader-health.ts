/** Whether pages or this machine are to blame where its reading process ends. */
import { ZhiyueError } from '../contract/errors.ts';
import { type Pool, type PoolCrash } from '../station/pool/pool.ts';
import type { ReadPageInput } from '../station/tasks/ocr-processing/read-page-result.ts';

/** A page that crashes every reader ends as many processes at most before another page is read; a machine that is at fault ends them all. */
const crashesInRow = 3;

export class ReaderHealth {
  readonly #folder: string;
  /** Since the last page that was read here. */
  #crashes = 0;
  readonly #pages = new Set<string>();
  /** The last process ended before it could be given anything. */
  #unstarted = false;

  /** `folder`: of the worker, with its log. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  crashed({ started }: PoolCrash): void {
    this.#crashes += 1;
    this.#unstarted = !started;
  }

  pageRead(): void {
    this.#crashes = 0;
    this.#pages.clear();
    this.#unstarted = false;
  }

  /** What a page that met `error` is to end with: the error, or `reader-broken` where this machine is to blame for it. */
  judged(pageId: string, error: unknown): unknown {
    if (!isCrash(error)) return error;
    this.#pages.add(pageId);
    return this.#unstarted || (this.#crashes >= crashesInRow && this.#pages.size > 1) ? this.#broken(error) : error;
  }

  /** Starts the reader and has it look for a page that is not there. Throws `reader-broken` where it ends over that. */
  async probe(pool: Pool, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const nothing: ReadPageInput = { dataFolder: this.#folder, file: 'images/none.jpg', layoutFile: 'layouts/none.json', pageInFile: 1, pageId: 'none' };
    try {
      await pool.run('read-page', nothing, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (isCrash(error)) throw this.#broken(error);
    }
    this.#unstarted = false;
  }

  #broken(cause: ZhiyueError): ZhiyueError {
    return new ZhiyueError('reader-broken', cause.message, { about: this.#folder, cause, faults: cause.faults });
  }
}

function isCrash(error: unknown): error is ZhiyueError {
  return error instanceof ZhiyueError && error.code === 'worker-crashed';
}
