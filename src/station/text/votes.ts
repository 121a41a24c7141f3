/** From several opinions on a line to one reading with an honest probability. Pure; the numbers were measured with `npm run bench -- text`. */
import type { Opinion, TextJob, TextReading } from './engine.ts';
import { settleLookalikes } from './lookalikes.ts';

/** What most opinions say, with the probability that it is right; where the engines differ PP-OCR has the word, for it is right more often (docs/decisions/0065). */
export function readingFrom(job: Pick<TextJob, 'language' | 'whitelist' | 'glyphs'> & Partial<Pick<TextJob, 'writing'>>, opinions: readonly Opinion[]): TextReading {
  const votes = opinions.map(({ engine, text, characters }) => ({ engine, text: tidyText(text), weakest: Math.min(1, ...characters.map(({ score }) => score)), characters }));
  const better = votes.filter(({ engine }) => engine === 'pp-ocr');
  const best = mostSaid(better.some(({ text }) => text !== '') ? better : votes);
  if (best === null || best.text === '') return { text: '', confidence: 0.05, characters: [] };
  const agreeing = votes.filter((vote) => sameText(vote.text, best.text));
  // Opinions that differ only in spaces agree; the spacing that most of them see counts.
  const spacing = agreeing.map(({ text }) => text).reduce((most, text, _, all) => (all.filter((other) => other === text).length > all.filter((other) => other === most).length ? text : most), best.text);
  const settled = settleLookalikes(spacing, job);
  const confidence = better.length > 0 ? confidenceOfBoth(votes, agreeing) : confidenceOfOne(agreeing.length / votes.length, Math.min(...agreeing.map((vote) => vote.weakest)));
  return { text: settled.text, confidence: settled.doubtful ? Math.min(confidence, lookalikeConfidence) : confidence, characters: best.characters };
}

/**
 * The text with which one look of another engine settles the reading: what else that engine sees (two looks more at most) changes neither the text, its spaces nor its probability.
 * Null where PP-OCR has said nothing, or what it saw differs in its spaces.
 */
export function sayingItAgainIsEnough(opinions: readonly Opinion[]): string | null {
  const texts = opinions.filter(({ engine }) => engine === 'pp-ocr').map(({ text }) => tidyText(text));
  const best = texts.toSorted((a, b) => countOf(texts, b) - countOf(texts, a))[0] ?? '';
  return best !== '' && texts.every((text) => text === best || !sameText(text, best)) ? best : null;
}

/** Whether all looks of PP-OCR, and there are several, see the same. */
export function agreed(opinions: readonly Opinion[]): boolean {
  const [first = '', ...others] = opinions.filter(({ engine }) => engine === 'pp-ocr').map(({ text }) => tidyText(text));
  return first !== '' && others.length > 0 && others.every((text) => text === first);
}

const countOf = (texts: readonly string[], text: string): number => texts.filter((other) => sameText(other, text)).length;

interface Vote { readonly engine: Opinion['engine']; readonly text: string; readonly weakest: number; readonly characters: Opinion['characters'] }

/** The text that most say, the first at a tie. */
function mostSaid(votes: readonly Vote[]): Vote | null {
  const texts = votes.map(({ text }) => text);
  return votes.reduce<Vote | null>((most, vote) => (most === null || countOf(texts, vote.text) > countOf(texts, most.text) ? vote : most), null);
}

/** A letter that looks like another one was not settled by its shape. */
const lookalikeConfidence = 0.6;

/** Measured share of right readings of Tesseract alone, by how many opinions agree and by the least sure character of those. */
function confidenceOfOne(agreeing: number, weakest: number): number {
  if (agreeing === 1) return weakest >= 0.97 ? 0.99 : weakest >= 0.9 ? 0.97 : 0.93;
  if (agreeing > 0.5) return weakest >= 0.97 ? 0.8 : 0.5;
  return 0.4;
}

/** The same where PP-OCR spoke: both its looks agree or not, and another engine sees the same or not. */
function confidenceOfBoth(votes: readonly Vote[], agreeing: readonly Vote[]): number {
  const looks = votes.filter(({ engine }) => engine === 'pp-ocr');
  const same = looks.filter((look) => agreeing.includes(look));
  const weakest = Math.min(...same.map((look) => look.weakest));
  const seenByOthers = agreeing.length > same.length;
  if (same.length < looks.length) return seenByOthers ? 0.8 : 0.4;
  if (seenByOthers) return 0.995;
  const others = votes.length > looks.length;
  // Nobody else was asked: handwriting, or a text that the key has.
  if (!others) return weakest >= 0.97 ? 0.98 : weakest >= 0.9 ? 0.95 : weakest >= 0.7 ? 0.85 : 0.6;
  return weakest >= 0.97 ? 0.97 : weakest >= 0.7 ? 0.9 : 0.5;
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll(' ', '') === b.replaceAll(' ', '');
}

const cjk = '\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u3000-\\u303f';
const spacesBesideCjk = new RegExp(`(?<=[${cjk}])\\s+|\\s+(?=[${cjk}])`, 'gu');

/** One line without the spaces that Tesseract puts beside Chinese characters. */
export function tidyText(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replace(spacesBesideCjk, '');
}
