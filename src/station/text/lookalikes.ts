/** Letters that OCR cannot tell apart by themselves: O and 0, I and |, and letters whose capital has the same shape. */
import type { Glyph, TextJob } from './engine.ts';

export interface Settled {
  readonly text: string;
  /** A lookalike is left that nothing settles. */
  readonly doubtful: boolean;
}

/** The letter O is about as wide as high; the digit is narrower in every usual font. In monospaced fonts both are narrow: then it stays open. */
const roundFrom = 0.82;
const narrowUpTo = 0.58;

/** Settles what shape and neighbours settle, and says whether something is left open. Digits-only jobs have no lookalikes. */
export function settleLookalikes(text: string, { language, whitelist, glyphs, writing }: Pick<TextJob, 'language' | 'whitelist' | 'glyphs'> & Partial<Pick<TextJob, 'writing'>>): Settled {
  if (language === 'digits') return { text, doubtful: false };
  const possible = (character: string): boolean => whitelist === null || whitelist.includes(character);
  // No answer contains a bar, and the letter I is one in most fonts.
  const characters = [...(possible('|') && whitelist !== null ? text : text.replaceAll('|', 'I'))];
  let doubtful = false;
  const runs = runsOf(characters);
  for (const { start, run } of runs) {
    // A nought by itself between words is as well a letter of a word that was written wide: o xygen. One before a unit is a number.
    if (run === '0' && possible('o') && runs.length > 2 && runs.every((other) => other.start === start || /^[A-Za-z]+$/.test(other.run))) doubtful = true;
    // A 1 among Chinese or in front of a unit is a digit.
    if (run.length === 1 && (run !== '1' || (language === 'en' && characters.length === 1)) && hasTwin(run, possible)) doubtful = true;
    if (!mixesZero(run) || !possible('0') || !possible('O')) continue;
    for (let i = 0; i < run.length; i++) {
      if (!/[0O]/.test(run.charAt(i))) continue;
      // Written by hand an O is as narrow as a nought.
      const shape = writing === 'hand' ? null : shapeOf(characters, start + i, glyphs);
      if (shape === null) doubtful = true;
      else characters[start + i] = shape;
    }
  }
  return { text: characters.join(''), doubtful };
}

/** Runs of Latin letters and digits, with the index of their first character. */
function runsOf(characters: readonly string[]): { start: number; run: string }[] {
  const runs: { start: number; run: string }[] = [];
  let run = '';
  for (let i = 0; i <= characters.length; i++) {
    const character = characters[i] ?? ' ';
    if (/^[0-9A-Za-z]$/.test(character)) run += character;
    else if (run !== '') {
      runs.push({ start: i - run.length, run });
      run = '';
    }
  }
  return runs;
}

/** A letter that stands alone and has the shape of another: small and capital x, or I, l and 1. */
function hasTwin(letter: string, possible: (character: string) => boolean): boolean {
  if (/[cosvwxz]/i.test(letter)) return possible(letter.toLowerCase()) && possible(letter.toUpperCase());
  return /[Il1]/.test(letter) && ['I', 'l', '1'].filter(possible).length > 1;
}

/** Whether a 0 or O in the run may be the other: `H20`, `C02`, `02`, but not `60km`, `2026` or `No`. */
function mixesZero(run: string): boolean {
  if (!/[0O]/.test(run)) return false;
  if (/^[A-Za-z]+$/.test(run)) return run === 'O';
  if (/^0[0-9]*$/.test(run) && run !== '0') return true;
  return !/^(?:0|[1-9][0-9]*)[A-NP-Za-z]*$/.test(run);
}

/** Which of the two the glyph at a character is by its width and height; null when they do not tell, or glyphs and characters do not match. */
function shapeOf(characters: readonly string[], index: number, glyphs: readonly Glyph[]): '0' | 'O' | null {
  const inked = characters.map((character, i) => ({ character, i })).filter(({ character }) => character !== ' ');
  const glyph = inked.length === glyphs.length ? glyphs[inked.findIndex(({ i }) => i === index)] : undefined;
  if (glyph === undefined) return null;
  const ratio = (glyph.right - glyph.left) / Math.max(1, glyph.bottom - glyph.top);
  return ratio >= roundFrom ? 'O' : ratio <= narrowUpTo ? '0' : null;
}
