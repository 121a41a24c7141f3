/** From the opinions of Tesseract's models to one reading with an honest probability. */
import type { TextLanguage, TextReading } from './engine.ts';
import type { Opinion } from './tesseract-protocol.ts';

/** One text and its calibrated confidence. Pure; the numbers come from `tests/bench/text.ts`. */
export function readingFrom(language: TextLanguage, opinions: readonly Opinion[]): TextReading {
  const [first, second] = opinions;
  if (first === undefined) return { text: '', confidence: 0, characters: [] };
  const text = tidyText(first.text);
  const score = Math.min(1, ...first.characters.map((character) => character.score));
  const agreed = second === undefined ? null : tidyText(second.text) === text;
  void language;
  return { text, confidence: text === '' ? 0 : agreed === false ? score * 0.5 : score, characters: first.characters };
}

const cjk = '\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u3000-\\u303f';
const spacesBesideCjk = new RegExp(`(?<=[${cjk}])\\s+|\\s+(?=[${cjk}])`, 'gu');

/** One line without the spaces that Tesseract puts beside Chinese characters. */
export function tidyText(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replace(spacesBesideCjk, '');
}
