/** Whose results lie in a folder, and what in it is no scan. */
import { access, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { cropFolder } from '../station/report/own-crops.ts';
import { dbOf, openReadOnly } from '../station/store/database.ts';
import { examIds } from '../station/store/exams.ts';
import { recordName } from '../station/store/store.ts';
import { residualColumn } from '../station/template/template-tables.ts';

const statisticsSchema = z.object({ exam: z.string().optional() });

/**
 * Id of the exam whose results lie in the folder; null where there are none, or nobody knows.
 * `statistics.json` says it. Results of an earlier version do not: they are of `dataFolder`'s exams, where `asked` is not among them.
 */
export async function examOfResults(outFolder: string, dataFolder?: string, asked?: string): Promise<string | null> {
  const text = await readFile(path.join(outFolder, 'statistics.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const exam = parsed(text)?.exam;
  if (exam !== undefined) return exam;
  if (dataFolder === undefined || asked === undefined || !(await isThere(path.join(dataFolder, recordName)))) return null;
  try {
    using record = openReadOnly(path.join(dataFolder, recordName));
    const known = examIds(dbOf(record));
    return known.includes(asked) || known.length === 0 ? null : known.join(', ');
  } catch {
    // A damaged record: the station says so when it starts.
    return null;
  }
}

/** Whether `zhiyue read` has put answers of foreign sheets there. */
export async function holdsTemplateAnswers(outFolder: string): Promise<boolean> {
  try {
    await using answers = await open(path.join(outFolder, 'answers.csv'));
    for await (const header of answers.readLines()) return header.split(',').includes(residualColumn);
  } catch {
    // Nothing that could be read is nothing of ours.
  }
  return false;
}

/** The pictures that a report of before has cut out, in a list; empty where the folder holds no report: then it may be anybody's. */
export async function reportedCrops(outFolder: string): Promise<readonly string[]> {
  return await isThere(path.join(outFolder, 'exceptions.csv')) ? [path.join(outFolder, cropFolder)] : [];
}

function parsed(text: string): z.infer<typeof statisticsSchema> | null {
  try {
    return statisticsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const isThere = (file: string): Promise<boolean> => access(file).then(() => true, () => false);
