import { fromPlainError, ZhiyueError } from '../../contract/errors.ts';
import { endedFault } from './ended.ts';
import { type HostProcess, startHostProcess, usualHeapMb } from './host-process.ts';
import type { JobFolders } from './limits.ts';
import { type LineName, Lines } from './lines.ts';
import { abortGraceMs, type FromHost, type HostSettings } from './messages.ts';

/** What a jobs module exports as `jobs`. Signal: aborted when the job is over its time limit or no longer wanted; its thread is ended 250 ms later. */
export type Jobs = Record<string, (input: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown>>;

export interface PoolCrash { readonly reason: string; /** Jobs that were running. */ readonly jobs: readonly string[]; /** It had been ready: it did not end over its start. */ readonly started: boolean }

export interface PoolOptions {
  /** An ES module that exports `jobs: Jobs`; it is imported once per thread. */
  readonly jobsModule: URL;
  readonly threads: number;
  /** What its jobs read and write, beside the program's own files: nothing else is open to them (docs/decisions/0062). */
  readonly folders: JobFolders;
  /** Threads without work for this long (ms) end; 30 s unless said otherwise. */
  readonly idleTimeout?: number;
  /** JavaScript heap of a thread, MB; 512 unless said otherwise. Native memory and buffers are not in it: see `recycleRssMb`. */
  readonly heapMb?: number;
  /** The host is replaced between jobs when its resident memory is above this, MB; 900 unless said otherwise. */
  readonly recycleRssMb?: number;
  /** The host is ended in the middle of its jobs when its resident memory is above this, MB; 1,024 and 512 for each thread unless said otherwise. */
  readonly maxRssMb?: number;
  readonly onCrash?: (crash: PoolCrash) => void;
}

export interface JobOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Where it waits: `work` (the station's own) when left out, `asked` for what somebody at a screen waits for, `print` for what takes long and is in no hurry. */
  readonly line?: LineName;
  /** Called when its turn has come. */
  readonly onStarted?: () => void;
}

export interface PoolStatistics {
  readonly threads: number;
  /** Jobs at work and jobs that wait for a thread. */
  readonly running: number;
  readonly waiting: number;
  /** Resident memory of the host process, as it last said; null before its first job has ended. */
  readonly rssBytes: number | null;
  /** Hosts that ended though nobody wanted it, since the start. */
  readonly crashes: number;
}

export interface Pool extends AsyncDisposable {
  /**
   * Runs a job in a thread of the host process; input and result are structured clones (hand over file names, not pixels).
   * `timeoutMs` counts from the moment it runs. Throws what the job threw (as ZhiyueError), `task-timeout`, `task-memory`, `task-denied`, `worker-crashed`, or the signal's reason.
   */
  run(job: string, input: unknown, options: JobOptions): Promise<unknown>;
  /** Jobs that run and jobs that wait for a thread. */
  readonly load: { readonly running: number; readonly waiting: number };
  readonly statistics: PoolStatistics;
  /** `waiting` while a new host takes the place of one that died (jobs wait as well), `down` after one that ended before it was ready: the next is tried a second later. The very first start counts as `up`. */
  readonly state: 'up' | 'waiting' | 'down';
}

interface Task {
  readonly id: number;
  readonly job: string;
  readonly input: unknown;
  readonly timeoutMs: number;
  readonly line: LineName;
  readonly onStarted: (() => void) | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Stops listening to the caller's signal. */
  readonly release: () => void;
}

/** A job that was told to end and whose thread does not let go (it sits in native code): the whole host is ended. Long enough for a thread that is only waiting for the processor. */
const stuckAfterMs = abortGraceMs + 5_000;
/** A host that ends before it was ready is not started again at once. */
const restartDelayMs = 1_000;
const closeWithinMs = 500;

/** The host process starts with the first job, which waits until it is ready: a station that reads nothing has none. */
export async function startPool(options: PoolOptions): Promise<Pool> {
  return new HostedPool(options);
}

/** One host process and what it runs. States: starting → ready → (retiring, when it has grown too large) → ended. */
class Host {
  readonly running = new Map<number, { readonly task: Task; readonly timer: NodeJS.Timeout; settled: boolean }>();
  readonly process: HostProcess;
  ready = false;
  retiring = false;
  /** Its memory when it was ended for that. */
  outgrownMb: number | null = null;

  constructor(settings: Omit<HostSettings, 'leadsGroup'>, folders: JobFolders, onMessage: (host: Host, message: FromHost) => void) {
    this.process = startHostProcess(settings, folders, (message) => onMessage(this, message));
  }
}

class HostedPool implements Pool {
  readonly #options: PoolOptions;
  /** The one that gets new jobs; null before the first job, and between a failed start and the next. */
  #host: Host | null = null;
  readonly #hosts = new Set<Host>();
  readonly #waiting = new Lines<Task>();
  #nextId = 1;
  /** A host died and the next is not ready yet. */
  #replacing = false;
  #restart: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;
  #rssBytes: number | null = null;
  #crashes = 0;
  #folders: JobFolders;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#folders = options.folders;
  }

  get load(): { running: number; waiting: number } {
    return { running: [...this.#hosts].reduce((sum, host) => sum + host.running.size, 0), waiting: this.#waiting.length };
  }

  get statistics(): PoolStatistics {
    return { threads: this.#options.threads, ...this.load, rssBytes: this.#rssBytes, crashes: this.#crashes };
  }

  get state(): Pool['state'] {
    if (this.#host === null) return this.#restart === null ? 'up' : 'down';
    return this.#host.ready || !this.#replacing ? 'up' : 'waiting';
  }

  run(job: string, input: unknown, { timeoutMs, signal, line = 'work', onStarted }: JobOptions): Promise<unknown> {
    if (this.#closing !== null) return Promise.reject(closedError());
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#abandon(task, signal?.reason);
      const task: Task = { id: this.#nextId++, job, input, timeoutMs, line, onStarted, resolve, reject, release: () => signal?.removeEventListener('abort', onAbort) };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(task);
      if (this.#host === null && this.#restart === null) this.#startHost();
      this.#dispatch();
    });
  }

  /** Only as many jobs as there are threads for are handed over: what waits here survives a crash of the host. */
  #dispatch(): void {
    const host = this.#host;
    if (host === null) return;
    for (;;) {
      const task = this.#waiting.next([...host.running.values()].map((one) => one.task), this.#options.threads);
      if (task === undefined) return;
      const late = new ZhiyueError('task-timeout', `${task.job} took longer than ${task.timeoutMs} ms.`, { about: task.job });
      const timer = setTimeout(() => this.#abandon(task, late), task.timeoutMs);
      host.running.set(task.id, { task, timer, settled: false });
      host.process.send({ kind: 'run', id: task.id, job: task.job, input: task.input });
      task.onStarted?.();
    }
  }

  /** Ends a job from outside. The caller hears at once; the thread counts as taken until the host says that it is free. */
  #abandon(task: Task, reason: unknown): void {
    task.release();
    task.reject(reason);
    this.#waiting.remove(task);
    for (const host of this.#hosts) {
      const entry = host.running.get(task.id);
      if (entry === undefined || entry.settled) continue;
      clearTimeout(entry.timer);
      host.process.send({ kind: 'abort', id: task.id });
      host.running.set(task.id, { task, settled: true, timer: setTimeout(() => host.process.kill(), stuckAfterMs) });
    }
  }

  #heard(host: Host, message: FromHost): void {
    if (message.kind === 'ready') {
      host.ready = true;
      this.#replacing = false;
      return;
    }
    if (message.kind === 'outgrown') {
      host.outgrownMb = message.rssMb;
      host.process.kill();
      return;
    }
    const entry = host.running.get(message.id);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    host.running.delete(message.id);
    const { task } = entry;
    task.release();
    if (message.outcome.kind === 'done') task.resolve(message.outcome.value);
    else task.reject(fromPlainError(message.outcome.error));

    this.#rssBytes = Math.round(message.rssMb * 1_048_576);
    if (message.rssMb > (this.#options.recycleRssMb ?? 900)) this.#retire(host);
    if (host.retiring && host.running.size === 0) host.process.kill();
    this.#dispatch();
  }

  /** Gives new jobs to a fresh host and lets this one end what it has. */
  #retire(host: Host): void {
    if (host.retiring || this.#closing !== null) return;
    host.retiring = true;
    if (this.#host === host) this.#startHost();
  }

  #startHost(): void {
    const { jobsModule, threads, idleTimeout, heapMb, maxRssMb } = this.#options;
    // One more, for printing: it is there only while somebody prints.
    const settings = { jobsModule: jobsModule.href, threads: threads + 1, idleTimeoutMs: idleTimeout ?? 30_000, heapMb: heapMb ?? usualHeapMb, maxRssMb: maxRssMb ?? 1_024 + 512 * (threads + 1) };
    const host = new Host(settings, this.#folders, (from, message) => this.#heard(from, message));
    this.#host = host;
    this.#hosts.add(host);
    void host.process.ended.then((reason) => this.#ended(host, reason));
  }

  #ended(host: Host, reason: string): void {
    this.#hosts.delete(host);
    const lost = [...host.running.values()];
    host.running.clear();
    for (const { task, timer } of lost) {
      clearTimeout(timer);
      task.release();
      task.reject(this.#closing === null ? lostError(task.job, host, reason) : closedError());
    }
    if (this.#closing !== null) return;
    if (!host.retiring || lost.length > 0) {
      this.#crashes++;
      this.#options.onCrash?.({ reason, jobs: lost.map(({ task }) => task.job), started: host.ready });
    }
    if (this.#host !== host) return;
    this.#host = null;
    this.#replacing = true;
    if (!host.ready && this.#folders !== 'any' && process.versions['electron'] !== undefined) {
      // An Electron whose Node does not know the permission model: better without it than not at all; time, memory and a process of its own still hold.
      this.#folders = 'any';
      this.#options.onCrash?.({ reason: 'the limits on files cannot be had here; going on without them', jobs: [], started: false });
    }
    if (host.ready) this.#restartNow();
    else this.#restart ??= setTimeout(() => this.#restartNow(), restartDelayMs);
  }

  #restartNow(): void {
    this.#restart = null;
    this.#startHost();
    this.#dispatch();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#closing ??= Promise.resolve().then(() => this.#close()));
  }

  async #close(): Promise<void> {
    if (this.#restart !== null) clearTimeout(this.#restart);
    for (const task of this.#waiting.takeAll()) {
      task.release();
      task.reject(closedError());
    }
    const hosts = [...this.#hosts];
    const busy = hosts.filter(({ running }) => running.size > 0);
    for (const host of busy) for (const { task } of host.running.values()) this.#abandon(task, closedError());
    if (busy.length > 0) await drained(busy);
    for (const { process } of hosts) process.kill();
    await Promise.all(hosts.map(({ process }) => process.ended));
  }
}

/** Resolves when the hosts have nothing running any more, or after `closeWithinMs`. */
async function drained(hosts: readonly Host[]): Promise<void> {
  const end = performance.now() + closeWithinMs;
  while (performance.now() < end && hosts.some(({ running }) => running.size > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function lostError(job: string, { outgrownMb }: Host, reason: string): ZhiyueError {
  if (outgrownMb !== null) return new ZhiyueError('task-memory', `The process that ran ${job} had grown to ${Math.round(outgrownMb)} MB and was ended.`, { about: job });
  return ZhiyueError.of('worker-crashed', [endedFault(reason)], { about: job });
}

function closedError(): ZhiyueError {
  return new ZhiyueError('worker-crashed', 'The pool is closed.');
}
