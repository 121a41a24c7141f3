/** In a pool thread: the answer sheets of an exam as a PDF, straight from the record. 5,000 personal sheets take a while. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { notThere } from '../../contract/not-there.ts';
import { layoutExam } from '../../sheet/layout/layout-exam.ts';
import { renderSheets } from '../../sheet/render/render-sheets.ts';
import { dbOf, openReadOnly } from '../store/database.ts';
import { candidatesOf, findExam } from '../store/exams.ts';
import { diskTrouble } from '../store/trouble.ts';
import { progressFileOf, tellingProgress } from './told-progress.ts';

const inputSchema = z.strictObject({ dataFolder: z.string(), recordFile: z.string(), examId: z.string(), kind: z.enum(['blank', 'personal']), class: z.string().nullable(), outFile: z.string() });
export type PrintSheetsInput = z.infer<typeof inputSchema>;

/** Throws ZhiyueError roster-invalid when there is nobody to print for. */
export async function printSheetsJob(input: unknown): Promise<{ readonly bytes: number }> {
  const { dataFolder, recordFile, examId, kind, class: className, outFile } = inputSchema.parse(input);
  const database = openReadOnly(recordFile);
  try {
    const db = dbOf(database);
    const stored = findExam(db, examId);
    if (!stored) throw notThere('exam', examId);
    const personal = kind === 'personal';
    const candidates = personal ? candidatesOf(db, examId).filter((candidate) => className === null || candidate.class === className) : [];
    if (personal && candidates.length === 0) {
      throw ZhiyueError.of('roster-invalid', [className === null ? fault('roster-needed', { exam: examId }) : fault('roster-class-empty', { class: className })], { about: className ?? examId });
    }
    const file = join(dataFolder, outFile);
    const tell = tellingProgress(progressFileOf(file));
    const onDrawn = (sheets: number): void => tell(sheets, Math.max(1, candidates.length));
    const pdf = await renderSheets(stored.exam, layoutExam(stored.exam, { personal }), { candidates, onDrawn });
    await writeFile(file, pdf).catch((error: unknown) => { throw diskTrouble(error, dataFolder); });
    return { bytes: pdf.length };
  } finally {
    database.close();
  }
}
