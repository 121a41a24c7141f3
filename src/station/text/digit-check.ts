/** A third pair of eyes for digits: the network that reads single characters looks at each digit of a line by itself. Pure; the numbers were measured as decision 0134 says. */
import { classifyGlyph } from '../../sheet/read/glyphs/classify.ts';
import { normaliseGlyph } from '../../sheet/read/glyphs/normalise.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { Glyph, TextJob, TextReading } from './engine.ts';

/** The network sees a digit, or another one, clearly from here on. */
const clearly = 0.9;
/** A digit to which the engine gives less is not sure, though other engines see the same. */
const sureDigit = 0.97;
/** All looks of an engine agree from here on: a look of another engine, or the network, makes a number of that sure. */
const agreedFrom = 0.85;
const confirmed = 0.99;
const doubted = 0.9;

/**
 * The reading with what the network says of its digits. A number on which an engine's looks agree and in which the network clearly sees the same digits is sure, where nothing but digits can stand (it knows no O). What holds a digit that the network
 * clearly takes for another is not (an open 8 that both engines take for a 9), nor is what holds one that the engine is not sure of and that the network does not see as well.
 * Where digits touch, or anything else makes the ink's parts more or fewer than the characters, the network cannot look.
 */
export function checkedDigits({ line, glyphs, language }: Pick<TextJob, 'line' | 'glyphs' | 'language'>, reading: TextReading): TextReading {
  const characters = [...reading.text.replace(/\s/gu, '')];
  if (!characters.some(isDigit)) return reading;
  const weakest = reading.characters.reduce((least, { text, score }) => (isDigit(text) ? Math.min(least, score) : least), 1);
  const seen = characters.length === glyphs.length ? characters.flatMap((character, i) => (isDigit(character) ? [sightOf(line, glyphs[i], character)] : [])) : null;
  if (language === 'digits' && characters.every(isDigit) && reading.confidence >= agreedFrom && seen?.every((sight) => sight >= clearly) === true) return { ...reading, confidence: Math.max(reading.confidence, confirmed) };
  const doubtful = seen === null ? weakest < sureDigit : seen.some((sight) => sight <= (weakest < sureDigit ? 0 : -clearly));
  return doubtful ? { ...reading, confidence: Math.min(reading.confidence, doubted) } : reading;
}

const isDigit = (character: string): boolean => /^[0-9]$/.test(character);

/** How clearly the network sees the digit there; below 0: how clearly it sees another. */
function sightOf({ width, pixels }: GrayImage, glyph: Glyph | undefined, digit: string): number {
  if (glyph === undefined) return 0;
  const w = glyph.right - glyph.left, h = glyph.bottom - glyph.top;
  const ink = Float32Array.from({ length: w * h }, (_, at) => 1 - (pixels[(glyph.top + Math.floor(at / w)) * width + glyph.left + (at % w)] ?? 255) / 255);
  const normal = normaliseGlyph(ink, w, h);
  const [first] = normal === null ? [] : classifyGlyph(normal, '0123456789');
  return first === undefined ? 0 : first.text === digit ? first.probability : -first.probability;
}
