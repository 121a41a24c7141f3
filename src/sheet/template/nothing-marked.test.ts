import { expect, test } from 'vitest';
import { decideMarks, learnMarks, withoutHand } from '../marks/decide.ts';
import { inkGroupsOf } from '../marks/groups.ts';
import type { BubbleInk } from '../marks/ink.ts';
import { isBare, type WholePage, wholePage, withoutMarks } from './nothing-marked.ts';

const empty: BubbleInk = { fill: 0.004, half: 0, cover: 0, around: 0, length: 1, reach: () => null, ground: () => 0, ring: () => 0, trace: () => 0, print: () => null, isCell: false, isUnlike: false, isDark: false, isKnown: true, otherPrint: 0, isGrey: false };
const inked = (fill: number, trace = 0, half = 0): BubbleInk => ({ ...empty, fill, half, cover: fill, trace: () => trace });
const bold: BubbleInk = inked(0.14);

/** Twenty questions of four, and a number of eight digits in columns; of each column the 6 is bold, and in five rows the A, as where they fall between the points of a scan. */
function pageOf(change: { readonly [field: number]: (value: number) => BubbleInk | null }): { readonly bare: boolean; readonly whole: WholePage | null; readonly chosen: string; readonly doubts: number } {
  const rows = Array.from({ length: 28 }, (_, k) => ({ joined: k >= 20, values: k < 20 ? [...'ABCD'] : [...'0123456789'] }));
  const bubbles = rows.flatMap(({ values }, k) => values.map((value, at) => ({ block: k < 20 ? 0 : 1, field: `f${k}`, value, x: k < 20 ? 8 * at : 8 * k, y: k < 20 ? 8 * k : 300 + 8 * at, w: 5, h: 5 })));
  const inks = rows.flatMap(({ joined, values }, k) => values.map((_, at) => change[k]?.(at) ?? (joined ? (at === 6 ? bold : inked(0.05)) : at === 0 && k % 4 === 0 ? inked(0.045) : empty)));
  const groups = inkGroupsOf(bubbles), fields = rows.map(({ joined }, k) => ({ joined, bubbles: groups.fields[k]!.members })), learned = learnMarks(fields.map((field) => field.bubbles.map((i) => inks[i]!)));
  const read = (page: typeof learned) => fields.map((field) => ({ field, ...decideMarks(field.bubbles.map((i) => ({ value: bubbles[i]!.value, ink: inks[i]!, fit: 1, outside: 0, level: () => 0 })), page, field.joined) }));
  const first = read(learned), bare = isBare(fields, first, groups, inks), readings = bare ? withoutMarks(read(withoutHand(learned)), inks) : first;
  return { bare, whole: wholePage(fields, readings), chosen: readings.map(({ chosen }) => chosen.join('')).join(''), doubts: readings.filter(({ doubt }) => doubt !== null).length };
}

test('of a sheet on which nothing is marked no bold letter is an answer or a digit, and nothing is in doubt but that it may be blank', () => {
  expect(pageOf({})).toEqual({ bare: true, whole: 'unmarked', chosen: '', doubts: 0 });
  // Neither is what stands out of one row a little.
  expect(pageOf({ 3: (at) => (at === 2 ? inked(0.07) : null) })).toMatchObject({ bare: true, whole: 'unmarked', chosen: '' });
});

test('a number on a page without answers is read', () => {
  const number = Object.fromEntries([...'20250817'].map((digit, k) => [20 + k, (at: number) => (String(at) === digit ? inked(0.5, 0, 0.5) : null)]));
  expect(pageOf(number)).toMatchObject({ bare: false, whole: 'unmarked', chosen: '20250817' });
});

test('a page of which one bubble is filled, pale or black, or several have ink between what is printed, is not bare', () => {
  expect(pageOf({ 3: (at) => (at === 2 ? inked(0.2, 0, 0.15) : null) }).bare).toBe(false);
  expect(pageOf({ 3: (at) => (at === 2 ? inked(0.12, 0, 0.1) : null) }).bare).toBe(false);
  const tick = (at: number): BubbleInk | null => (at === 2 ? inked(0.03, 0.02) : null);
  expect(pageOf({ 1: tick, 3: tick, 5: tick, 7: tick, 9: tick }).bare).toBe(false);
  expect(pageOf({ 3: (at) => ({ ...empty, isUnlike: at === 0 }), 0: (at) => ({ ...empty, isUnlike: at === 0 }) }).bare).toBe(false);
});

test('ink on the paper of one row of a page that is else bare waits for a person', () => {
  const one = pageOf({ 3: (at) => (at === 2 ? inked(0.09, 0.02) : null) });
  expect(one).toMatchObject({ bare: true, whole: 'unmarked', chosen: '' });
  expect(one.doubts).toBe(1);
});
