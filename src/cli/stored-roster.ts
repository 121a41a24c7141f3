import path from 'node:path';
import type { Candidate } from '../exam/exam.ts';
import { dbOf, openReadOnly } from '../station/store/database.ts';
import { candidatesOf, findExam } from '../station/store/exams.ts';
import { recordName } from '../station/store/store.ts';

/** The roster that a station keeps in this data folder, which has a record. Null where the station has none. */
export function storedRoster(dataFolder: string, examId: string): readonly Candidate[] | null {
  using record = openReadOnly(path.join(dataFolder, recordName));
  const db = dbOf(record);
  return findExam(db, examId)?.hasRoster === true ? candidatesOf(db, examId) : null;
}
