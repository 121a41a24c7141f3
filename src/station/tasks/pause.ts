/** Holding the work back and letting it go on; a restart does not forget it. */
import { z } from 'zod';
import type { Queue } from '../queue/queue.ts';
import type { Db } from '../store/database.ts';
import { readSetting, saveSetting } from '../store/settings.ts';
import type { Store } from '../store/store.ts';

const setting = 'work-paused';

export function isWorkPaused(db: Db): boolean {
  return readSetting(db, setting, z.boolean()) ?? false;
}

export interface PauseParts { readonly store: Store; readonly queue: Pick<Queue, 'pause' | 'resume'> }

/** Running tasks end, no others start. Does nothing when the work is paused. `drain`: resolves when none runs on this machine any more. */
export function pauseWork(parts: PauseParts, actor: string, options: { readonly drain: boolean }): Promise<void> {
  return setPaused(parts, true, actor, options);
}

export function resumeWork(parts: PauseParts, actor: string): Promise<void> {
  return setPaused(parts, false, actor);
}

async function setPaused({ store, queue }: PauseParts, paused: boolean, actor: string, { drain } = { drain: false }): Promise<void> {
  await store.write((tx) => {
    if (isWorkPaused(tx) === paused) return;
    saveSetting(tx, setting, paused);
    tx.append({ type: paused ? 'work.paused' : 'work.resumed', examId: null, actor, payload: {} });
  });
  // As the record says now: of two people at once the later one counts.
  await (isWorkPaused(store.db) ? queue.pause({ drain }) : queue.resume());
}
