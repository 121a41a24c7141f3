import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { type FieldReading, unread } from '../../sheet/template/read-template.ts';
import { answersWorkbook } from './answers-workbook.ts';
import type { Marker } from '../../sheet/template/evaluation.ts';
import type { AnsweredPage, TemplatePage } from './template-page.ts';
import { answeredPage, numberNotes, templateAnswers, templateExceptions, templateScores, withAlike } from './template-tables.ts';

const sheetWith = (number: string) => expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, name: 'a card', unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 },
  blocks: [
    { name: 'number', x: 100, y: 100, fields: ['n1..3'], values: [...'0123456789'], direction: 'vertical', valueGap: 30, fieldGap: 40 },
    { name: 'answers', x: 100, y: 600, fields: ['q1..2'], values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 40, fieldGap: 40 },
  ],
  columns: [{ name: number, fields: ['n1..3'] }, { name: 'q1', fields: ['q1'] }, { name: 'q2', fields: ['q2'] }], candidate: number,
}));

test('a candidate number has one column, also where the template calls it as the column is called', () => {
  expect(templateAnswers(sheetWith('candidate_no'), []).columns).toEqual(['source_file', 'source_page', 'candidate_no', 'status', 'residual_mm', 'q1', 'q2']);
  expect(templateAnswers(sheetWith('考号'), []).columns).toEqual(['source_file', 'source_page', 'candidate_no', 'status', 'residual_mm', '考号', 'q1', 'q2']);
});

test('a column that a sheet calls as one of ours is called is told apart', () => {
  expect(templateAnswers(sheetWith('status'), []).columns).toEqual(['source_file', 'source_page', 'candidate_no', 'status', 'residual_mm', 'f:status', 'q1', 'q2']);
});

test('sheets without a number, and numbers that are on several, are told; of a file with several pages also which', () => {
  const page = (sourceFile: string, sourcePage: number, value: string | null): TemplatePage => ({
    sourceFile, sourcePage,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: null, reading: { ...unread('blank'), trouble: value === null ? 'blank' : null, columns: [{ name: '考号', value: value ?? '', incomplete: false, doubtful: false, confidence: 1 }] } },
  });
  const pages = [page('a.png', 1, '123'), page('b.pdf', 1, '456'), page('b.pdf', 2, '123'), page('c.png', 1, ''), page('d.png', 1, null)];
  expect(numberNotes(sheetWith('考号'), pages.map((one) => answeredPage(one, sheetWith('考号'))))).toEqual({ without: ['c.png'], shared: [{ number: '123', places: ['a.png', 'b.pdf (2)'] }], otherwise: [] });
  const alike = withAlike(sheetWith('考号'), pages);
  expect(templateAnswers(sheetWith('考号'), alike).rows.map(([file, page, number, status]) => [file, page, number, status])).toEqual([['a.png', 1, '123', 'review'], ['b.pdf', 1, '456', 'ok'], ['b.pdf', 2, '123', 'review'], ['c.png', 1, '', 'ok'], ['d.png', 1, '', 'failed']]);
  expect(templateExceptions(sheetWith('考号'), alike, 'en').rows.map(([file, page, , kind, , , detail]) => [file, page, kind, detail])).toEqual([
    ['a.png', 1, 'duplicate', expect.stringContaining('The number 123 is also on b.pdf (2):')], ['b.pdf', 2, 'duplicate', expect.stringContaining('The number 123 is also on a.png:')], ['d.png', 1, 'blank-page', expect.anything()],
  ]);
});

test('a page on which every field is in doubt is one row with its picture, and each of its answers keeps its ?', () => {
  const doubted = [1, 2, 3].map((k) => ({ label: `q${k}`, chosen: ['A'], doubt: 'unclear' as const, confidence: 0.5, margin: 0, unsureBy: null, fills: [] }));
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [{ field: '', file: 'crops/a-page.jpg' }], regions: [], stranger: 'no-number', reading: { ...unread('blank'), trouble: null, whole: 'untrusted', fields: doubted, columns: [{ name: 'q1', value: 'A', incomplete: false, doubtful: true, confidence: 0.5 }] } },
  };
  expect(templateAnswers(sheetWith('考号'), [page]).rows).toEqual([['a.png', 1, '', 'review', null, '', '?A', '']]);
  expect(templateExceptions(sheetWith('考号'), [page], 'en').rows).toEqual([['a.png', 1, '', 'doubtful', '', null, expect.stringContaining('Nothing on this page is read surely'), 'crops/a-page.jpg', '']]);
});

