/** Tasks by what they are about. Their keys follow from that, so that asking twice does nothing. */
import { join } from 'node:path';
import type { Queue } from './queue/queue.ts';
import type { SourceRow } from './store/batches.ts';
import type { PageToRead } from './store/pages.ts';
import { type ReportOrder, reportFolder } from './store/reports.ts';
import type { SheetRow } from './store/sheets.ts';
import { batchProcessing } from './tasks/batch-processing/definition.ts';
import { gradingExecution } from './tasks/grading-execution/definition.ts';
import { ocrProcessing } from './tasks/ocr-processing/definition.ts';
import { reportGeneration, type ReportInput } from './tasks/report-generation/definition.ts';

export interface Work {
  /** Find out which pages are in these files. */
  expand(sources: readonly Pick<SourceRow, 'sourceId' | 'asked'>[]): Promise<void>;
  read(pages: readonly Pick<PageToRead, 'pageId' | 'asked'>[]): Promise<void>;
  grade(sheets: readonly SheetRow[]): Promise<void>;
  /** Write these reports into the data folder. */
  report(orders: readonly ReportOrder[]): Promise<void>;
}

export const expandKey = ({ sourceId, asked }: Pick<SourceRow, 'sourceId' | 'asked'>): string => `${sourceId}/${asked}`;
export const readKey = ({ pageId, asked }: Pick<PageToRead, 'pageId' | 'asked'>): string => `${pageId}/${asked}`;
export const gradeKey = ({ examId, candidateNo, revision }: Pick<SheetRow, 'examId' | 'candidateNo' | 'revision'>): string => `${examId}/${candidateNo}/${revision}`;

export function workOn(queue: Queue, dataFolder: string): Work {
  return {
    expand: (sources) => queue.addMany(batchProcessing, sources.map((source) => ({ key: expandKey(source), input: { sourceId: source.sourceId } }))),
    // Each time that a page is to be read has a key of its own: a reading that was cancelled may still be ending.
    read: (pages) => queue.addMany(ocrProcessing, pages.map((page) => ({ key: readKey(page), input: { pageId: page.pageId } }))),
    grade: (sheets) => queue.addMany(gradingExecution, sheets.map((sheet) => ({ key: gradeKey(sheet), input: { examId: sheet.examId, candidateNo: sheet.candidateNo } }))),
    report: (orders) => queue.addMany(reportGeneration, orders.map(({ reportId, examId, lang, class: className, actor }) => ({
      key: reportId, input: { reportId, examId, lang, class: className, actor, outFolder: join(dataFolder, reportFolder(reportId)), kept: true } satisfies ReportInput,
    }))),
  };
}
