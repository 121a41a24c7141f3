import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { faultText } from '../../contract/faults.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import type { Table } from '../report/tables.ts';
import { answersWorkbook, otherPoints, saysTheSame } from './answers-workbook.ts';
import { readAnswers } from './corrected-answers.ts';

const template = expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 },
  blocks: [{ name: 'answers', x: 100, y: 600, fields: ['q1..2'], values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 40, fieldGap: 40 }],
  columns: [{ name: 'q1', fields: ['q1'] }, { name: 'name', fields: ['q2'] }],
}));
const answers: Table = { name: 'answers', columns: ['source_file', 'source_page', 'candidate_no', 'status', 'residual_mm', 'q1', 'name'], rows: [['a.jpg', 1, '', 'review', 0.12, '?B', 'C'], ['b.jpg', 1, '', 'failed', null, '', '']], prose: [] };
const scores: Table = { name: 'scores', columns: ['source_file', 'total', 's:q1'], rows: [['a.jpg', 1, 1]], prose: [] };

test.each(['en', 'zh'] as const)('the answers in a workbook (%s) stand out where they are doubtful, and are scored from there when somebody has corrected them', async (language) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-workbook-'));
  const file = path.join(folder.path, 'answers.xlsx');
  const bytes = await answersWorkbook([answers, scores], language);
  expect([await saysTheSame(bytes, answers), await saysTheSame(bytes, { ...answers, rows: answers.rows.slice(1) }), await saysTheSame(Buffer.from('?'), answers)]).toEqual([true, false, false]);

  const workbook = new ExcelJS.Workbook();
  await writeFile(file, bytes);
  await workbook.xlsx.readFile(file);
  const [sheet, other] = workbook.worksheets;
  expect([sheet?.name, other?.name, sheet?.getCell('A1').text, sheet?.getCell('G1').text, sheet?.getCell('D3').text, other?.getCell('C1').text]).toEqual(language === 'en' ? ['Answers', 'Scores', 'File', 'name', 'Not read', 'q1'] : ['作答', '成绩', '文件', 'name', '无法识别', 'q1']);
  expect([sheet?.getCell('F2').fill, sheet?.getCell('G2').fill]).toEqual([expect.objectContaining({ pattern: 'solid' }), undefined]);
  // However far to the right somebody looks, the page stays in sight.
  expect(sheet?.views).toMatchObject([{ state: 'frozen', xSplit: 2, ySplit: 1 }]);
  if (sheet) sheet.getCell('F2').value = 'D';
  await workbook.xlsx.writeFile(file);
  const { pages } = await readAnswers(file, template);
  expect(pages.map(({ sourceFile, status, valueOf }) => [sourceFile, status, valueOf('q1'), valueOf('name')])).toEqual([['a.jpg', 'ok', 'D', 'C'], ['b.jpg', 'failed', '', '']]);
  expect(await saysTheSame(await readFile(file), answers)).toBe(false);

  // A row that only answers.csv lacks.
  await writeFile(path.join(folder.path, 'answers.csv'), 'source_file,source_page,candidate_no,status,residual_mm,q1,name\na.jpg,1,,ok,0.12,D,C\n');
  const error: unknown = await readAnswers(path.join(folder.path, 'answers.csv'), template).catch((cause: unknown) => cause);
  expect(error instanceof ZhiyueError ? error.faults.map((one) => faultText(one, 'en')) : []).toEqual([expect.stringMatching(/^page 1 of b\.jpg is missing, which is in answers\.xlsx/)]);
});

test.each(['en', 'zh'] as const)('a workbook (%s) whose sheet of scores has other points than new ones is known, whatever order its rows were put into; what has none, or is of other pages, is not', async (language) => {
  const scored = (total: number, rows = 2): Table => ({ name: 'scores', columns: ['source_file', 'source_page', 'candidate_no', 'status', 'total', 'unsure', 's:q1', 's:name'], rows: [['a.jpg', 1, '?7', 'review', total, 1, total - 0.5, 0.5], ['b.jpg', 1, '', 'failed', null, null, null, null]].slice(0, rows), prose: [] });
  const workbook = await answersWorkbook([answers, scored(1)], language), settled: Table = { ...scored(1), rows: [['b.jpg', 1, '', 'failed', null, null, null, null], ['a.jpg', 1, '7', 'ok', 1, 0, 0.5, 0.5]] };
  expect([await otherPoints(workbook, scored(1)), await otherPoints(workbook, settled), await otherPoints(workbook, scored(2)), await otherPoints(workbook, { ...scored(2), rows: scored(2).rows.map(([, ...rest]) => ['c.jpg', ...rest]) })]).toEqual([0, 0, 1, 0]);
  // Names are no points: either may have come without a roster.
  const named = (total: number): Table => ({ ...scored(total), columns: [...scored(total).columns, 'name', 'class'], rows: scored(total).rows.map((row) => [...row, 'Ann', '3']) });
  const withNames = await answersWorkbook([answers, named(1)], language);
  expect([await otherPoints(withNames, scored(1)), await otherPoints(withNames, scored(2)), await otherPoints(workbook, named(1)), await otherPoints(workbook, named(2))]).toEqual([0, 1, 0, 1]);
  expect([await otherPoints(await answersWorkbook([answers], language), scored(2)), await otherPoints(Buffer.from('source_file,source_page\na.jpg,1\n'), scored(2))]).toEqual([0, 0]);
});
