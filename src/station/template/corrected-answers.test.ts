import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { faultSentence, faultText } from '../../contract/faults.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { readAnswers } from './corrected-answers.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-corrected-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const template = expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 },
  blocks: [
    { name: 'number', x: 100, y: 100, fields: ['n1..4'], values: [...'0123456789'], direction: 'vertical', valueGap: 30, fieldGap: 40 },
    { name: 'answers', x: 100, y: 600, fields: ['q1..2'], values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 40, fieldGap: 40 },
  ],
  columns: [{ name: '考号', fields: ['n1..4'] }, { name: 'q1', fields: ['q1'] }, { name: 'q2', fields: ['q2'] }], candidate: '考号',
  regions: [{ kind: 'text', name: 'word', x: 500, y: 100, w: 200, h: 30, options: ['cat', 'dog'] }],
}));
const head = 'source_file,source_page,candidate_no,status,residual_mm,考号,q1,q2,word';

async function file(content: string | Buffer, name = 'answers.csv'): Promise<string> {
  const where = await mkdtemp(path.join(folder, 'of-'));
  await writeFile(path.join(where, name), content);
  return path.join(where, name);
}

async function pagesOf(at: string): Promise<unknown> {
  const { pages, notes } = await readAnswers(at, template);
  return { pages: pages.map(({ sourceFile, sourcePage, candidateNo, status, valueOf }) => [sourceFile, sourcePage, candidateNo, status, ...['考号', 'q1', 'q2', 'word'].map(valueOf)]), notes: notes.map((one) => faultText(one, 'en')) };
}

async function wrongWith(at: string): Promise<string> {
  const error: unknown = await readAnswers(at, template).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ZhiyueError);
  expect(error).toMatchObject({ code: 'answers-invalid', about: at });
  return error instanceof ZhiyueError ? faultSentence(error.faults, 'en') : '';
}

test('what Excel makes of the file is read: a byte order mark, semicolons, CRLF, quotes, columns in another order, empty rows', async () => {
  const text = `\uFEFF${head.replaceAll(',', ';').replace('q1;q2', 'q2;q1')}\r\n"a;b.jpg";1;0123;ok;0.1;0123;B;AC;cat\r\n;;;;;;;;\r\nc.pdf;2;?0456;review;0.2;?0456;;b;"?"\r\n`;
  expect(await pagesOf(await file(text))).toEqual({ pages: [['a;b.jpg', 1, '0123', 'ok', '0123', 'AC', 'B', 'cat'], ['c.pdf', 2, '?0456', 'review', '?0456', 'B', '', '?']], notes: [] });
});

test('a workbook is read as well', async () => {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('answers').addRows([head.split(','), ['a.jpg', 1, '0123', 'ok', 0.1, '0123', 'A', 'B', 'dog']]);
  expect(await pagesOf(await file(Buffer.from(await workbook.xlsx.writeBuffer()), 'answers.xlsx'))).toEqual({ pages: [['a.jpg', 1, '0123', 'ok', '0123', 'A', 'B', 'dog']], notes: [] });
});

test('a number whose leading zeros may be lost counts as not sure, and is told with its place', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,123,ok,0.1,123,A,B,cat\nb.jpg,1,4567,ok,0.1,4567,A,B,cat\n`))).toEqual({
    pages: [['a.jpg', 1, '?123', 'review', '?123', 'A', 'B', 'cat'], ['b.jpg', 1, '4567', 'ok', '4567', 'A', 'B', 'cat']],
    notes: ['line 2, column 考号: "123" has fewer digits than the 4 there are, and a spreadsheet may have taken zeros in front of it: it counts as not sure'],
  });
  // Where another one kept its own, the spreadsheet took none of a number that is far too short for its grid.
  expect(await pagesOf(await file(`${head}\na.jpg,1,12,ok,0.1,12,A,B,cat\nb.jpg,1,0567,ok,0.1,0567,A,B,cat\n`))).toMatchObject({ pages: [['a.jpg', 1, '12', 'ok', '12', 'A', 'B', 'cat'], ['b.jpg', 1, '0567', 'ok', '0567', 'A', 'B', 'cat']] });
});

test('a number with a digit too few or too many is not sure, whatever other rows look like', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,123,ok,0.1,123,A,B,cat\nb.jpg,1,0567,ok,0.1,0567,A,B,cat\nc.jpg,1,12345,ok,0.1,12345,A,B,cat\nd.jpg,1,456,review,0.1,?0459,A,B,cat\ne.jpg,1,0456,ok,0.1,456,A,B,cat\n`))).toEqual({
    pages: [
      ['a.jpg', 1, '?123', 'review', '?123', 'A', 'B', 'cat'], ['b.jpg', 1, '0567', 'ok', '0567', 'A', 'B', 'cat'], ['c.jpg', 1, '?12345', 'review', '?12345', 'A', 'B', 'cat'],
      ['d.jpg', 1, '?456', 'review', '?456', 'A', 'B', 'cat'], ['e.jpg', 1, '0456', 'ok', '0456', 'A', 'B', 'cat'],
    ],
    notes: [
      'line 2, column 考号: "123" has fewer digits than the 4 there are, and a spreadsheet may have taken zeros in front of it: it counts as not sure',
      'line 4, column 考号: "12345" has more digits than the 4 there are: it counts as not sure',
      'line 5, column candidate_no: "456" has fewer digits than the 4 there are, and a spreadsheet may have taken zeros in front of it: it counts as not sure',
      'line 6, column 考号: "456" has fewer digits than the 4 there are, and a spreadsheet may have taken zeros in front of it: it counts as not sure',
    ],
  });
});

