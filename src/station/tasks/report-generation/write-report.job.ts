/** In a pool thread: results of an exam, or of one class in it, straight from the record (which it opens for reading only) into the result files. */
import { join } from 'node:path';
import { z } from 'zod';
import { resultsOf } from '../../reconcile/results.ts';
import { writeReport } from '../../report/write-report.ts';
import { tellingProgress } from '../../report/told-progress.ts';
import { dbOf, openReadOnly } from '../../store/database.ts';
import { recordName } from '../../store/store.ts';

const inputSchema = z.strictObject({ dataFolder: z.string(), examId: z.string(), outFolder: z.string(), lang: z.enum(['zh', 'en']), class: z.string().nullable(), crops: z.boolean(), classLists: z.boolean(), progressFile: z.string() });
export type WriteReportInput = z.infer<typeof inputSchema>;

export async function writeReportJob(input: unknown): Promise<{ readonly files: readonly string[] }> {
  const { dataFolder, examId, outFolder, lang, class: className, crops, classLists, progressFile } = inputSchema.parse(input);
  const database = openReadOnly(join(dataFolder, recordName));
  try {
    const { files } = await writeReport(resultsOf(dbOf(database), dataFolder, examId, className), outFolder, { lang, crops, classLists, onFile: tellingProgress(progressFile) });
    return { files };
  } finally {
    database.close();
  }
}
