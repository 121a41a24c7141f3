/** Whether a text reading is taken or put before a person, in the light of what the key accepts. Pure. */
import type { TextQuestion } from '../../../exam/exam.ts';
import { scoreQuestion } from '../../../exam/score.ts';
import { textReviewBelow } from '../../text/text-reader.ts';
import type { ReadText } from './answers.ts';

/**
 * A guess at least this likely that spells out an accepted answer of two or more characters is taken: a misreading hardly ever spells another
 * answer (0 of 39 misreadings did, and 193 of 193 such guesses were right: `node tests/bench/text.ts --count 250 --seed 23 --rows FILE`).
 */
const likelyEnough = 0.5;
const confidenceWithKey = 0.99;

/**
 * Taken at `textReviewBelow`, or below it when it spells out an accepted answer. A sure reading that differs from an accepted answer by nothing
 * but punctuation, spaces or look-alikes waits for a person all the same: OCR loses the point of `3.5 km` without noticing.
 */
export function judgeText(question: TextQuestion, text: string, confidence: number): ReadText {
  const reading = { field: question.no, text };
  if (scoreQuestion(question, { no: question.no, value: text, doubtful: false }).reason.kind === 'full') {
    const bare = text.replace(/\s/g, '');
    if (confidence >= textReviewBelow) return { ...reading, confidence, doubt: null };
    if (confidence >= likelyEnough && bare.length >= 2) return { ...reading, confidence: confidenceWithKey, doubt: null };
    return { ...reading, confidence, doubt: 'text-uncertain' };
  }
  const nearKey = question.keys.some((key) => skeleton(key) === skeleton(text));
  return { ...reading, confidence, doubt: nearKey || confidence < textReviewBelow ? 'text-uncertain' : null };
}

const lookAlikes: Readonly<Record<string, string>> = { o: '0', q: '0', l: '1', i: '1', z: '2', s: '5', b: '8' };

/** Letters and digits only, look-alikes made one. */
function skeleton(text: string): string {
  const bare = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').replace(/[oqlizsb]/g, (letter) => lookAlikes[letter] ?? letter);
  // Nothing is left of `+` and `-`: they are their own skeleton.
  return bare === '' ? text : bare;
}