test('two numbers on one page wait, and are named with their line; a page without a number waits', async () => {
  const sheet = expandTemplate(templateSchema.parse({
    ...template.template, columns: [{ name: '考号', fields: ['n1..8'] }, { name: 'q1', fields: ['q1'] }, { name: 'q2', fields: ['q2'] }],
    blocks: template.template.blocks.map((block) => (block.name === 'number' ? { ...block, fields: ['n1..8'] } : block)),
    regions: [{ kind: 'text', name: 'word', digits: 8, cells: 8, x: 500, y: 100, w: 200, h: 30 }],
  }));
  const { pages, notes } = await readAnswers(await file(`${head}\na.jpg,1,05120100,ok,0.1,05120100,A,B,05120107\nb.jpg,1,05120101,ok,0.1,05120101,A,B,05120101\nc.jpg,1,,ok,0.1,,A,B,\n`), sheet);
  expect(pages.map(({ candidateNo, status, valueOf }) => [candidateNo, status, valueOf('word')])).toEqual([['?05120100', 'review', '?05120107'], ['05120101', 'ok', '05120101'], ['', 'review', '']]);
  expect(notes.map((one) => faultText(one, 'en'))).toEqual(['line 2: candidate_no is "05120100", and word says "05120107", two candidates on one page: it counts as not sure; correct the wrong one, or empty it']);
});

test('several values of a question count in whatever order, and a full-width question mark is one', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,0123,ok,0.1,0123,BA,ｄｂ,cat\nb.jpg,1,？0456,review,0.1,？0456,？A,B,dog\n`))).toMatchObject({ pages: [['a.jpg', 1, '0123', 'ok', '0123', 'AB', 'BD', 'cat'], ['b.jpg', 1, '?0456', 'review', '?0456', '?A', 'B', 'dog']] });
  expect(await wrongWith(await file(`${head}\na.jpg,1,0123,ok,0.1,0123,AA,B,cat\n`))).toContain('"AA" is nothing that can be marked there');
});

test('a row with fewer cells than headings waits, but in a workbook; a quotation mark that is not closed is told with its line', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,0123,ok,0.1,0123,A\nb.jpg,1,0124,ok,0.1,0124,A,B,cat\n`))).toEqual({
    pages: [['a.jpg', 1, '0123', 'review', '0123', 'A', '', ''], ['b.jpg', 1, '0124', 'ok', '0124', 'A', 'B', 'cat']],
    notes: ['line 2 has 7 cells, and there are 9 headings: what is missing counts as blank, and the page as not settled'],
  });
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('answers').addRows([head.split(','), ['a.jpg', 1, '0123', 'ok', 0.1, '0123', 'A']]);
  expect(await pagesOf(await file(Buffer.from(await workbook.xlsx.writeBuffer()), 'answers.xlsx'))).toMatchObject({ pages: [['a.jpg', 1, '0123', 'ok', '0123', 'A', '', '']], notes: [] });
  expect(await wrongWith(await file(`${head}\n"a\nb.jpg",1,0123,ok,0.1,0123,A,B,cat\n"b.jpg,1,0124,ok,0.1,0124,A,B,cat\nc.jpg,1,0125,ok,0.1,0125,A,B,cat\n`))).toBe('In the row that begins in line 4 a quotation mark is opened and never closed.');
});

