/** The exam and the roster as files on the command line. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { parseExamText } from '../exam/exam-file.ts';
import type { Candidate, Exam } from '../exam/exam.ts';

/** Throws ZhiyueError input-missing or exam-invalid, about the file. */
export async function readExam(file: string): Promise<Exam> {
  const text = await readText(file);
  try {
    return parseExamText(text);
  } catch (cause) {
    if (cause instanceof ZhiyueError) throw new ZhiyueError(cause.code, cause.message, { about: file, cause });
    throw cause;
  }
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch(async (cause: unknown) => {
    const there = await stat(file).catch(() => null);
    const why = there === null ? 'There is no such file.' : there.isDirectory() ? 'This is a folder, not a file.' : 'It cannot be opened.';
    throw new ZhiyueError('input-missing', why, { about: file, cause });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new ZhiyueError('exam-invalid', 'It is not UTF-8 text; save it as UTF-8.', { about: file, cause });
  }
}

/** Null without a file. Throws ZhiyueError input-missing or roster-invalid, about the file. */
export async function readCandidates(file: string | undefined, exam: Exam): Promise<readonly Candidate[] | null> {
  if (file === undefined) return null;
  const { readRoster } = await import('../station/report/roster-file.ts');
  return readRoster(path.resolve(file), { digits: exam.candidateNumber.digits });
}
