/** Giving one task up whose key counts how often it was asked for: a page to read, a file to look into. */
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';
import { followUp } from './follow-up.ts';
import { numberedKey } from './numbered-key.ts';
import { goOn } from './ocr-processing/cancel-page.ts';
import { taskIdOf } from './task-id.ts';
import type { TaskDoors } from './task-type.ts';

interface Asked { readonly examId: string; readonly batchId: string; readonly state: string; readonly asked: number }

export interface CancelWaiting<T extends Asked> {
  readonly type: string;
  readonly find: (tx: Tx, what: string) => T | null;
  readonly giveUp: (tx: Tx, found: T, actor: string) => void;
}

/** Records that somebody gives it up, unless it is over or was asked for again since, and takes it out of the queue. */
export async function cancelWaiting<T extends Asked>({ type, find, giveUp }: CancelWaiting<T>, store: Store, key: string, actor: string, doors: TaskDoors): Promise<void> {
  const given = await store.write((tx) => {
    const { what, number } = numberedKey(key) ?? {};
    const found = what === undefined ? null : find(tx, what);
    if (found?.state !== 'waiting' || found.asked !== number) return null;
    tx.append({ type: 'task.cancelled', examId: found.examId, correlationId: found.batchId, actor, payload: { task_id: taskIdOf(type, key) } });
    giveUp(tx, found, actor);
    return found;
  });
  await followUp(doors.redis, () => doors.queue.cancel(type, key));
  if (given) await goOn({ store, ...doors }, given.examId, given.batchId);
}
