/** The task that writes an exam's result files. */
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { notThere } from '../../../contract/not-there.ts';
import { handOver } from '../../report/hand-over.ts';
import { progressFileOf } from '../../report/told-progress.ts';
import type { Pool } from '../../pool/pool.ts';
import type { TaskDefinition } from '../../queue/task.ts';
import { findExam } from '../../store/exams.ts';
import { findReportOrder, reportFolder, saveReport } from '../../store/reports.ts';
import type { Store } from '../../store/store.ts';
import type { WriteReportInput } from './write-report.job.ts';

/** What is to be written, and whereto, says the order in the record. */
const inputSchema = z.object({ reportId: z.string() });
export type ReportInput = z.infer<typeof inputSchema>;
export const reportGeneration = 'report_generation';
const written = z.object({ files: z.array(z.string()) });

/** Of an exam, language and class; older ones go. */
export const keptReports = 5;

/** Emptied at every start, should the station die while it writes. */
export const reportProgressFile = (dataFolder: string, reportId: string): string => progressFileOf(join(dataFolder, 'incoming', reportId));

export interface ReportParts { readonly store: Store; readonly pool: Pool; readonly timeoutMs: number }

export function reportGenerationTask({ store, pool, timeoutMs }: ReportParts): TaskDefinition<ReportInput> {
  return {
    type: reportGeneration, input: inputSchema, priority: 'low', concurrency: 1, timeoutMs,
    async run({ reportId }, { signal, inLine }) {
      const order = findReportOrder(store.db, reportId);
      // Done before a crash and delivered again, cancelled while Redis was away, or a newer one took its place.
      if (order?.state !== 'waiting') return;
      const { examId, lang, class: className, outFolder, actor } = order;
      const kept = outFolder === null;
      // The pool's jobs write into the data folder only; from there a report goes to a person's folder. What a crash leaves there goes at the next start.
      const draft = join(store.dataFolder, reportFolder(reportId));
      const discard = (): Promise<void> => rm(draft, { recursive: true, force: true });
      const progressFile = reportProgressFile(store.dataFolder, reportId);
      const input: WriteReportInput = { dataFolder: store.dataFolder, examId, outFolder: draft, lang, class: className, crops: !kept, classLists: kept, progressFile };
      const { files: drafted } = written.parse(await inLine((onStarted) => pool.run('write-report', input, { timeoutMs, signal, line: 'asked', onStarted })).finally(() => rm(progressFile, { force: true })));
      if (!kept) await handOver(draft, outFolder, drafted).finally(discard);
      const old = await store.write((tx) => {
        if (findExam(tx, examId) === null) return null;
        const now = findReportOrder(tx, reportId);
        // Cancelled at the last moment, or a newer one took its place, which says itself when it is written.
        if (now?.state !== 'waiting') return now?.state === 'written' ? [] : [reportId];
        tx.append({ type: 'report.written', examId, correlationId: reportId, actor, payload: { report_id: reportId, files: drafted.map((file) => relative(draft, file)) } });
        return saveReport(tx, reportId, keptReports);
      });
      if (old === null) {
        if (kept) await discard();
        throw notThere('exam', examId, 'input-missing');
      }
      for (const oldId of old) await rm(join(store.dataFolder, reportFolder(oldId)), { recursive: true, force: true });
    },
  };
}
