/** The task that writes an exam's result files. */
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import { handOver } from '../../report/hand-over.ts';
import type { Pool } from '../../pool/pool.ts';
import type { TaskDefinition } from '../../queue/queue.ts';
import { findEvents } from '../../store/events.ts';
import { findExam } from '../../store/exams.ts';
import { findReportOrder, reportFolder, saveReport } from '../../store/reports.ts';
import type { Store } from '../../store/store.ts';
import type { WriteReportInput } from './write-report.job.ts';

const inputSchema = z.strictObject({
  reportId: z.string(), examId: z.string(), outFolder: z.string(), lang: z.enum(['zh', 'en']),
  /** Null: everybody; empty: who is in no class. */
  class: z.string().nullable().default(null),
  actor: z.string().default('station'),
  /** It lies in the data folder and is listed; else a person's folder gets it. */
  kept: z.boolean().default(false),
});
export type ReportInput = z.infer<typeof inputSchema>;
export const reportGeneration = 'report_generation';
const written = z.object({ files: z.array(z.string()) });

/** Of an exam, language and class; older ones go. */
export const keptReports = 5;

export interface ReportParts { readonly store: Store; readonly pool: Pool; readonly timeoutMs: number }

export function reportGenerationTask({ store, pool, timeoutMs }: ReportParts): TaskDefinition<ReportInput> {
  return {
    type: reportGeneration, input: inputSchema, priority: 'low', concurrency: 1, timeoutMs,
    async run({ reportId, examId, outFolder, lang, class: className, actor, kept }, { signal, inLine }) {
      // Done before a crash and delivered again, or cancelled while Redis was away.
      if (kept && findReportOrder(store.db, reportId)?.state !== 'waiting') return;
      if (!kept && findEvents(store.db, { correlationId: reportId, type: 'report.written', limit: 1 }).length > 0) return;
      // The pool's jobs write into the data folder only; from there a report goes to a person's folder. What a crash leaves there goes at the next start.
      const draft = kept ? outFolder : join(store.dataFolder, reportFolder(reportId));
      const input: WriteReportInput = { dataFolder: store.dataFolder, examId, outFolder: draft, lang, class: className, crops: !kept, classLists: kept };
      const { files: drafted } = written.parse(await inLine((onStarted) => pool.run('write-report', input, { timeoutMs, signal, line: 'asked', onStarted })));
      const files = kept ? drafted : await handOver(draft, outFolder, drafted).finally(() => rm(draft, { recursive: true, force: true }));
      const old = await store.write((tx) => {
        if (findExam(tx, examId) === null) return null;
        tx.append({ type: 'report.written', examId, correlationId: reportId, actor, payload: { report_id: reportId, files: files.map((file) => relative(outFolder, file)) } });
        return kept ? saveReport(tx, { reportId, examId, lang, class: className }, keptReports) : [];
      });
      if (old === null) {
        if (kept) await rm(outFolder, { recursive: true, force: true });
        throw new ZhiyueError('input-missing', `There is no exam ${examId} in this station any more.`, { about: examId });
      }
      // What a crash leaves here goes at the next start.
      for (const oldId of old) await rm(join(store.dataFolder, reportFolder(oldId)), { recursive: true, force: true });
    },
  };
}
