/** Text boxes through the text reader. What it cannot read, or is not sure of, goes to a person. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPlainError } from '../../../contract/errors.ts';
import type { Exam, TextQuestion } from '../../../exam/exam.ts';
import { pixelsOf } from '../../images/pixels-of.ts';
import type { TextLanguage } from '../../text/engine.ts';
import { languageOfTexts } from '../../text/language.ts';
import type { TextReader, TextReading } from '../../text/text-reader.ts';
import type { ReadText } from './answers.ts';
import { judgeText, spellsAnswer } from './judge-text.ts';
import { type Crop, textCrop } from './read-page-result.ts';

/** Of a text that goes on beyond its box: taken only where it spells what the key accepts. */
const beyondBox = 0.6;

/** A text box, and which characters to expect in it. */
export interface TextBox {
  readonly field: string;
  readonly language: TextLanguage;
  /** Of a text: whether it is taken as it is, however sure other engines are of it. Only where the key is known. */
  readonly settles?: (text: string) => boolean;
}

/** As the text reader read it, before the key is asked. `trouble`: the error code why it could not be read. */
export interface RawText { readonly field: string; readonly text: string; readonly confidence: number; readonly trouble: string | null }

export interface TextsToRead {
  readonly boxes: readonly TextBox[];
  readonly dataFolder: string;
  readonly crops: readonly Crop[];
  readonly textReader: () => Promise<TextReader>;
  readonly signal: AbortSignal;
}

export async function readTexts({ boxes, dataFolder, crops, textReader, signal }: TextsToRead): Promise<RawText[]> {
  const texts: RawText[] = [];
  for (const crop of crops) {
    const box = crop.kind === 'text' ? boxes.find(({ field }) => field === crop.field) : undefined;
    if (!box) continue;
    try {
      const reader = await textReader();
      const { text, confidence, whole } = await reader.read(await readFile(join(dataFolder, crop.file)), { language: box.language, settles: box.settles, rim: pixelsOf(textCrop.rimMm, textCrop.dpi) }, { signal });
      texts.push({ field: box.field, text, confidence: whole === false ? Math.min(confidence, beyondBox) : confidence, trouble: null });
    } catch (error) {
      signal.throwIfAborted();
      texts.push({ field: crop.field, text: '', confidence: 0, trouble: toPlainError(error).code });
    }
  }
  return texts;
}

/** The name as the candidate wrote it, where it was cut out; null when there is none or it cannot be read: it only helps a person. */
export async function readName({ dataFolder, crops, textReader, signal }: Omit<TextsToRead, 'boxes'>): Promise<TextReading | null> {
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

/** For whoever reads without the key. */
export function textBoxesOf(exam: Exam): TextBox[] {
  return textQuestions(exam).map((question) => ({ field: question.no, language: languageOfTexts(question.keys) }));
}

/** With what the key accepts: a text that spells it out is looked at by one engine only. */
export function textBoxesWithKey(exam: Exam): TextBox[] {
  return textQuestions(exam).map((question) => ({ field: question.no, language: languageOfTexts(question.keys), settles: (text) => spellsAnswer(question, text) }));
}

/** What counts of the texts, in the light of the key. */
export function judgeTexts(exam: Exam, texts: readonly RawText[]): ReadText[] {
  const questions = new Map(textQuestions(exam).map((question) => [question.no, question]));
  return texts.flatMap(({ field, text, confidence, trouble }) => {
    const question = questions.get(field);
    if (!question) return [];
    return trouble === null ? judgeText(question, text, confidence) : { field, text: '', confidence: 0, doubt: trouble };
  });
}

const textQuestions = (exam: Exam): TextQuestion[] => exam.questions.filter((question): question is TextQuestion => question.type === 'text');
