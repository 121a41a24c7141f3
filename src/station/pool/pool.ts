/** What a jobs module exports as `jobs`. Signal: aborted when the job is over its time limit or no longer wanted; its thread is ended 250 ms later. */
export type Jobs = Record<string, (input: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown>>;

export interface PoolCrash { readonly reason: string; /** Jobs that were running. */ readonly jobs: readonly string[] }

export interface PoolOptions {
  /** An ES module that exports `jobs: Jobs`; it is imported once per thread. */
  readonly jobsModule: URL;
  readonly threads: number;
  /** Threads without work for this long (ms) end; 30 s unless said otherwise. */
  readonly idleTimeout?: number;
  /** JavaScript heap of a thread, MB; 512 unless said otherwise. Native memory and buffers are not in it: see `recycleRssMb`. */
  readonly heapMb?: number;
  /** The host is replaced between jobs when its resident memory is above this, MB; 900 unless said otherwise. */
  readonly recycleRssMb?: number;
  readonly onCrash?: (crash: PoolCrash) => void;
}

export interface JobOptions { readonly timeoutMs: number; readonly signal?: AbortSignal }

export interface Pool extends AsyncDisposable {
  /**
   * Runs a job in a thread of the host process; input and result are structured clones (hand over file names, not pixels).
   * `timeoutMs` counts from the moment it runs. Throws what the job threw (as ZhiyueError), `task-timeout`, `worker-crashed`, or the signal's reason.
   */
  run(job: string, input: unknown, options: JobOptions): Promise<unknown>;
  /** Jobs that run and jobs that wait for a thread. */
  readonly load: { readonly running: number; readonly waiting: number };
}

/** Starts the host process in the background and returns at once; jobs wait until it is ready. */
export async function startPool(_options: PoolOptions): Promise<Pool> {
  throw new Error('not yet');
}
