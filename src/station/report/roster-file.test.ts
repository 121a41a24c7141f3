import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRoster } from './roster-file.ts';
import { checkZip } from './zip-limits.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-roster-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, content);
  return target;
}

async function workbook(name: string, fill: (workbook: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return file(name, new Uint8Array(await book.xlsx.writeBuffer()));
}

const read = (target: string) => readRoster(target, { digits: 8 });
const wang = { candidateNo: '00000001', name: '王小明', class: '8-1', extra: {} };

test.each([
  ['comma', 'candidate_no,name,class\r\n00000001,王小明,8-1\r\n'],
  ['byte order mark', '\uFEFF考号,姓名,班级\n00000001,王小明,8-1\n'],
  ['semicolon', 'candidate_no;name;class\n00000001;王小明;8-1'],
  ['tab', 'candidate_no\tname\tclass\n00000001\t王小明\t8-1'],
  ['quotes', '"candidate_no","name","class"\n"00000001","王小明","8-1"'],
  ['Excel text formula', 'candidate_no,name,class\n="00000001",王小明,8-1'],
])('reads a CSV with %s', async (name, text) => {
  expect(await read(await file(`${name}.csv`, text))).toEqual([wang]);
});

test('reads a CSV in GB18030', async () => {
  const bytes = Buffer.concat([Buffer.from([0xbf, 0xbc, 0xba, 0xc5]), Buffer.from(',name,class\n00000001,'), Buffer.from([0xcd, 0xf5]), Buffer.from(',1\n')]);
  expect(await read(await file('gb.csv', bytes))).toEqual([{ ...wang, name: '王', class: '1' }]);
});

test('names the lines of the file, also after a cell of two lines and an empty line', async () => {
  const csv = await file('lines.csv', 'candidate_no,name,class\n00000001,"A\nB",1\n\n7,C,1\n');
  await expect(read(csv)).rejects.toMatchObject({ code: 'roster-invalid', about: csv, message: expect.stringMatching(/^line 5: "7" is shorter/) });
});

test('reads a workbook: text, numbers shown with zeros, formulas and rich text', async () => {
  const target = await workbook('roster.xlsx', (book) => {
    book.addWorksheet('notes');
    const sheet = book.addWorksheet('名单');
    sheet.addRow(['八年级']);
    sheet.addRow(['考号', '姓名', '班级', '座位']);
    sheet.addRow(['00000001', { richText: [{ text: '王' }, { text: '小明' }] }, '8-1', 3]);
    sheet.addRow([2, '李雷', { formula: '"8-"&1', result: '8-1' }, null]).getCell(1).numFmt = '00000000';
    sheet.addRow([12345678, '韩梅梅', 1, '']);
  });
  expect(await read(target)).toEqual([
    { ...wang, extra: { 座位: '3' } },
    { candidateNo: '00000002', name: '李雷', class: '8-1', extra: { 座位: '' } },
    { candidateNo: '12345678', name: '韩梅梅', class: '1', extra: { 座位: '' } },
  ]);
});

test('tells about zeros that Excel dropped, with the row', async () => {
  const target = await workbook('zeros.xlsx', (book) => book.addWorksheet('a').addRows([['candidate_no', 'name', 'class'], [], [1, 'A', '1']]));
  await expect(read(target)).rejects.toThrow('line 3: "1" is shorter than the 8 digits of a candidate number');
});

test.each<[string, string | Uint8Array, string]>([
  ['empty.csv', '', 'The file is empty'],
  ['photo.csv', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2), 'neither'],
  ['old.xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0), 'password-protected Excel file; save it as .xlsx'],
  ['broken.xlsx', 'PK\x03\x04 and nothing more', 'not an Excel workbook, or it is damaged'],
  ['prose.csv', 'Dear colleague,\nhere is the list.', 'line 1: no column candidate_no'],
  ['large.csv', new Uint8Array(10 * 1024 * 1024 + 1), 'more than the 10 MB'],
  ['commas.csv', `candidate_no${','.repeat(4_000_000)}\n`, 'more than 100000 characters'],
  ['lines.csv', `candidate_no,name,class\n${'\n'.repeat(8_000_000)}`, 'more than the 50000 rows'],
])('refuses %s', async (name, content, says) => {
  const target = await file(name, content);
  await expect(read(target)).rejects.toMatchObject({ code: 'roster-invalid', about: target, message: expect.stringContaining(says) });
});

test('refuses a path that is not there, and a folder', async () => {
  await expect(read(path.join(folder, 'nowhere.csv'))).rejects.toMatchObject({ code: 'input-missing' });
  await expect(read(folder)).rejects.toMatchObject({ code: expect.stringMatching(/^(roster-invalid|input-missing)$/) });
});

/** A zip of one entry that says it unfolds to a single byte. */
function lyingZip(unpacked: Buffer): Buffer {
  const packed = deflateRawSync(unpacked);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50, 0);
  directory.writeUInt16LE(8, 10);
  directory.writeUInt32LE(packed.length, 20);
  directory.writeUInt32LE(1, 24);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46, 12);
  end.writeUInt32LE(30 + packed.length, 16);
  return Buffer.concat([local, packed, directory, end]);
}

test('refuses a workbook that unfolds to more than it says, before unfolding it', async () => {
  const target = await file('bomb.xlsx', lyingZip(Buffer.alloc(33 * 1024 * 1024)));
  await expect(read(target)).rejects.toMatchObject({ code: 'roster-invalid', message: expect.stringContaining('unfolds to more than 32 MB') });
});

test('tells zips that fit from those that do not, and from what is no zip', () => {
  const zip = lyingZip(Buffer.alloc(1000));
  expect(checkZip(zip, { maxEntries: 1, maxBytes: 1000 })).toBe('fits');
  expect(checkZip(zip, { maxEntries: 1, maxBytes: 999 })).toBe('too-large');
  expect(checkZip(zip, { maxEntries: 0, maxBytes: 1000 })).toBe('too-large');
  expect(checkZip(zip.subarray(0, -10), { maxEntries: 1, maxBytes: 1000 })).toBe('not-a-zip');
  expect(checkZip(Buffer.from('text'), { maxEntries: 1, maxBytes: 1000 })).toBe('not-a-zip');
});

test('a formula counts with its result, and one that failed is shown as Excel shows it', async () => {
  const rows = (no: ExcelJS.CellValue) => workbook('formula.xlsx', (book) => {
    const sheet = book.addWorksheet('1');
    sheet.addRow(['candidate_no', 'name', 'class']);
    sheet.addRow([no, { formula: '"王"&"小明"', result: '王小明' }, '8-1']);
  });
  expect(await read(await rows({ formula: 'TEXT(1,"00000000")', result: '00000001' }))).toEqual([wang]);
  await expect(read(await rows({ formula: '1/0', result: { error: '#DIV/0!' } }))).rejects.toThrow('#DIV/0!');
});
