/** A child process that does one job at a time and can be killed: for engines whose work cannot be interrupted. */
import { fork, type ChildProcess } from 'node:child_process';
import { ZhiyueError } from '../../contract/errors.ts';
import { childEnvironment } from '../pool/child-environment.ts';
import { giveWay } from '../pool/low-priority.ts';

export interface ChildJobsOptions {
  /** The module that the child runs. */
  readonly module: URL;
  /** For one job, the start of the process included. */
  readonly timeoutMs: number;
  /** Arguments of Node for the child; none when left out. */
  readonly execArgv?: readonly string[];
}

/** What a child answers: with the id of the question, and the reason where it failed. */
export type ChildAnswer<Answer> = ({ readonly id: number } & Answer) | { readonly id: number; readonly failure: string };

/** States: no child (before the first job, after a kill or a crash) → child idle → child working on one job → child idle. Disposed is final. */
export class ChildJobs<Question extends object, Answer extends object> implements AsyncDisposable {
  readonly #options: ChildJobsOptions;
  #child: ChildProcess | null = null;
  #nextId = 1;
  #disposed = false;

  constructor(options: ChildJobsOptions) {
    this.#options = options;
  }

  /** Process id of the child; null when none runs. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Throws ZhiyueError task-timeout or text-reader-failed, after which the child is killed; the next call starts another. */
  ask(question: Question): Promise<Answer> {
    if (this.#disposed) return Promise.reject(new ZhiyueError('text-reader-failed', 'The text reader has been stopped'));
    const child = (this.#child ??= this.#start());
    const { timeoutMs } = this.#options;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        act();
      };
      const fail = (error: ZhiyueError): void => {
        settle(() => {
          this.#kill(child);
          reject(error);
        });
      };
      const onMessage = (answer: ChildAnswer<Answer>): void => {
        if (answer.id !== id) return;
        if ('failure' in answer) fail(new ZhiyueError('text-reader-failed', `The text reader failed: ${answer.failure}`));
        else settle(() => { resolve(answer); });
      };
      const onExit = (code: number | null, signal: string | null): void => { fail(new ZhiyueError('text-reader-failed', `The text reader's process ended (${signal ?? code})`)); };
      const onError = (cause: Error): void => { fail(new ZhiyueError('text-reader-failed', `The text reader's process cannot be reached: ${cause.message}`, { cause })); };
      const timer = setTimeout(() => { fail(new ZhiyueError('task-timeout', `The text reader did not answer within ${timeoutMs} ms`)); }, timeoutMs);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send({ id, ...question }, (error) => { if (error) onError(error); });
    });
  }

  #start(): ChildProcess {
    const child = fork(this.#options.module, { serialization: 'advanced', env: childEnvironment(), execArgv: [...(this.#options.execArgv ?? [])], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    // Reading text gives way as reading marks does; it is in the station's own session.
    if (child.pid !== undefined) giveWay(child.pid, false);
    const forget = (): void => { if (this.#child === child) this.#child = null; };
    // A failed spawn has no exit; a listener must be there when nobody asks anything.
    child.on('exit', forget).on('error', forget);
    return child;
  }

  #kill(child: ChildProcess): void {
    if (this.#child === child) this.#child = null;
    // SIGKILL also ends a process that is stopped or deep in native code.
    child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => { child.once('exit', resolve).once('error', resolve); });
    this.#kill(child);
    await ended;
  }
}