test('a page on which next to nothing is marked waits as a whole, with its picture', () => {
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [{ field: '', file: 'crops/a-page.jpg' }], regions: [], stranger: 'no-number', reading: { ...unread('blank'), trouble: null, whole: 'unmarked', columns: [{ name: 'q1', value: '', incomplete: false, doubtful: false, confidence: 1 }] } },
  };
  expect(templateAnswers(sheetWith('考号'), [page]).rows).toEqual([['a.png', 1, '', 'review', null, '', '', '']]);
  expect(templateExceptions(sheetWith('考号'), [page], 'en').rows).toEqual([['a.png', 1, '', 'doubtful', '', null, expect.stringContaining('look whether it is blank'), 'crops/a-page.jpg', '']]);
});

test('a page without a number waits for a person, and the exception says so', () => {
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: 'no-number', reading: { ...unread('blank'), trouble: null, columns: [{ name: 'q1', value: 'A', incomplete: false, doubtful: false, confidence: 1 }] } },
  };
  expect(templateAnswers(sheetWith('考号'), [page]).rows).toEqual([['a.png', 1, '', 'review', null, '', 'A', '']]);
  expect(templateExceptions(sheetWith('考号'), [page], 'en').rows).toEqual([['a.png', 1, '', 'unknown-candidate', '考号', null, expect.stringContaining('No candidate number could be read'), '', '考号']]);
});

test('a number that nobody on the roster has says so in both of its columns', () => {
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: 'not-on-roster', reading: { ...unread('blank'), trouble: null, columns: [{ name: 'roll', value: '123', incomplete: false, doubtful: false, confidence: 1 }, { name: 'q1', value: 'A', incomplete: false, doubtful: false, confidence: 1 }] } },
  };
  expect(templateAnswers(sheetWith('roll'), [page]).rows).toEqual([['a.png', 1, '?123', 'review', null, '?123', 'A', '']]);
});

test('with a roster scores end with the name and class of each number that is not in doubt', () => {
  const sheet = sheetWith('roll'), pages = ['123', '?456', '789', ''].map((candidateNo, i): AnsweredPage => ({ sourceFile: `${i}.png`, sourcePage: 1, candidateNo, status: 'ok', valueOf: () => 'A' }));
  const marker = { questions: ['q1'], mark: () => ({ points: 2 }) } as unknown as Marker;
  const roster = ['123', '456'].map((candidateNo) => ({ candidateNo, name: `of ${candidateNo}`, class: '3', extra: {} }));
  const { columns, rows, prose } = templateScores(sheet, pages, marker, roster);
  expect([columns.slice(-3), rows.map((row) => row.slice(-3)), prose]).toEqual([['s:q1', 'name', 'class'], [[2, 'of 123', '3'], [2, '', ''], [2, '', ''], [2, '', '']], ['source_file', 'name', 'class']]);
  expect(templateScores(sheet, pages, marker).columns.at(-1)).toBe('s:q1');
});

test('each exception says in which column of the answers to correct it, in the workbook by its words', async () => {
  const field = (label: string): FieldReading => ({ label, chosen: ['3'], doubt: 'faint', confidence: 0.5, margin: 0, unsureBy: null, fills: [] });
  const page = (stranger: 'no-number' | null): TemplatePage => ({
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger, reading: { ...unread('blank'), trouble: null, fields: [field('n3'), field('q1')], columns: [] } },
  });
  const columnsOf = (number: string, one: TemplatePage): unknown => templateExceptions(sheetWith(number), [one], 'en').rows.map((row) => [row[4], row.at(-1)]);
  expect(columnsOf('roll', page(null))).toEqual([['n3', 'roll'], ['q1', 'q1']]);
  // What the tables call otherwise than the template.
  expect(columnsOf('status', page('no-number'))).toEqual([['status', 'f:status'], ['n3', 'f:status'], ['q1', 'q1']]);
  expect(columnsOf('candidate_no', page('no-number'))).toEqual([['candidate_no', 'candidate_no'], ['n3', 'candidate_no'], ['q1', 'q1']]);
  const alike = withAlike(sheetWith('roll'), ['b.png', 'c.png'].map((sourceFile): TemplatePage => ({ sourceFile, sourcePage: 1, outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: null, reading: { ...unread('blank'), trouble: null, columns: [{ name: 'roll', value: '123', incomplete: false, doubtful: false, confidence: 1 }] } } })));
  expect(templateExceptions(sheetWith('roll'), alike, 'en').rows.map((row) => row.at(-1))).toEqual(['roll', 'roll']);

  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(await answersWorkbook([templateExceptions(sheetWith('candidate_no'), [page(null)], 'zh')], 'zh')).buffer);
  expect(['I1', 'I2', 'I3'].map((cell) => workbook.worksheets[0]?.getCell(cell).text)).toEqual(['作答中的列', '考号', 'q1']);
});
