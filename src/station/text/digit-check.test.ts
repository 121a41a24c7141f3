import { expect, test } from 'vitest';
import { checkedDigits } from './digit-check.ts';
import { findInkLine } from './ink-line.ts';
import type { TextReading } from './engine.ts';

/** Characters in seven rows of five, each dot four pixels wide. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  1: ['..#..', '.##..', '..#..', '..#..', '..#..', '..#..', '..#..'],
  8: ['.###.', '#...#', '#...#', '.###.', '#...#', '#...#', '.###.'],
};

function lineOf(text: string): { language: 'digits'; line: Extract<ReturnType<typeof findInkLine>, { kind: 'ink' }>['image']; glyphs: Extract<ReturnType<typeof findInkLine>, { kind: 'ink' }>['glyphs'] } {
  const dot = 4, width = 40 + text.length * 7 * dot, height = 60;
  const pixels = new Uint8Array(width * height).fill(245);
  [...text].forEach((character, i) => shapes[character]?.forEach((row, j) => [...row].forEach((mark, k) => {
    if (mark !== '#') return;
    for (let y = 0; y < dot; y++) pixels.fill(20, (16 + j * dot + y) * width + 20 + (i * 7 + k) * dot, (16 + j * dot + y) * width + 20 + (i * 7 + k + 1) * dot);
  })));
  const found = findInkLine({ width, height, pixels });
  if (found.kind !== 'ink') throw new Error('nothing was found');
  return { language: 'digits', line: found.image, glyphs: found.glyphs };
}

const read = (text: string, confidence: number, score = 0.999): TextReading => ({ text, confidence, characters: [...text].map((character) => ({ text: character, score })) });

test('a digit that the network clearly takes for another is not sure any more', () => {
  const eights = lineOf('88');
  expect(checkedDigits(eights, read('88', 0.995)).confidence).toBe(0.995);
  expect(checkedDigits(eights, read('81', 0.995))).toMatchObject({ text: '81', confidence: 0.9 });
});

test('a number on which one engine agrees with itself, and the network with it, is sure', () => {
  expect(checkedDigits(lineOf('88'), read('88', 0.9)).confidence).toBeGreaterThanOrEqual(0.98);
  expect(checkedDigits(lineOf('88'), read('88', 0.5)).confidence).toBe(0.5);
  // An O, an l and a B may stand there as well.
  expect(checkedDigits({ ...lineOf('88'), language: 'en' }, read('88', 0.9)).confidence).toBe(0.9);
});

test('a digit that the engine is not sure of, where the network cannot look, is not sure', () => {
  expect(checkedDigits(lineOf('88'), read('188', 0.995, 0.9)).confidence).toBe(0.9);
  expect(checkedDigits(lineOf('88'), read('188', 0.995)).confidence).toBe(0.995);
});

test('letters are none of its business', () => {
  expect(checkedDigits(lineOf('88'), read('BB', 0.995, 0.9)).confidence).toBe(0.995);
});
