/** Text boxes through the text reader. What it cannot read, or is not sure of, goes to a person. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPlainError } from '../../../contract/errors.ts';
import type { Exam, TextQuestion } from '../../../exam/exam.ts';
import type { TextLanguage } from '../../text/engine.ts';
import type { TextReader, TextReading } from '../../text/text-reader.ts';
import type { ReadText } from './answers.ts';
import { judgeText } from './judge-text.ts';
import type { Crop } from './read-page.job.ts';

export interface TextsToRead {
  readonly exam: Exam;
  readonly dataFolder: string;
  readonly crops: readonly Crop[];
  readonly textReader: () => Promise<TextReader>;
  readonly signal: AbortSignal;
}

export async function readTexts({ exam, dataFolder, crops, textReader, signal }: TextsToRead): Promise<ReadText[]> {
  const texts: ReadText[] = [];
  for (const crop of crops) {
    const question = crop.kind === 'text' ? exam.questions.find((one): one is TextQuestion => one.type === 'text' && one.no === crop.field) : undefined;
    if (!question) continue;
    try {
      const reader = await textReader();
      const { text, confidence } = await reader.read(await readFile(join(dataFolder, crop.file)), { language: languageOf(question) }, { signal });
      texts.push(judgeText(question, text, confidence));
    } catch (error) {
      signal.throwIfAborted();
      texts.push({ field: crop.field, text: '', confidence: 0, doubt: toPlainError(error).code });
    }
  }
  return texts;
}

/** The name as the candidate wrote it, where it was cut out; null when there is none or it cannot be read: it only helps a person. */
export async function readName({ dataFolder, crops, textReader, signal }: Omit<TextsToRead, 'exam'>): Promise<TextReading | null> {
  const crop = crops.find(({ kind, field }) => kind === 'header' && field === 'name');
  if (crop === undefined) return null;
  try {
    const reader = await textReader();
    const reading = await reader.read(await readFile(join(dataFolder, crop.file)), { language: 'zh', writing: 'hand' }, { signal });
    return reading.text === '' ? null : reading;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The key says which characters to expect. */
export function languageOf(question: TextQuestion): TextLanguage {
  const keys = question.keys.join('');
  if (/^[0-9.,+-]+$/.test(keys)) return 'digits';
  if (!/\p{Script=Han}/u.test(keys)) return 'en';
  return /[A-Za-z]/.test(keys) ? 'mixed' : 'zh';
}
