/** The task that writes an exam's result files. */
import { z } from 'zod';
import type { Pool } from '../../pool/pool.ts';
import type { TaskDefinition } from '../../queue/queue.ts';
import type { Store } from '../../store/store.ts';
import type { WriteReportInput } from './write-report.job.ts';

const inputSchema = z.strictObject({ reportId: z.string(), examId: z.string(), outFolder: z.string(), lang: z.enum(['zh', 'en']) });
export type ReportInput = z.infer<typeof inputSchema>;
export const reportGeneration = 'report_generation';
const written = z.object({ files: z.array(z.string()) });

export interface ReportParts { readonly store: Store; readonly pool: Pool; readonly timeoutMs: number }

export function reportGenerationTask({ store, pool, timeoutMs }: ReportParts): TaskDefinition<ReportInput> {
  return {
    type: reportGeneration, input: inputSchema, priority: 'low', concurrency: 1, timeoutMs,
    async run({ reportId, examId, outFolder, lang }, { signal }) {
      const input: WriteReportInput = { dataFolder: store.dataFolder, examId, outFolder, lang };
      const { files } = written.parse(await pool.run('write-report', input, { timeoutMs, signal }));
      await store.write((tx) => tx.append({ type: 'report.written', examId, correlationId: reportId, payload: { report_id: reportId, files } }));
    },
  };
}
