import { describe, expect, test } from 'vitest';
import { parseRosterRows } from './roster.ts';

const rowsOf = (csv: string) => csv.split('\n').map((line) => line.split(','));
const read = (csv: string, digits = 4) => parseRosterRows(rowsOf(csv), { digits });

function faultOf(csv: string, digits = 4): string {
  try {
    read(csv, digits);
  } catch (error) {
    expect(error).toMatchObject({ code: 'roster-invalid' });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('was accepted');
}

describe('a right roster', () => {
  test('gives candidates in order, further columns by their headings', () => {
    expect(read('candidate_no,name,class,seat\n0001,王小明,8-1,A3\n\n0002,李雷,8-2,\n')).toEqual([
      { candidateNo: '0001', name: '王小明', class: '8-1', extra: { seat: 'A3' } },
      { candidateNo: '0002', name: '李雷', class: '8-2', extra: { seat: '' } },
    ]);
  });

  test.each(['考号,姓名,班级', '准考证号,姓名,班级', 'Candidate No,NAME,Class', ' CANDIDATE_NO ,name,class'])('may have the headings %s', (head) => {
    expect(read(`${head}\n0001,A,1`)).toEqual([{ candidateNo: '0001', name: 'A', class: '1', extra: {} }]);
  });

  test('may have a title above the headings and its columns in any order', () => {
    expect(read('八年级名单,,\n姓名,班级,考号\nA,1,0001')).toMatchObject([{ candidateNo: '0001', name: 'A', class: '1' }]);
  });

  test.each(["'0001", '="0001"', '０００１', ' 0001 '])('may keep its numbers as text: %s', (no) => {
    expect(read(`candidate_no,name,class\n${no},A,1`)).toMatchObject([{ candidateNo: '0001' }]);
  });

  test('may leave cells out at the end of a row', () => {
    expect(read('candidate_no,name,class,seat\n0001,A')).toMatchObject([{ name: 'A', class: '', extra: { seat: '' } }]);
  });
});

describe('a wrong roster is refused', () => {
  test('naming every line at once', () => {
    expect(faultOf('candidate_no,name,class\n0001,A,1\n12,B,1\n0001,C,1\n00X1,D,1\n00001,E,1\n,F,1\n1.2E+07,G,1')).toBe([
      'line 3: "12" is shorter than the 4 digits of a candidate number: the spreadsheet may have dropped leading zeros; format the column as text',
      'line 4: 0001 is already in line 2',
      'line 5: "00X1" is not a candidate number: 4 digits are expected',
      "line 6: \"00001\" has 5 digits; the exam's candidate numbers have 4",
      'line 7: no candidate number',
      'line 8: "1.2E+07" is a candidate number that the spreadsheet has rounded: format the column as text and enter it again.',
    ].join('; '));
  });

  test('naming wrong and repeated numbers beside a missing column, and no number where their column is missing', () => {
    expect(faultOf('candidate_no,name\n0001,A\n12,B\n0001,C')).toBe('line 1: no column class (班级); line 3: "12" is shorter than the 4 digits of a candidate number: the spreadsheet may have dropped leading zeros; format the column as text; line 4: 0001 is already in line 2.');
    expect(faultOf('name,class\nA,1')).not.toContain('line 2');
  });

  test('with a few of a kind and the lines of the rest when there are many', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},A,1`).join('\n');
    const said = faultOf(`candidate_no,name,class\n${rows}`);
    expect(said).toMatch(/line 4: .*; and 17 more in lines 5-21\.$/);
    expect(said.length).toBeLessThan(600);
    expect(faultOf(`candidate_no,name,class${',total'.repeat(28)}\n0001,A,1`)).toMatch(/; and 24 more in line 1\.$/);
  });

  test('in one sentence when all its numbers have another length than the exam\'s', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${25080101 + i},A,1`).join('\n');
    expect(faultOf(`candidate_no,name,class\n${rows}`, 9)).toBe("the exam's candidate numbers have 9 digits, the roster's 8; if the spreadsheet has dropped a 0 in front, format the column as text.");
    expect(faultOf(`candidate_no,name,class\n${rows}`, 7)).toBe("the exam's candidate numbers have 7 digits, the roster's 8.");
  });

  test('when columns are missing or doubled', () => {
    expect(faultOf('candidate_no,class\n0001,1')).toBe('line 1: no column name (姓名).');
    expect(faultOf('0001,A,1')).toBe('line 1: no column candidate_no (考号); line 1: no column name (姓名); line 1: no column class (班级).');
    expect(faultOf('candidate_no,name,class,Name\n0001,A,1,B')).toBe('line 1: the column Name is there twice.');
  });

  test('when nothing is in it', () => {
    expect(faultOf('\n \n')).toMatch(/^The roster is empty/);
    expect(faultOf('candidate_no,name,class')).toBe('line 1: there are headings but no candidates below them.');
  });
});
