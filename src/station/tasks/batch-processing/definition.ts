/** The task that finds out which pages are in a file (PDF, multi-page TIFF, or nothing known). */
import { join } from 'node:path';
import { z } from 'zod';
import type { Pool } from '../../pool/pool.ts';
import type { TaskDefinition } from '../../queue/task.ts';
import { expandSource, findSource, giveUpSource } from '../../store/batches.ts';
import { pageIdOf } from '../../store/ids.ts';
import type { Store } from '../../store/store.ts';
import { failPage, failsAtOnce } from '../ocr-processing/fail-page.ts';

const inputSchema = z.strictObject({ sourceId: z.string() });
export type ExpandInput = z.infer<typeof inputSchema>;
export const batchProcessing = 'batch_processing';
const inspected = z.object({ pages: z.int().min(1) });

export interface BatchProcessingParts { readonly store: Store; readonly pool: Pool; readonly timeoutMs: number; readonly concurrency: number }

export function batchProcessingTask({ store, pool, timeoutMs, concurrency }: BatchProcessingParts): TaskDefinition<ExpandInput> {
  return {
    type: batchProcessing, input: inputSchema, priority: 'high', concurrency, timeoutMs,
    async run({ sourceId }, { signal, attempt, inLine }) {
      const source = findSource(store.db, sourceId);
      if (!source || source.state === 'expanded') return;
      try {
        const { pages } = inspected.parse(await inLine((onStarted) => pool.run('inspect-file', { path: join(store.dataFolder, source.file) }, { timeoutMs, signal, onStarted })));
        await store.write((tx) => expandSource(tx, sourceId, pages));
      } catch (error) {
        if (!failsAtOnce(error)) throw error;
        await failSource(store, sourceId, error, attempt);
      }
    },
  };
}

/** A file that nothing can be got out of counts as one page that cannot be read. */
export async function failSource(store: Store, sourceId: string, error: unknown, attempts: number): Promise<void> {
  await store.write((tx) => {
    if (giveUpSource(tx, sourceId).length > 0) failPage(tx, pageIdOf(sourceId, 1), error, attempts);
  });
}
