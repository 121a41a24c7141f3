/** What is to be written along with whatever a piece of work writes: in the same transaction, or not at all. It follows the work through its awaits, so that nobody in between has to hand it on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './transaction.ts';

/** `seq`: of the last event that the transaction appended; null for none. */
export type Mark = (tx: Tx, seq: number | null) => void;

const marks = new AsyncLocalStorage<Mark>();

/** Calls `mark` at the end of every change that `work` has written. */
export function alongWith<T>(mark: Mark, work: () => Promise<T>): Promise<T> {
  return marks.run(mark, work);
}

export function markOfThisWork(): Mark | undefined {
  return marks.getStore();
}

