/** The task that tells how many bytes the scan of a page has. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TaskDefinition } from '../../../../src/station/queue/queue.ts';
import { findPage } from '../../../../src/station/store/pages.ts';
import type { Store } from '../../../../src/station/store/store.ts';

const inputSchema = z.strictObject({ pageId: z.string() });
export const weighScan = 'weigh_scan';

export interface WeighScanParts {
  readonly store: Pick<Store, 'db' | 'dataFolder'>;
  readonly weighed: (pageId: string, bytes: number) => void;
}

export function weighScanTask({ store, weighed }: WeighScanParts): TaskDefinition<z.infer<typeof inputSchema>> {
  return {
    type: weighScan, input: inputSchema, priority: 'low', concurrency: 2, rate: { max: 100, perMs: 1_000 }, timeoutMs: 10_000,
    async run({ pageId }, context) {
      const page = findPage(store.db, pageId);
      if (page === null) return; // Its exam was deleted: nothing is left to do.
      context.signal.throwIfAborted();
      const { size } = await stat(join(store.dataFolder, page.file));
      context.progress(1);
      weighed(pageId, size);
    },
  };
}
