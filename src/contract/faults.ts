/**
 * What is wrong with something that a person gave us, thing by thing: a code, its values and the place, made where the fault is found.
 * `fault-words.ts` has the words; the station, the command line and the screens say the same by them. Everybody's vocabulary, as `errors.ts` is.
 */
import { type FaultCode, faultWords } from './fault-words.ts';

export type { FaultCode } from './fault-words.ts';
export type FaultLanguage = 'en' | 'zh-CN';
export type FaultValues = Readonly<Record<string, string | number>>;

/** A line of a table, a place in a file such as `questions[0].key`, or a question by its number with a field of it; null: the whole of it. */
export type FaultPlace = { readonly line: number } | { readonly path: string; /** The numbers of the questions that the path is in, as the file has them. */ readonly questions?: string | undefined } | { readonly question: string; readonly field: string } | null;

export interface Fault { readonly code: FaultCode; readonly values: FaultValues; readonly where: FaultPlace }

/** A fault of the whole thing, unless `where` says of which part. */
export function fault(code: FaultCode, values: FaultValues = {}, where: FaultPlace = null): Fault {
  return { code, values, where };
}

/** Whether a text from elsewhere is one of the codes. */
export function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faultWords, code);
}

/** What is wrong, without the place and without an end. */
export function faultText({ code, values }: Pick<Fault, 'code' | 'values'>, language: FaultLanguage): string {
  return faultWords[code][language].replace(/\{\{(\w+)(?:\?([^:}]*):([^}]*))?\}\}/g, (_hole, name: string, one?: string, many?: string) => {
    const value = values[name] ?? '';
    return one === undefined ? String(value) : (Number(value) === 1 ? one : many ?? '');
  });
}

/** The place in the reader's language; empty: the whole of it. */
export function placeText(where: FaultPlace, language: FaultLanguage): string {
  if (where === null) return '';
  if ('path' in where) return where.path;
  if ('line' in where) return language === 'en' ? `line ${where.line}` : `第 ${where.line} 行`;
  const question = language === 'en' ? `question ${where.question}` : `第 ${where.question} 题`;
  if (where.field === '') return question;
  return language === 'en' ? `${question}.${where.field}` : `${question} ${where.field}`;
}

/** As `placeText`, and with a path the questions that it is in, for who counts by them: `questions[0].points (question 1-10)`. */
export function placeWithQuestions(where: FaultPlace, language: FaultLanguage): string {
  const place = placeText(where, language);
  if (where === null || !('path' in where) || where.questions === undefined) return place;
  return language === 'en' ? `${place} (question ${where.questions})` : `${place}（第 ${where.questions} 题）`;
}

/** All of it as one sentence: `line 4: 123 has 3 digits; line 9: …`. */
export function faultSentence(faults: readonly Fault[], language: FaultLanguage, placeOf: typeof placeText = placeText): string {
  const [after, between, end] = language === 'en' ? [': ', '; ', '.'] : ['：', '；', '。'];
  const said = faults.map((one) => {
    const place = placeOf(one.where, language);
    return `${place}${place === '' ? '' : after}${faultText(one, language)}`;
  });
  return `${said.join(between)}${end}`;
}
