/** Whether a text reading is taken or put before a person, in the light of what the key accepts. Pure. */
import type { TextQuestion } from '../../../exam/exam.ts';
import { scoreQuestion } from '../../../exam/score.ts';
import { textReviewBelow } from '../../text/engine.ts';
import type { ReadText } from './answers.ts';

/**
 * A guess at least this likely that spells out an accepted answer of two or more characters is taken: a misreading hardly ever spells another
 * answer (`npm run bench -- text`).
 */
const likelyEnough = 0.5;
const confidenceWithKey = 0.99;

/**
 * Taken at `textReviewBelow`, or below it when it spells out an accepted answer: then the answer stands as the key writes it. A sure reading that differs from an accepted answer by nothing
 * but punctuation, spaces or look-alikes waits for a person all the same: OCR loses the point of `3.5 km` without noticing.
 */
export function judgeText(question: TextQuestion, read: string, confidence: number): ReadText {
  const text = isRight(question, read) ? read : asTheKeyWrites(question, read);
  const reading = { field: question.no, text };
  if (isRight(question, text)) {
    const bare = text.replace(/\s/g, '');
    if (confidence >= textReviewBelow) return { ...reading, confidence, doubt: null };
    if (confidence >= likelyEnough && bare.length >= 2) return { ...reading, confidence: confidenceWithKey, doubt: null };
    return { ...reading, confidence, doubt: 'text-uncertain' };
  }
  const nearKey = question.keys.some((key) => skeleton(key) === skeleton(text));
  return { ...reading, confidence, doubt: nearKey || confidence < textReviewBelow ? 'text-uncertain' : null };
}

const isRight = (question: TextQuestion, value: string): boolean => scoreQuestion(question, { no: question.no, value, doubtful: false }).reason.kind === 'full';

/** An accepted answer that differs from the reading only in how it is set down; else the reading itself. */
function asTheKeyWrites({ keys, ignoreCase }: TextQuestion, read: string): string {
  return keys.find((key) => written(key, ignoreCase) === written(read, ignoreCase)) ?? read;
}

/**
 * Full-width and half-width, `½` and `1/2`, signs that look the same, a space that is not between two letters, and 0 for O among other characters are no differences that a pupil means,
 * and none that OCR or a reader sees in handwriting. Alone, 0 and O stay what they are.
 */
function written(text: string, ignoreCase: boolean): string {
  const plain = text.normalize('NFKC').replaceAll('⁄', '/').replace(/[−–—]/gu, '-').replaceAll('：', ':').replace(/\s+/gu, ' ').trim().replace(/(?<!\p{Script=Latin}) | (?!\p{Script=Latin})/gu, '');
  const alike = [...plain].length > 1 ? plain.replace(/O/g, '0') : plain;
  return ignoreCase ? alike.toLowerCase() : alike;
}

const lookAlikes: Readonly<Record<string, string>> = { o: '0', q: '0', l: '1', i: '1', z: '2', s: '5', b: '8' };

/** Letters and digits only, look-alikes made one. */
function skeleton(text: string): string {
  const bare = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').replace(/[oqlizsb]/g, (letter) => lookAlikes[letter] ?? letter);
  // Nothing is left of `+` and `-`: they are their own skeleton.
  return bare === '' ? text : bare;
}
