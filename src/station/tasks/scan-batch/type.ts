import { taskIdOf } from '../task-id.ts';

export const scanBatch = 'scan_batch';

/** The id of the task that pages and files of a batch are children of. */
export const scanBatchTask = (batchId: string): string => taskIdOf(scanBatch, batchId);
