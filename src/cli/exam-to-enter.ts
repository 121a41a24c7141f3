/** Which exam a run grades by: the file's, or the station's where somebody changed it there since the file was last entered. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { parseExamText } from '../exam/exam-file.ts';
import type { Exam } from '../exam/exam.ts';
import { toExamFile } from '../exam/to-exam-file.ts';
import { changesBetween } from '../station/exam-entry.ts';
import { dbOf, openReadOnly } from '../station/store/database.ts';
import { findExam } from '../station/store/exams.ts';
import { recordName } from '../station/store/store.ts';
import { writeWhole } from '../station/store/whole-file.ts';
import type { Console } from './console.ts';
import type { PreparedOrder } from './grade-order.ts';

export interface ExamToEnter {
  readonly exam: Exam;
  /** The station's revision that this was decided on; null while it has no such exam. */
  readonly revision: number | null;
  /** The file has not changed since it was last entered, the station's exam has. */
  readonly kept: boolean;
}

/**
 * Needs the data folder's record, so a station has run on it. Says so when the station's exam is kept.
 * Throws ZhiyueError exam-differs when both have changed, or when the file was never entered here and the station has another exam of that id.
 */
export async function examToEnter({ order, exam, dataFolder }: PreparedOrder, console: Console): Promise<ExamToEnter> {
  const stored = storedExam(dataFolder, exam.id);
  if (stored === null) return { exam, revision: null, kept: false };
  const { revision } = stored;
  const taken = { exam, revision, kept: false };
  if (order.examFromFile || isSame(stored.exam, exam)) return taken;
  const entered = await lastEntered(dataFolder, exam.id);
  if (entered && isSame(entered, stored.exam)) return taken;
  if (!entered || !isSame(entered, exam)) {
    throw new ZhiyueError('exam-differs', `in the app (now revision ${revision}), and ${path.basename(order.exam)} is neither that nor what was entered from it last.`, { about: exam.id });
  }
  console.note(console.t('grade.exam-kept', { revision, file: order.exam }));
  return { exam: stored.exam, revision, kept: true };
}

/** From now on what the station has is compared with this. */
export async function rememberEntered(dataFolder: string, { exam, kept }: ExamToEnter): Promise<void> {
  if (!kept) await writeWhole(dataFolder, enteredFile(exam.id), `${JSON.stringify(toExamFile(exam))}\n`);
}

/** Within the data folder: the exam as its file had it when `grade` entered it last. */
const enteredFile = (examId: string): string => `entered/${examId}.json`;

/** Null where there is none that can be read: then nobody knows, and a difference is put before a person. */
async function lastEntered(dataFolder: string, examId: string): Promise<Exam | null> {
  try {
    return parseExamText(await readFile(path.join(dataFolder, enteredFile(examId)), 'utf8'));
  } catch {
    return null;
  }
}

function storedExam(dataFolder: string, examId: string): { readonly exam: Exam; readonly revision: number } | null {
  using record = openReadOnly(path.join(dataFolder, recordName));
  return findExam(dbOf(record), examId);
}

function isSame(one: Exam, other: Exam): boolean {
  return changesBetween(one, other).length === 0;
}
