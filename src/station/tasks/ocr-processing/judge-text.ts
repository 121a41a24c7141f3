/** Whether a text reading is taken or put before a person, in the light of what the key accepts. Pure. */
import { asWritten } from '../../../exam/as-written.ts';
import type { TextQuestion } from '../../../exam/exam.ts';
import { scoreQuestion } from '../../../exam/score.ts';
import { textReviewBelow } from '../../text/engine.ts';
import { looksLike, oneLetterApart } from '../../text/match-text.ts';
import type { ReadText } from './answers.ts';

/**
 * A guess at least this likely that spells out an accepted answer of two or more characters is taken: a misreading hardly ever spells another
 * answer (`npm run bench -- text`).
 */
const likelyEnough = 0.5;
const confidenceWithKey = 0.99;

/**
 * Taken at `textReviewBelow`, or below it when it spells out an accepted answer: then the answer stands as the key writes it. A sure reading that differs from an accepted answer by nothing
 * but punctuation, spaces, look-alikes or one letter of a word waits for a person all the same: OCR loses the point of `3.5 km` and the i of `Beijing` without noticing.
 */
export function judgeText(question: TextQuestion, read: string, confidence: number): ReadText {
  const text = asTaken(question, read);
  const reading = { field: question.no, text };
  if (isRight(question, text)) {
    if (confidence >= likelyEnough && hasSeveral(text)) return { ...reading, confidence: Math.max(confidence, confidenceWithKey), doubt: null };
    return { ...reading, confidence, doubt: confidence >= textReviewBelow ? null : 'text-uncertain' };
  }
  const nearKey = question.keys.some((key) => skeleton(key) === skeleton(text) || areTwins(bareText(key), bareText(text)) || isOneLetterOff(bareText(key), bareText(text)));
  return { ...reading, confidence, doubt: nearKey || confidence < textReviewBelow ? 'text-uncertain' : null };
}

/** Whether what was read is taken as an accepted answer at any confidence that counts: then nobody else need look at it. */
export function spellsAnswer(question: TextQuestion, read: string): boolean {
  const text = asTaken(question, read);
  return hasSeveral(text) && isRight(question, text);
}

const asTaken = (question: TextQuestion, read: string): string => (isRight(question, read) ? read : asTheKeyWrites(question, read));

const hasSeveral = (text: string): boolean => text.replace(/\s/g, '').length >= 2;

const isRight = (question: TextQuestion, value: string): boolean => scoreQuestion(question, { no: question.no, value, doubtful: false }).reason.kind === 'full';

/** An accepted answer that differs from the reading only in how it is set down; else the reading itself. */
function asTheKeyWrites({ keys, ignoreCase }: TextQuestion, read: string): string {
  return keys.find((key) => asWritten(key, ignoreCase) === asWritten(read, ignoreCase)) ?? read;
}

const lookAlikes: Readonly<Record<string, string>> = { o: '0', q: '0', l: '1', i: '1', z: '2', s: '5', b: '8' };

const bareText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The same but for characters that look alike (千 and 干, g and 9). Digits for digits are looked at one by one elsewhere, and are often another answer. */
function areTwins(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  return a.length === b.length && a.length > 0 && a.every((character, i) => character === b[i] || (looksLike(character, b[i] ?? '') && !/^\d\d$/.test(`${character}${b[i]}`)));
}

/** Letters of a word in which one that is another, or one more or less, may be a misreading: shorter ones are other words. */
const wordLetters = 4;

/** Whether two words are the same but for one letter. */
function isOneLetterOff(one: string, other: string): boolean {
  const letters = Math.max([...one].length, [...other].length) < wordLetters ? null : oneLetterApart(one, other);
  return letters !== null && letters.every((letter) => !/\d/.test(letter));
}

/** Letters and digits only, look-alikes made one. */
function skeleton(text: string): string {
  const bare = bareText(text).replace(/[oqlizsb]/g, (letter) => lookAlikes[letter] ?? letter);
  // Nothing is left of `+` and `-`: they are their own skeleton.
  return bare === '' ? text : bare;
}
