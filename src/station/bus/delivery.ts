import { setTimeout as wait } from 'node:timers/promises';
import { errorCodes, ZhiyueError } from '../../contract/errors.ts';
import { type EventType, fits, type KnownEvent, type StoredEvent } from '../../contract/events.ts';
import type { DeadLetter } from './dead-letters.ts';
import { filteredError } from './error-text.ts';
import type { TimeLimit } from './time-limit.ts';

export interface HandlerContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the bus closes: what then rejects is not counted as a failure but delivered again at the next start. */
  readonly signal: AbortSignal;
}

/** Does something about events of the types `T`; the payload is known by the type. May be called again with the same event (`event_id`) and then finds its work done. */
export type EventHandler<T extends EventType = EventType> = (event: KnownEvent<T>, context: HandlerContext) => Promise<void>;

/** A handler whose types are checked at run time. */
export interface Receiver {
  wants(type: string): boolean;
  /** Throws ZhiyueError for an event that does not carry what its type says. */
  receive(event: StoredEvent, context: HandlerContext): Promise<void>;
}

/** `isChecked`: whether the payload of this very event was found to be what its type says, a moment ago in this process. */
export function receiverOf<T extends EventType>(types: readonly T[] | '*', handler: EventHandler<T>, isChecked: (event: StoredEvent) => boolean = () => false): Receiver {
  const wanted: ReadonlySet<string> = new Set(types === '*' ? [] : types);
  const isKnown = (event: StoredEvent): event is KnownEvent<T> => (isChecked(event) && (types === '*' || wanted.has(event.type))) || fits(event, types);
  return {
    wants: (type) => types === '*' || wanted.has(type),
    receive(event, context) {
      if (isKnown(event)) return handler(event, context);
      throw new ZhiyueError('option-invalid', `Event ${event.seq} does not carry what an event of type ${event.type} carries: another version wrote it.`, { about: event.type });
    },
  };
}

export interface DeliveryOptions {
  readonly group: string;
  readonly receiver: Receiver;
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  readonly timeLimit: TimeLimit;
  readonly bury: (letter: DeadLetter) => Promise<void>;
  readonly onTrouble: (error: Error) => void;
}

/** Lets time pass between two attempts; whoever waits holds nobody else up. */
export type Pause = (ms: number) => Promise<void>;

/** Gives the events of one group to its handler. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #signal: AbortSignal;
  readonly #first: HandlerContext;

  constructor(options: DeliveryOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#first = { attempt: 1, signal };
  }

  wants(type: string): boolean {
    return this.#options.receiver.wants(type);
  }

  /** The first try, which knows no limit of time. Throws, or rejects with, what the handler does. */
  first(event: StoredEvent): Promise<void> {
    return this.#options.receiver.receive(event, this.#first);
  }

  /** One try. Throws, or rejects with, what the handler does, and ZhiyueError task-timeout when it does not come to an end. */
  attempt(event: StoredEvent, attempt: number): Promise<void> {
    const { receiver, timeLimit } = this.#options;
    return timeLimit.of(receiver.receive(event, { attempt, signal: this.#signal }));
  }

  /** After the first try has failed: tries until the event is dealt with or buried. Rejects only when the bus closes: the event is still to be dealt with then. */
  async recover(event: StoredEvent, firstError: unknown, pause: Pause): Promise<void> {
    const { group, maxRetries, retryDelaysMs, onTrouble } = this.#options;
    let error = firstError;
    for (let attempt = 1; ; attempt += 1) {
      this.#signal.throwIfAborted();
      onTrouble(new Error(`${group} could not handle ${event.type} (seq ${event.seq}, attempt ${attempt})`, { cause: error }));
      if (!isOfTheMachine(error) && (attempt > maxRetries || !mayPass(error))) return await this.#bury(event, attempt, error, pause);
      await pause(delayOf(retryDelaysMs, attempt));
      this.#signal.throwIfAborted();
      try {
        return await this.attempt(event, attempt + 1);
      } catch (again) {
        error = again;
      }
    }
  }

  /** The exam goes on only when the letter lies where somebody can find it. */
  async #bury(event: StoredEvent, attempts: number, error: unknown, pause: Pause): Promise<void> {
    const { group, retryDelaysMs, bury, onTrouble } = this.#options;
    const letter: DeadLetter = { group, event, attempts, error: filteredError(error), at: new Date().toISOString() };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await bury(letter);
      } catch (trouble) {
        this.#signal.throwIfAborted();
        onTrouble(new Error(`a dead letter of ${group} (seq ${event.seq}) could not be kept`, { cause: trouble }));
      }
      await pause(delayOf(retryDelaysMs, attempt));
    }
  }
}

/** Bad input stays bad; anything else (a busy database, a full disk, a bug that depends on the moment) may go away. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ZhiyueError)) return true;
  const kind = errorCodes[error.code];
  return kind !== 'bad-input' && kind !== 'bad-page';
}

/** A full disk, say: no event is to blame, and until somebody has made space the next one would fare no better. */
function isOfTheMachine(error: unknown): boolean {
  return error instanceof ZhiyueError ? errorCodes[error.code] === 'environment' : error instanceof Error && redisCannotWrite.test(error.message);
}

/** What Redis answers when its own disk or memory is full: a handler that queues a task hears of it first. */
const redisCannotWrite = /^(?:MISCONF|OOM) /;

function delayOf(delaysMs: readonly number[], attempt: number): number {
  return delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? 1_000;
}

/** A pause that ends early, by rejecting, when the signal is aborted. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
