/** One restore from beginning to end: what is wrong with the file or in the way shows before anything changes, and a restore that does not come to its end leaves nothing behind. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { filesOf } from '../exam-deletion.ts';
import type { Noted } from '../store/leftovers.ts';
import type { Store } from '../store/store.ts';
import { commitRestore } from './commit-restore.ts';
import type { Manifest } from './format.ts';
import { type Existing, nameExams } from './names.ts';
import { inThread, type ThreadWatch } from './thread.ts';

export interface Restoring {
  /** Ids from then on. */
  readonly exams: readonly string[];
  run(watch: Pick<ThreadWatch, 'signal' | 'onProgress'>): Promise<void>;
}

/** Throws ZhiyueError exam-exists, and not-found for an exam that is not in the backup. */
export function restoreInto(store: Store, { file, manifest, exams, existing, actor }: { readonly file: string; readonly manifest: Manifest; readonly exams: 'all' | readonly string[]; readonly existing: Existing; readonly actor: string }): Restoring {
  const missing = exams === 'all' ? undefined : exams.find((id) => !manifest.exams.some((exam) => exam.id === id));
  if (missing !== undefined) throw ZhiyueError.of('not-found', [fault('backup-exam-unknown', { exam: missing })], { about: missing });
  const named = nameExams(store.db, manifest.exams.filter(({ id }) => exams === 'all' || exams.includes(id)), existing);
  return {
    exams: named.map(({ as }) => as),
    async run(watch) {
      if (named.length === 0) return;
      const restoreId = randomUUID();
      const stagedFile = join(store.dataFolder, 'incoming', `${restoreId}.sqlite`);
      const noted: Noted[] = [];
      try {
        for (const { as } of named) await store.leftovers.gone(as);
        await inThread({ kind: 'stage', order: { file, dataFolder: store.dataFolder, stagedFile, restoreId, exams: named } }, {
          ...watch,
          willWrite: async (files) => { noted.push(await store.leftovers.note('', files, { restoreId, outcome: 'undone' })); },
        });
        // Noted on disk before it is committed, so that they go even when the station dies right after.
        const replaced = await Promise.all(named.filter(({ replaces }) => replaces).map(async ({ as }) => store.leftovers.note(as, (await filesOf(store, as)).filter((name) => !name.startsWith('layouts/')), { restoreId, outcome: 'done' })));
        try {
          await commitRestore(store, { restoreId, stagedFile, exams: named, actor, record: manifest.record, madeAt: manifest.at }, watch.signal);
        } catch (error) {
          await Promise.all(replaced.map((one) => one.forget()));
          throw error;
        }
        for (const one of replaced) one.remove();
        await Promise.all(noted.map((one) => one.forget()));
      } catch (error) {
        for (const one of noted) one.remove();
        throw error;
      } finally {
        await rm(stagedFile, { force: true });
      }
    },
  };
}
