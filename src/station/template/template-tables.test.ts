import { expect, test } from 'vitest';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { templateSchema } from '../../sheet/template/template.ts';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { unread } from '../../sheet/template/read-template.ts';
import type { TemplatePage } from './template-page.ts';
import { answeredPage, numberNotes, templateAnswers, templateExceptions, withAlike } from './template-tables.ts';

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

test('a page on which next to nothing is marked waits as a whole, with its picture', () => {
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [{ field: '', file: 'crops/a-page.jpg' }], regions: [], stranger: 'no-number', reading: { ...unread('blank'), trouble: null, unmarked: true, columns: [{ name: 'q1', value: '', incomplete: false, doubtful: false, confidence: 1 }] } },
  };
  expect(templateAnswers(sheetWith('考号'), [page]).rows).toEqual([['a.png', 1, '', 'review', null, '', '', '']]);
  expect(templateExceptions(sheetWith('考号'), [page], 'en').rows).toEqual([['a.png', 1, '', 'doubtful', '', null, expect.stringContaining('look whether it is blank'), 'crops/a-page.jpg']]);
});

test('a page without a number waits for a person, and the exception says so', () => {
  const page: TemplatePage = {
    sourceFile: 'a.png', sourcePage: 1,
    outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: 'no-number', reading: { ...unread('blank'), trouble: null, columns: [{ name: 'q1', value: 'A', incomplete: false, doubtful: false, confidence: 1 }] } },
  };
  expect(templateAnswers(sheetWith('考号'), [page]).rows).toEqual([['a.png', 1, '', 'review', null, '', 'A', '']]);
  expect(templateExceptions(sheetWith('考号'), [page], 'en').rows).toEqual([['a.png', 1, '', 'unknown-candidate', '考号', null, expect.stringContaining('No candidate number could be read'), '']]);
});
