import { expect, test } from 'vitest';
import { rosterFaults } from './roster-faults.ts';

test('each line with what is wrong in it', () => {
  expect(rosterFaults('line 2: 12 has 2 digits; it needs 8; line 5: 3 is already in line 4; 7 more like these in lines 9-15.')).toEqual([
    { line: '2', text: '12 has 2 digits; it needs 8' }, { line: '5', text: '3 is already in line 4' }, { line: null, text: '7 more like these in lines 9-15' },
  ]);
  expect(rosterFaults('The roster is empty: it needs headings.')).toEqual([]);
});
