/** From several opinions on a line to one reading with an honest probability. Pure; the numbers were measured with `tests/bench/text.ts`. */
import type { TextJob, TextReading } from './engine.ts';
import { settleLookalikes } from './lookalikes.ts';
import type { Opinion } from './tesseract-protocol.ts';

/** What most opinions say (the first one's text at a tie), with the probability that it is right. */
export function readingFrom(job: Pick<TextJob, 'language' | 'whitelist' | 'glyphs'>, opinions: readonly Opinion[]): TextReading {
  const votes = opinions.map(({ text, characters }) => ({ text: tidyText(text), weakest: Math.min(1, ...characters.map(({ score }) => score)), characters }));
  const countOf = (text: string): number => votes.filter((vote) => sameText(vote.text, text)).length;
  const best = votes.reduce<(typeof votes)[number] | null>((most, vote) => (most === null || countOf(vote.text) > countOf(most.text) ? vote : most), null);
  if (best === null || best.text === '') return { text: '', confidence: 0.05, characters: [] };
  const agreeing = votes.filter((vote) => sameText(vote.text, best.text));
  const weakest = Math.min(...agreeing.map((vote) => vote.weakest));
  // Opinions that differ only in spaces agree; the spacing that most of them see counts.
  const spacing = agreeing.map(({ text }) => text).reduce((most, text, _, all) => (all.filter((other) => other === text).length > all.filter((other) => other === most).length ? text : most), best.text);
  const settled = settleLookalikes(spacing, job);
  const confidence = confidenceOf(agreeing.length / votes.length, weakest);
  return { text: settled.text, confidence: settled.doubtful ? Math.min(confidence, lookalikeConfidence) : confidence, characters: best.characters };
}

/** A letter that looks like another one was not settled by its shape. */
const lookalikeConfidence = 0.6;

/** Measured share of right readings, by how many opinions agree and by the least sure character of those. */
function confidenceOf(agreeing: number, weakest: number): number {
  if (agreeing === 1) return weakest >= 0.97 ? 0.99 : weakest >= 0.9 ? 0.97 : 0.93;
  if (agreeing > 0.5) return weakest >= 0.97 ? 0.8 : 0.5;
  return 0.4;
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
