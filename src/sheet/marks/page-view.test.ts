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
