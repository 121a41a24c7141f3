import { expect, test } from 'vitest';
import type { Reach } from './crossing.ts';
import { decideMarks, type InkedValue, learnMarks } from './decide.ts';
import type { BubbleInk } from './ink.ts';

const clean: Reach = { joined: new Uint8Array(24), apart: () => new Uint8Array(24), alone: () => clean };
/** Ink that leaves a mark far on both sides; `isAlone`: not along the whole row. */
const lined = (isAlone: boolean): Reach => { const joined = Uint8Array.from({ length: 24 }, (_, k) => (k === 0 || k === 12 ? 9 : 0)), own: Reach = { joined, apart: () => joined, alone: () => (isAlone ? own : clean) }; return own; };
const empty: BubbleInk = { fill: 0.004, half: 0, cover: 0, around: 0.001, length: 0.2, reach: () => clean, ground: () => 0, ring: () => 0, trace: () => 0, print: () => null, isCell: false, isUnlike: false, isDark: false, otherPrint: 0, isKnown: true, isGrey: false };
const full: BubbleInk = { ...empty, fill: 0.5, half: 0.5, cover: 0.9, length: 0.95 };
/** Half of the inside is free, as of a cross. */
const thin: BubbleInk = { ...full, fill: 0.3, half: 0.02, cover: 0.4 };
const rowOf = (...inks: readonly (BubbleInk & { readonly level?: number })[]): InkedValue[] => inks.map((ink, k) => ({ value: 'ABCD'[k]!, ink, fit: 1, outside: 0, level: () => ink.level ?? 0 }));
const pageOf = (mark: BubbleInk): ReturnType<typeof learnMarks> => learnMarks(Array.from({ length: 20 }, () => [mark, empty, empty, empty]));

test('of two full marks the one with a level line through it was struck out; a line through both strikes none', () => {
  expect(decideMarks(rowOf({ ...full, level: 0.2 }, empty, full, empty), pageOf(full), false)).toMatchObject({ chosen: ['C'], doubt: 'crossed-out' });
  expect(decideMarks(rowOf({ ...full, level: 0.3 }, empty, { ...full, level: 0.25 }, empty), pageOf(full), false)).toMatchObject({ chosen: ['A', 'C'], doubt: null });
});

test('where a hand makes crosses level lines tell nothing', () => {
  expect(decideMarks(rowOf({ ...thin, level: 0.2 }, empty, thin, empty), pageOf(thin), false)).toMatchObject({ chosen: ['A', 'C'], doubt: null });
});

test('a line through a mark strikes it out, unless it is printed along the whole row', () => {
  const doubtOf = (reach: Reach): unknown => decideMarks(rowOf({ ...full, reach: () => reach }, empty, empty, empty), pageOf(full), false).doubt;
  expect(doubtOf(lined(true))).toBe('crossed-out');
  expect(doubtOf(lined(false))).toBeNull();
});

test('what is evenly dark beside a blacker thin mark was rubbed out, and waits; two thin marks, or two full ones, were meant', () => {
  const smear: BubbleInk = { ...full, fill: 0.3, half: 0.28, cover: 0.9 };
  expect(decideMarks(rowOf({ ...thin, half: 0.05 }, smear, empty, empty), pageOf(thin), false)).toMatchObject({ chosen: ['A'], doubt: 'erased' });
  expect(decideMarks(rowOf(thin, { ...thin, half: 0.05 }, empty, empty), pageOf(thin), false)).toMatchObject({ chosen: ['A', 'B'], doubt: null });
  expect(decideMarks(rowOf(full, { ...full, half: 0.6 }, empty, empty), pageOf(full), false)).toMatchObject({ chosen: ['A', 'B'], doubt: null });
});

test('a stroke much thinner than the others is meant where its row has nothing else, and waits where it is pale, even, or not alone', () => {
  const page = pageOf({ ...full, fill: 0.4, half: 0.4, cover: 0.5 }), stroke: BubbleInk = { ...thin, fill: 0.15, half: 0.02, cover: 0.18 };
  expect(decideMarks(rowOf(empty, stroke, empty, empty), page, false)).toMatchObject({ chosen: ['B'], doubt: null });
  for (const other of [{ ...stroke, cover: 0.3 }, { ...stroke, half: 0.27 }]) expect(decideMarks(rowOf(empty, other, empty, empty), page, false).doubt).not.toBeNull();
  expect(decideMarks(rowOf(empty, stroke, { ...empty, fill: 0.04 }, empty), page, false).doubt).not.toBeNull();
});

test('what a letter may have that is compared with others is no mark beside a clear one, and waits alone; what hardly a letter has waits', () => {
  const page = pageOf(thin), letter = (fill: number): BubbleInk => ({ ...thin, fill, half: 0, cover: 0.3, otherPrint: 0.2, isKnown: false });
  expect(decideMarks(rowOf(full, letter(0.14), letter(0.01)), page, false)).toMatchObject({ chosen: ['A'], doubt: null });
  expect(decideMarks(rowOf(letter(0.14), letter(0.01)), page, false)).toMatchObject({ chosen: [], doubt: 'unclear' });
  expect(decideMarks(rowOf(letter(0.2), letter(0.01)), page, false)).toMatchObject({ chosen: ['A'], doubt: 'unclear' });
  expect(decideMarks(rowOf(letter(0.32), letter(0.01)), page, false)).toMatchObject({ chosen: ['A'], doubt: null });
});
