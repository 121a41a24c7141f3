/** What the bench says to its servers and its crowds of clients, which are processes of their own. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const serverKinds = ['station', 'ws', 'socket.io'] as const;
export type ServerKind = (typeof serverKinds)[number];

export interface Greeting { readonly kind: 'ready'; readonly port: number; readonly path: string; /** What a client sends once it is connected; null: nothing. */ readonly hello: string | null; readonly record: string }

export type ToServer =
  | { readonly kind: 'memory' }
  | { readonly kind: 'cpu' }
  | { readonly kind: 'broadcast' }
  /** Station only: puts scans in, so that pages are being read. */
  | { readonly kind: 'read-pages' }
  | { readonly kind: 'end' };
export type FromServer =
  | Greeting
  | { readonly kind: 'memory'; readonly rssBytes: number; readonly heapBytes: number }
  /** Processor time of the process so far. */
  | { readonly kind: 'cpu'; readonly ms: number }
  /** `at`: when the log, or the loop over the clients, had it; milliseconds of the machine's monotonic clock. */
  | { readonly kind: 'broadcast'; readonly at: number; readonly lastSeq: number; readonly bytes: number }
  | { readonly kind: 'read-pages'; readonly pages: number };

export type ToCrowd =
  | { readonly kind: 'connect'; readonly server: ServerKind; readonly at: Greeting; readonly count: number }
  /** Answered when every client of this server has heard one event more. */
  | { readonly kind: 'expect'; readonly server: ServerKind }
  /** Breaks off this many connections without a word. */
  | { readonly kind: 'drop'; readonly server: ServerKind; readonly count: number }
  /** Connects this many at once, each with this hello; answered when each has heard the event `until`. */
  | { readonly kind: 'resume'; readonly server: ServerKind; readonly at: Greeting; readonly count: number; readonly hello: string; readonly until: number }
  | { readonly kind: 'end' };
export type FromCrowd =
  | { readonly kind: 'connected'; readonly failed: number }
  | { readonly kind: 'expecting' }
  | { readonly kind: 'heard'; readonly times: readonly number[]; readonly missing: number }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'resumed'; readonly times: readonly number[]; readonly missing: number; readonly doubled: number };

/** Milliseconds of the clock that all processes of the machine share. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A child of the bench, asked and answering in turn. */
export class Child<Ask, Answer extends { readonly kind: string }> implements Disposable {
  readonly #child: ChildProcess;
  readonly #answers: Answer[] = [];
  #wake: (() => void) | null = null;
  #ended = false;

  constructor(script: string, parameters: readonly string[]) {
    this.#child = fork(fileURLToPath(new URL(script, import.meta.url)), parameters, { execArgv: ['--expose-gc'], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message) => {
      // Both ends are the bench's own.
      // oxlint-disable-next-line no-unsafe-type-assertion
      this.#answers.push(message as Answer);
      this.#wake?.();
    });
    this.#child.on('exit', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  ask(question: Ask): void {
    if (typeof question === 'object' && question !== null) this.#child.send(question);
  }

  async answer<K extends Answer['kind']>(kind: K): Promise<Extract<Answer, { kind: K }>> {
    for (;;) {
      const index = this.#answers.findIndex((answer) => answer.kind === kind);
      const [found] = index === -1 ? [] : this.#answers.splice(index, 1);
      if (found && isOf(found, kind)) return found;
      if (this.#ended) throw new Error(`a process of the bench ended before it answered ${kind}`);
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    this.#child.send({ kind: 'end' }, () => undefined);
    await exited;
    clearTimeout(late);
  }

  [Symbol.dispose](): void {
    if (!this.#ended) this.#child.kill('SIGKILL');
  }
}

function isOf<Answer extends { readonly kind: string }, K extends Answer['kind']>(answer: Answer, kind: K): answer is Extract<Answer, { kind: K }> {
  return answer.kind === kind;
}