test('a number that is settled in one of its two columns is settled; a page that was not read is, once somebody has put answers in', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,?0123,review,0.1,0129,A,B,cat\nb.jpg,1,0456,review,0.1,?0456,A,B,cat\nc.jpg,1,,failed,,,,,\nd.jpg,1,,failed,,,A,,\n`))).toMatchObject({
    pages: [['a.jpg', 1, '0129', 'ok', '0129', 'A', 'B', 'cat'], ['b.jpg', 1, '0456', 'ok', '0456', 'A', 'B', 'cat'], ['c.jpg', 1, '', 'failed', '', '', '', ''], ['d.jpg', 1, '', 'review', '', 'A', '', '']],
  });
});

const listed = [{ candidateNo: '0123', name: 'Ann', class: '3', extra: {} }, { candidateNo: '0456', name: 'Ben', class: '3', extra: {} }];

test('a number that nobody on the roster has waits and is told, also one that somebody has just entered; what waits already is told no more', async () => {
  const { pages, notes } = await readAnswers(await file(`${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\nb.jpg,1,?0459,review,0.1,0999,A,B,cat\nc.jpg,1,?0777,review,0.1,?0777,A,B,cat\nd.jpg,1,,review,0.1,,A,B,cat\n`), template, listed);
  expect(pages.map(({ candidateNo, status, valueOf }) => [candidateNo, status, valueOf('考号')])).toEqual([['0123', 'ok', '0123'], ['?0999', 'review', '?0999'], ['?0777', 'review', '?0777'], ['', 'review', '']]);
  expect(notes.map((one) => faultText(one, 'en'))).toEqual(['line 3, column 考号: nobody on the roster has the number "0999": it counts as not sure']);
});

test('a number with ? in both of its columns is settled by whoever corrects one of them, or takes the ? away there', async () => {
  const { pages } = await readAnswers(await file(`${head}\na.jpg,1,?0999,review,0.1,0123,A,B,cat\nb.jpg,1,0456,review,0.1,?0999,A,B,cat\nc.jpg,1,?0999,review,0.1,0999,A,B,cat\nd.jpg,1,0999,review,0.1,?0999,A,B,cat\n`), template);
  expect(pages.map(({ candidateNo, valueOf }) => [candidateNo, valueOf('考号')])).toEqual([['0123', '0123'], ['0456', '0456'], ['0999', '0999'], ['0999', '0999']]);
});

test('a page that may be blank waits until somebody says that it is', async () => {
  expect(await pagesOf(await file(`${head}\na.jpg,1,0123,review,0.1,0123,,,\nb.jpg,1,0124,ok,0.1,0124,,,\n`))).toMatchObject({ pages: [['a.jpg', 1, '0123', 'review', '0123', '', '', ''], ['b.jpg', 1, '0124', 'ok', '0124', '', '', '']] });
});

test('what cannot be is told with its line and column', async () => {
  expect(await wrongWith(await file(`${head}\na.jpg,1,0123,ok,0.1,0123,E,B,cat\na.jpg,1,1.2E+03,ok,0.1,1.2E+03,A,B,cow\n,x,0123,ok,0.1,0124,A,B,cat\n`))).toBe(
    'line 2: column q1: "E" is nothing that can be marked there; what can is A, B, C, D; line 3: page 1 of a.jpg is already in line 2; line 3: column 考号: "1.2E+03" is a number that the spreadsheet has rounded: format the column as text and enter it again; '
    + 'line 3: column word: "cow" is nothing that can be marked there; what can is cat, dog; line 4: "", "x" in source_file and source_page name no page; and 1 more.');
  expect(await wrongWith(await file(`${head.replace('q1', 'Q1').replace('word', 'words')}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\n`))).toBe('the columns q1, word are missing: the headings must be those that `read` wrote with this template.');
  expect(await wrongWith(await file(`${head},q1\na.jpg,1,0123,ok,0.1,0123,A,B,cat,A\n`))).toBe('the column q1 is there twice.');
  expect(await wrongWith(await file(`Class 3\n\n${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\n`))).toBe('the headings stand in line 3; delete the lines above it.');
  expect(await wrongWith(await file(`${head}\n`))).toBe('there are headings but no pages below them.');
});

test('a page that waits for a person in exceptions.csv beside it must be there', async () => {
  const at = await file(`${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\n`);
  await writeFile(path.join(path.dirname(at), 'exceptions.csv'), 'source_file,source_page,candidate_no,kind\na.jpg,1,,doubtful\nb.jpg,2,,doubtful\nb.jpg,2,,doubtful\n');
  expect(await wrongWith(at)).toBe('page 2 of b.jpg is missing, which is in exceptions.csv: put its row back; to score without it, copy this file into a folder of its own.');
});

test('the workbook beside it, changed later and with other answers, is named; one that was written with it is not', async () => {
  const at = await file(`${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\nb.jpg,1,0124,ok,0.1,0124,A,B,cat\n`, 'corrected.csv'), beside = path.join(path.dirname(at), 'answers.csv');
  await writeFile(beside, `${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\nb.jpg,1,0124,ok,0.1,0124,C,B,cat\n`);
  expect(await pagesOf(at)).toMatchObject({ notes: [] });
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(at, minuteAgo, minuteAgo);
  expect(await pagesOf(at)).toMatchObject({ notes: ['answers.csv beside it was changed later, and has other answers on 1 page: if you corrected that one, score that one'] });
});

test('answers of an earlier batch, kept in a folder that has those of the next one, are scored', async () => {
  const at = await file(`${head}\na.jpg,1,0123,ok,0.1,0123,A,B,cat\n`, 'answers-2026-11-29-08-00-00.csv');
  await writeFile(path.join(path.dirname(at), 'answers.csv'), `${head}\nz1.jpg,1,0125,ok,0.1,0125,C,B,cat\nz2.jpg,1,0126,ok,0.1,0126,C,B,cat\n`);
  expect(await pagesOf(at)).toMatchObject({ pages: [['a.jpg', 1, '0123', 'ok', '0123', 'A', 'B', 'cat']], notes: [] });
});
