import { expect, test } from 'vitest';
import type { MarkReading } from './decide.ts';
import { learnMarks } from './decide.ts';
import { inkGroupsOf } from './groups.ts';
import { seenTogether } from './page-view.ts';

const reading = (doubt: MarkReading['doubt']): MarkReading => ({ chosen: [], doubt, confidence: 0.99, margin: 9, unsureBy: null, fills: [] });

test('where most fields of a page wait for a person all do; a few that wait leave the others alone', () => {
  const doubtsOf = (doubtful: number): number => seenTogether(Array.from({ length: 12 }, (_, k) => reading(k < doubtful ? 'unclear' : null)), inkGroupsOf([]), [], learnMarks([])).filter(({ doubt }) => doubt !== null).length;
  expect(doubtsOf(9)).toBe(12);
  expect(doubtsOf(8)).toBe(8);
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
