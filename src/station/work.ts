/** Tasks by what they are about. Their keys follow from that, so that asking twice does nothing. */
import type { Queue, TaskRequest } from './queue/queue.ts';
import type { SourceRow } from './store/batches.ts';
import type { PageToRead } from './store/pages.ts';
import type { ReportOrder } from './store/reports.ts';
import type { SheetRow } from './store/sheets.ts';
import { batchProcessing } from './tasks/batch-processing/definition.ts';
import { gradingExecution } from './tasks/grading-execution/definition.ts';
import { ocrProcessing } from './tasks/ocr-processing/definition.ts';
import { reportGeneration } from './tasks/report-generation/definition.ts';

export interface Work {
  /** Find out which pages are in these files. */
  expand(sources: readonly Pick<SourceRow, 'sourceId' | 'asked'>[]): Promise<void>;
  read(pages: readonly Pick<PageToRead, 'pageId' | 'asked'>[]): Promise<void>;
  grade(sheets: readonly SheetRow[]): Promise<void>;
  /** Write these reports. */
  report(orders: readonly ReportOrder[]): Promise<void>;
}

export const expandKey = ({ sourceId, asked }: Pick<SourceRow, 'sourceId' | 'asked'>): string => `${sourceId}/${asked}`;
export const readKey = ({ pageId, asked }: Pick<PageToRead, 'pageId' | 'asked'>): string => `${pageId}/${asked}`;
export const gradeKey = ({ examId, candidateNo, revision }: Pick<SheetRow, 'examId' | 'candidateNo' | 'revision'>): string => `${examId}/${candidateNo}/${revision}`;

export const expandRequest = (source: Pick<SourceRow, 'sourceId' | 'asked'>): TaskRequest => ({ key: expandKey(source), input: { sourceId: source.sourceId } });
// Each time that a page is to be read has a key of its own: a reading that was cancelled may still be ending.
export const readRequest = (page: Pick<PageToRead, 'pageId' | 'asked'>): TaskRequest => ({ key: readKey(page), input: { pageId: page.pageId } });
export const gradeRequest = (sheet: SheetRow): TaskRequest => ({ key: gradeKey(sheet), input: { examId: sheet.examId, candidateNo: sheet.candidateNo } });
export const reportRequest = ({ reportId }: Pick<ReportOrder, 'reportId'>): TaskRequest => ({ key: reportId, input: { reportId } });

export function workOn(queue: Pick<Queue, 'addMany'>): Work {
  return {
    expand: (sources) => queue.addMany(batchProcessing, sources.map(expandRequest)),
    read: (pages) => queue.addMany(ocrProcessing, pages.map(readRequest)),
    grade: (sheets) => queue.addMany(gradingExecution, sheets.map(gradeRequest)),
    report: (orders) => queue.addMany(reportGeneration, orders.map(reportRequest)),
  };
}
