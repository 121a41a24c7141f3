import { expect, test } from 'vitest';
import { rosterFaults, rosterFaultWords } from './roster-faults.ts';

test('each line with what is wrong in it', () => {
  expect(rosterFaults('line 2: 12 has 2 digits; it needs 8; line 5: 3 is already in line 4; 7 more like these in lines 9-15.')).toEqual([
    { line: '2', text: '12 has 2 digits; it needs 8' }, { line: '5', text: '3 is already in line 4' }, { line: null, text: '7 more like these in lines 9-15' },
  ]);
  expect(rosterFaults('The roster is empty: it needs headings.')).toEqual([]);
});

test('every fault that the station finds has words in the reader\'s language', () => {
  // As `src/exam/roster.test.ts` has them.
  const told = 'line 3: "12" is shorter than the 4 digits of a candidate number: the spreadsheet may have dropped leading zeros; format the column as text; line 4: 0001 is already in line 2; line 5: "00X1" is not a candidate number: 4 digits are expected; line 6: "00001" has 5 digits; the exam\'s candidate numbers have 4; line 7: no candidate number; line 8: "1.2E+07" is a candidate number that the spreadsheet has rounded: format the column as text and enter it again; line 1: no column name (姓名); line 1: the column Name is there twice; line 1: there are headings but no candidates below them; 30 more like these in lines 22-51.';
  expect(rosterFaults(told).map(({ text }) => rosterFaultWords(text))).toEqual([
    { key: 'roster.fault.too-short', values: { no: '12', digits: '4' } }, { key: 'roster.fault.twice', values: { no: '0001', line: '2' } }, { key: 'roster.fault.no-number', values: { no: '00X1', digits: '4' } },
    { key: 'roster.fault.too-long', values: { no: '00001', has: '5', digits: '4' } }, { key: 'roster.fault.none', values: {} }, { key: 'roster.fault.rounded', values: { no: '1.2E+07' } },
    { key: 'roster.fault.column', values: { column: '姓名' } }, { key: 'roster.fault.column-twice', values: { column: 'Name' } }, { key: 'roster.fault.nobody', values: {} }, { key: 'roster.fault.more', values: { rest: '30', lines: '22-51' } },
  ]);
  expect(rosterFaultWords('something new')).toBeNull();
});
