/** The `key` of an entry in exam.json, worked out into the right answers of each of its questions. */
import type { FaultCode, FaultValues } from '../contract/faults.ts';
import type { QuestionEntry } from './exam-schema.ts';
import { numericColumns, readNumber } from './numeric.ts';

export type KeyEntry = Extract<QuestionEntry, { key?: unknown }>;
/** Called with what stands in the way; `at` is the place inside `key`, such as `[2]`, or empty; `of` the question whose answer it is, from 0; null: of all. */
export type KeyFault = (at: string, code: FaultCode, values: FaultValues, of: number | null) => void;
type AnswerFault = (code: FaultCode, values: FaultValues) => void;

/** The letters of `count` options: A, B, C … */
export function optionLetters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(65 + i));
}

/** One list of right answers for each of `count` questions; faults are told to `fault` and leave empty lists. */
export function expandKey(entry: KeyEntry, count: number, fault: KeyFault): readonly (readonly string[])[] {
  const none = Array.from({ length: count }, (): readonly string[] => []);
  if (entry.key === undefined) {
    if (entry.void !== true) fault('', 'exam-key-missing', {}, null);
    return none;
  }
  const written = spread(entry, entry.key, count, fault);
  return written?.map((answers, of) => distinct(answers.map(({ text, at }) => rightAnswer(entry, text, (code, values) => fault(at, code, values, of))))) ?? none;
}

interface Written { readonly text: string; readonly at: string }

/** Who gets which part of the key: one question takes all of it, several take one letter or one list entry each. */
function spread(entry: KeyEntry, key: NonNullable<KeyEntry['key']>, count: number, fault: KeyFault): readonly (readonly Written[])[] | null {
  if (typeof key === 'string') {
    if (count === 1) return [[{ text: key, at: '' }]];
    if (entry.type !== 'single' && entry.type !== 'truefalse') {
      fault('', 'exam-key-one-text', { questions: count }, null);
      return null;
    }
    const letters = [...tidy(key)];
    if (letters.length !== count) {
      fault('', 'exam-key-letters', { letters: letters.length, questions: count }, null);
      return null;
    }
    return letters.map((text) => [{ text, at: '' }]);
  }
  if (count === 1) {
    return [key.flatMap((text, i) => {
      if (typeof text === 'string') return [{ text, at: `[${i}]` }];
      fault(`[${i}]`, 'exam-key-nested', {}, null);
      return [];
    })];
  }
  if (key.length !== count) {
    fault('', 'exam-key-entries', { entries: key.length, questions: count }, null);
    return null;
  }
  return key.map((answers, i) => typeof answers === 'string' ? [{ text: answers, at: `[${i}]` }] : answers.map((text, j) => ({ text, at: `[${i}][${j}]` })));
}

/** One right answer in the form in which answers are compared, or null after telling what is wrong with it. */
function rightAnswer(entry: KeyEntry, written: string, fault: AnswerFault): string | null {
  switch (entry.type) {
    case 'single': return oneOption(tidy(written), optionLetters(entry.options), fault);
    case 'truefalse': return oneOption(tidy(written), ['T', 'F'], fault);
    case 'multiple': return severalOptions(tidy(written), optionLetters(entry.options), fault);
    case 'numeric': return number(entry, tidy(written), fault);
    case 'text': {
      if (written.trim() !== '') return written.trim();
      fault('exam-key-empty', {});
      return null;
    }
  }
}

function oneOption(text: string, options: readonly string[], fault: AnswerFault): string | null {
  if (options.includes(text)) return text;
  if ([...text].length > 1) fault('exam-key-several', { letters: [...text].length });
  else fault('exam-key-option', { text, options: options.join(', ') });
  return null;
}

function severalOptions(text: string, options: readonly string[], fault: AnswerFault): string | null {
  const letters = [...text];
  const strange = letters.filter((letter) => !options.includes(letter));
  if (strange.length > 0) fault('exam-key-option', { text: distinct(strange).join(''), options: options.join(', ') });
  else if (new Set(letters).size < letters.length) fault('exam-key-option-twice', { text });
  else if (letters.length === 0) fault('exam-key-empty', {});
  else return letters.toSorted().join('');
  return null;
}

function number(entry: Extract<KeyEntry, { type: 'numeric' }>, text: string, fault: AnswerFault): string | null {
  const read = /^-?[0-9.]+$/.test(text) ? readNumber(text) : { not: 'no-digits' as const };
  if ('not' in read) fault('exam-key-no-number', { text });
  else if (read.number.startsWith('-') && entry.sign !== true) fault('exam-key-negative', { text });
  else if (read.number.includes('.') && entry.decimal !== true) fault('exam-key-decimal', { text });
  else {
    const room = numericColumns(entry.digits, false, entry.decimal === true).length;
    const needed = read.number.replace('-', '').length;
    if (needed <= room) return read.number;
    fault('exam-key-columns', { text, needed, columns: room });
  }
  return null;
}

/** Full-width letters and small letters are as good as capitals in a key. */
function tidy(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}

function distinct(texts: readonly (string | null)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== null))];
}
