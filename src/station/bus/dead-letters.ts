/** Events that a group could not handle. The record keeps them until somebody has them tried again with success, or puts them away; the stream beside it tells whoever reads Redis. */
import type { StoredEvent } from '../../contract/events.ts';
import type { DeadLetterState, KeptLetter, LetterAfterwards, RetryPlace } from '../../contract/routes/dead-letters.ts';
import { notThere } from '../../contract/not-there.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import { filteredError } from './error-text.ts';

export interface DeadLetter {
  readonly group: string;
  readonly event: StoredEvent;
  /** How often it was tried. */
  readonly attempts: number;
  readonly error: { readonly code: string; readonly message: string };
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface LetterFilter {
  /** `waiting` when left out. */
  readonly state?: DeadLetterState | 'all';
  readonly group?: string;
  /** Beyond this letter, going back in time. */
  readonly before?: number;
  readonly limit?: number;
}

export interface LetterEnd { readonly state: Exclude<DeadLetterState, 'waiting'>; readonly by: string; readonly reason: string | null }

/** Where letters are kept; the store implements it. */
export interface LetterBox {
  /** Keeps a letter. Of a group and event there is one: a newer failure takes the place of the older. Resolves once it is on disk. */
  keep(letter: DeadLetter): Promise<void>;
  find(id: number): KeptLetter | null;
  /** Newest first. */
  list(filter: LetterFilter): readonly KeptLetter[];
  /** The oldest of those that wait, beyond `after` and failed no later than `failedBy`. */
  oldest(filter: RetryPlace & { readonly group?: string; readonly limit: number }): readonly number[];
  /** When the last of those that wait failed; null: none waits. */
  lastFailure(): string | null;
  /** How many wait for somebody. */
  waiting(): number;
  /** Records how it ended, with the event that says so. One that no longer waits stays as it is. */
  settle(id: number, end: LetterEnd): Promise<void>;
  /** Records that somebody had it tried again in vain: the newer failure, and the event that says so. One that no longer waits stays as it is. */
  failedAgain(id: number, failure: Pick<DeadLetter, 'attempts' | 'error' | 'at'>, by: string): Promise<void>;
}

/** Gives an event to a group's handler once more. Rejects with what the handler rejects with. */
export type Again = (group: string, event: StoredEvent, attempt: number) => Promise<void>;

/** What can be done about dead letters. */
export interface DeadLetters {
  /** Throws not-found for a group that there is not. */
  list(filter: LetterFilter): readonly KeptLetter[];
  waiting(): number;
  /** Throws ZhiyueError not-found. */
  find(id: number): KeptLetter;
  /**
   * Tries it once more; the letter says what came of it. Throws not-found. A letter that was dealt with stays as it is;
   * while somebody else does something about it, that is waited for instead.
   */
  retry(id: number, by: string): Promise<LetterAfterwards>;
  /**
   * Tries all that wait, the oldest first, for a while; what is left begins at `next`. Each is tried once, also when it fails again, and only by one of several who ask at the same time:
   * those that somebody else has tried since it began, or is trying now, are `taken`. Throws not-found for a group that there is not.
   */
  retryAll(which: { readonly group?: string; readonly from?: RetryPlace }, by: string, signal: AbortSignal): Promise<AnswerOf<'retryDeadLetters'>>;
  /** Puts it away; the record keeps who and why. Throws not-found. One that was dealt with stays as it is. */
  discard(id: number, by: string, reason: string): Promise<LetterAfterwards>;
}

/** What one call of `retryAll` does at most: whoever waits for the answer hears from it well before he gives up. */
const lettersInOneCall = 200;
const callMs = 10_000;

/**
 * @param refuseUnknown throws for a group that there is not.
 * @param onTrouble hears of each try that failed, with all of the error: the letter keeps only what names nobody.
 */
export function deadLettersOf(box: LetterBox, again: Again, refuseUnknown: (group: string) => void, onTrouble: (error: Error) => void): DeadLetters {
  /** One that an older version had may have letters still. */
  const refuseUnknownGroup = (group: string | undefined): void => {
    if (group !== undefined && box.list({ group, state: 'all', limit: 1 }).length === 0) refuseUnknown(group);
  };
  const find = (id: number): KeptLetter => {
    const letter = box.find(id);
    if (letter === null) throw notThere('letter', String(id));
    return letter;
  };
  /** What is being done about letters. */
  const underWay = new Map<number, Promise<void>>();
  const begin = (id: number, act: () => Promise<void>): Promise<void> => {
    const acting = act().finally(() => underWay.delete(id));
    underWay.set(id, acting);
    return acting;
  };
  const tryAgain = async ({ id, group, event, attempts }: KeptLetter, by: string): Promise<void> => {
    const attempt = attempts + 1;
    try {
      await again(group, event, attempt);
    } catch (error) {
      onTrouble(new Error(`${group} could not handle ${event.type} (seq ${event.seq}, attempt ${attempt}, tried again by hand)`, { cause: error }));
      return await box.failedAgain(id, { attempts: attempt, error: filteredError(error), at: new Date().toISOString() }, by);
    }
    await box.settle(id, { state: 'handled', by, reason: null });
  };
  return {
    find,
    list: (filter) => {
      refuseUnknownGroup(filter.group);
      return box.list(filter);
    },
    waiting: () => box.waiting(),
    async retry(id, by) {
      const letter = find(id);
      const other = underWay.get(id);
      if (other !== undefined) await other;
      else if (letter.state === 'waiting') await begin(id, () => tryAgain(letter, by));
      return { ...find(id), acted: letter.state === 'waiting' };
    },
    async retryAll({ group, from }, by, signal) {
      refuseUnknownGroup(group);
      const failedBy = from?.failedBy ?? box.lastFailure();
      const outcome = { handled: 0, failed: 0, taken: 0 };
      if (failedBy === null) return { ...outcome, next: null };
      const begun = performance.now();
      const waiting = box.oldest({ after: from?.after ?? 0, failedBy, limit: lettersInOneCall, ...(group === undefined ? {} : { group }) });
      for (const [done, id] of waiting.entries()) {
        if (signal.aborted || performance.now() - begun > callMs) return { ...outcome, next: { after: waiting[done - 1] ?? from?.after ?? 0, failedBy } };
        const letter = find(id);
        if (underWay.has(id) || letter.state !== 'waiting' || letter.at > failedBy) outcome.taken += 1;
        else {
          await begin(id, () => tryAgain(letter, by));
          outcome[find(id).state === 'handled' ? 'handled' : 'failed'] += 1;
        }
      }
      const last = waiting.at(-1);
      return { ...outcome, next: last === undefined || waiting.length < lettersInOneCall ? null : { after: last, failedBy } };
    },
    async discard(id, by, reason) {
      // Whoever had it tried again has been told what came of it; a failure here is theirs.
      for (let other = underWay.get(id); other !== undefined; other = underWay.get(id)) await other.catch(() => undefined);
      const acted = find(id).state === 'waiting';
      if (acted) await begin(id, () => box.settle(id, { state: 'discarded', by, reason }));
      return { ...find(id), acted };
    },
  };
}
