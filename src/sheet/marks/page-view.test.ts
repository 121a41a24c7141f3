import { expect, test } from 'vitest';
import { decideMarks, learnMarks, type MarkReading } from './decide.ts';
import { inkGroupsOf } from './groups.ts';
import type { BubbleInk } from './ink.ts';
import { seenTogether } from './page-view.ts';

const reading = (doubt: MarkReading['doubt']): MarkReading => ({ chosen: [], doubt, confidence: 0.99, margin: 9, unsureBy: null, fills: [] });

test('where most fields of a page wait for a person all do, or a third where hardly one is marked; a few that wait leave the others alone', () => {
  const doubtsOf = (doubtful: number, chosen: readonly string[]): number => seenTogether(Array.from({ length: 12 }, (_, k) => ({ ...reading(k < doubtful ? 'unclear' : null), chosen })), inkGroupsOf([]), [], learnMarks([])).filter(({ doubt }) => doubt !== null).length;
  expect([9, 8].map((doubtful) => doubtsOf(doubtful, ['A']))).toEqual([12, 8]);
  expect([4, 3].map((doubtful) => doubtsOf(doubtful, []))).toEqual([12, 3]);
});

test('where many more rows are struck through than have two marks, those wait as well; where two marks are nothing rare, they do not', () => {
  const double: MarkReading = { ...reading(null), chosen: ['A', 'B'] }, single: MarkReading = { ...reading(null), chosen: ['A'] }, struck: MarkReading = { ...reading('crossed-out'), chosen: ['A'] };
  const doubtsOf = (doubles: number, strikes: number): string[] => {
    const all = Array.from({ length: 40 }, (_, k) => (k < doubles ? double : k < doubles + strikes ? struck : single));
    const groups = { ...inkGroupsOf([]), fields: all.map(() => ({ block: 0, members: [] })) };
    return seenTogether(all, groups, [], learnMarks([])).slice(0, doubles).map(({ doubt }) => doubt ?? 'none');
  };
  expect(doubtsOf(2, 5)).toEqual(['crossed-out', 'crossed-out']);
  expect(doubtsOf(3, 5)).toEqual(['none', 'none', 'none']);
  expect(doubtsOf(1, 2)).toEqual(['none']);
});

const empty: BubbleInk = { fill: 0.002, half: 0, cover: 0, around: 0.001, length: 0.5, reach: () => null, ground: () => 0, ring: () => 0, trace: () => 0, print: () => null, isCell: false, isUnlike: false, isDark: false, isKnown: true, otherPrint: 0, isGrey: false };
const full: BubbleInk = { ...empty, fill: 0.7, half: 0.7, cover: 0.9, length: 1 }, stroke: BubbleInk = { ...empty, fill: 0.08, cover: 0.14, length: 1.1 }, dot: BubbleInk = { ...empty, fill: 0.03, cover: 0.05, length: 0.25 };

/** Doubts of rows with these inks, below twenty full ones, with so much in all of their bubbles besides. */
function doubtsAmongFull(rows: readonly (readonly BubbleInk[])[], print = 0): (string | null)[] {
  const all = [...Array.from({ length: 20 }, (_, k) => Array.from({ length: 4 }, (__, c) => (c === k % 4 ? full : { ...empty, fill: empty.fill + print }))), ...rows], page = learnMarks(all);
  const bubbles = all.flatMap((inks, row) => inks.map((_, c) => ({ block: 0, field: `q${row}`, value: 'ABCD'[c]!, x: 8 * c, y: 8 * row, w: 5, h: 5 })));
  const read = all.map((inks) => decideMarks(inks.map((ink, c) => ({ value: 'ABCD'[c]!, ink, fit: 1, outside: 0, level: () => 0 })), page, false));
  return seenTogether(read, inkGroupsOf(bubbles), all.flat(), page).map(({ chosen, doubt }) => (chosen.length === 0 || doubt !== null ? doubt : 'marked')).slice(20);
}

test('a row waits in which dots or several strokes have more than empty bubbles of their value; one without does not, nor one like the print of all', () => {
  expect(doubtsAmongFull([[stroke, empty, stroke, empty], [empty, dot, empty, empty], [dot, empty, empty, dot], [empty, empty, empty, empty]])).toEqual(['faint', 'faint', 'faint', null]);
  expect(doubtsAmongFull([[empty, dot, empty, empty]], 0.02)).toEqual([null]);
});

test('on a page with several dots other rows are held against less, also where so many of one value have dots that they look usual', () => {
  const pale: BubbleInk = { ...dot, fill: 0.02 }, few = [[dot, empty, empty, empty], [empty, empty, dot, empty]], many = [...few, ...few];
  const lone = Array.from({ length: 12 }, () => [empty, pale, empty, empty]);
  expect(doubtsAmongFull([...few, ...lone], 0.004).slice(2)).toEqual(lone.map(() => null));
  expect(doubtsAmongFull([...many, ...lone], 0.004).slice(4)).toEqual(lone.map(() => 'faint'));
});

test('a row that is darker all along tells of its print, not of marks', () => {
  expect(doubtsAmongFull([[stroke, dot, dot, dot]])).toEqual([null]);
});

test('where several rows have nothing but a thin stroke, one beside a clear mark waits as well, and so does a blank of letters that stand once; where there are none, neither does', () => {
  const thin = [[empty, stroke, empty, empty], [stroke, empty, empty, empty], [empty, empty, empty, stroke], [empty, empty, stroke, empty]], lone: BubbleInk = { ...empty, fill: 0.03, cover: 0.08, otherPrint: 0.1, isKnown: false };
  const rows = [[full, empty, stroke, empty], [full, empty, dot, empty], [lone, lone]];
  expect(doubtsAmongFull([...thin, ...rows])).toEqual(['faint', 'faint', 'faint', 'faint', 'conflict', 'marked', 'faint']);
  expect(doubtsAmongFull(rows)).toEqual(['marked', 'marked', null]);
});
