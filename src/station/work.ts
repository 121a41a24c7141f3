/** Tasks by what they are about. Their keys follow from that, so that asking twice does nothing. */
import type { Queue } from './queue/queue.ts';
import type { SheetRow } from './store/sheets.ts';
import { batchProcessing } from './tasks/batch-processing/definition.ts';
import { gradingExecution } from './tasks/grading-execution/definition.ts';
import { ocrProcessing } from './tasks/ocr-processing/definition.ts';

export interface Work {
  /** Find out which pages are in these files. */
  expand(sourceIds: readonly string[]): Promise<void>;
  read(pageIds: readonly string[]): Promise<void>;
  grade(sheets: readonly SheetRow[]): Promise<void>;
}

export function workOn(queue: Queue): Work {
  return {
    expand: (sourceIds) => queue.addMany(batchProcessing, sourceIds.map((sourceId) => ({ key: sourceId, input: { sourceId } }))),
    // A page is read once; a second reading would be its second revision.
    read: (pageIds) => queue.addMany(ocrProcessing, pageIds.map((pageId) => ({ key: `${pageId}/1`, input: { pageId } }))),
    grade: (sheets) => queue.addMany(gradingExecution, sheets.map(({ examId, candidateNo, revision }) => ({ key: `${examId}/${candidateNo}/${revision}`, input: { examId, candidateNo } }))),
  };
}
