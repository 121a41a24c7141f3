import { setTimeout as wait } from 'node:timers/promises';
import { errorCodes, toPlainError, ZhiyueError } from '../../contract/errors.ts';
import type { StoredEvent } from '../../contract/events.ts';
import type { DeadLetter } from './event-log.ts';

export interface HandlerContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the bus closes: what then rejects is not counted as a failure but delivered again at the next start. */
  readonly signal: AbortSignal;
}

export type EventHandler = (event: StoredEvent, context: HandlerContext) => Promise<void>;

export interface DeliveryOptions {
  readonly group: string;
  readonly handler: EventHandler;
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  readonly signal: AbortSignal;
  /** Whether the record says that the event was dealt with after all: an attempt can fail after its transaction. */
  readonly isDone: (event: StoredEvent) => boolean;
  readonly bury: (letter: DeadLetter) => Promise<void>;
  readonly onTrouble: (error: Error) => void;
}

/** Gives one event to its handler until it is dealt with or buried. Rejects only when the signal was aborted: the event is still to be dealt with then. */
export async function deliver(event: StoredEvent, options: DeliveryOptions): Promise<void> {
  const { handler, signal, maxRetries, onTrouble } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      if (attempt > 1 && options.isDone(event)) return;
      return await handler(event, { attempt, signal });
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(new Error(`${options.group} could not handle ${event.type} (seq ${event.seq}, attempt ${attempt})`, { cause: error }));
      if (attempt > maxRetries || !mayPass(error)) return await bury(event, attempt, error, options);
    }
    await pause(options.retryDelaysMs, attempt, signal);
  }
}

/** Bad input stays bad; anything else (a busy database, a full disk, a bug that depends on the moment) may go away. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ZhiyueError)) return true;
  const kind = errorCodes[error.code];
  return kind !== 'bad-input' && kind !== 'bad-page';
}

/** The group goes on only when the letter lies where somebody can find it. */
async function bury(event: StoredEvent, attempts: number, error: unknown, { group, retryDelaysMs, signal, bury: keep, onTrouble }: DeliveryOptions): Promise<void> {
  const { code, message } = toPlainError(error);
  const letter: DeadLetter = { group, event, attempts, error: { code, message }, at: new Date().toISOString() };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unlessAborted(keep(letter), signal);
    } catch (trouble) {
      signal.throwIfAborted();
      onTrouble(new Error(`a dead letter of ${group} (seq ${event.seq}) could not be kept`, { cause: trouble }));
    }
    await pause(retryDelaysMs, attempt, signal);
  }
}

async function pause(delaysMs: readonly number[], attempt: number, signal: AbortSignal): Promise<void> {
  await wait(delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? 1_000, undefined, { signal });
}

/** The closing does not wait for a Redis that is down; a letter that gets through after all lies there twice after the next start, which is better than not at all. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
