/** What the pool's threads can do. Imported in each thread; every job loads what it needs when it first runs. */
import type { Jobs } from '../pool/pool.ts';

export const jobs: Jobs = {
  'inspect-file': async (input) => (await import('./batch-processing/inspect-file.job.ts')).inspectFileJob(input),
  'read-page': async (input, { signal }) => (await import('./ocr-processing/read-page.job.ts')).readPageJob(input, signal),
  'read-template-page': async (input, { signal }) => (await import('../template/read-template-page.job.ts')).readTemplatePageJob(input, signal),
  'read-roster': async (input) => (await import('../report/read-roster.job.ts')).readRosterJob(input),
  'print-sheets': async (input) => (await import('../report/print-sheets.job.ts')).printSheetsJob(input),
  'preview-sheet': async (input) => (await import('../print/preview-sheet.job.ts')).previewSheetJob(input),
  'test-page': async (input) => (await import('../print/test-page.job.ts')).testPageJob(input),
  'draw-page': async (input) => (await import('../images/draw-page.job.ts')).drawPageJob(input),
  'measure-page': async (input) => (await import('../images/measure-page.job.ts')).measurePageJob(input),
  'drawn-template': async (input, { signal }) => (await import('../template/drawn-template.job.ts')).drawnTemplateJob(input, signal),
  'bubble-size': async (input, { signal }) => (await import('../template/bubble-size.job.ts')).bubbleSizeJob(input, signal),
  'write-report': async (input) => (await import('./report-generation/write-report.job.ts')).writeReportJob(input),
};
