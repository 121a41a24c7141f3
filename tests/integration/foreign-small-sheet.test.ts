/** A small sheet of few bubbles within a printed frame that is taken for the paper's edge: its bubbles lie a step beside where that frame has them. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, questions, sheetOf } from '../fixtures/foreign-sheet.ts';

const once = { fieldGap: 48, valueGap: 72 };
const sheet = sheetOf(1184, 1680, { w: 40, h: 40 }, '#111', [
  { name: 'class', x: 300, y: 348, fields: ['class'], values: '6789', ...once },
  { name: 'section', x: 300, y: 444, fields: ['section'], values: 'KL', ...once },
  { name: 'questions', x: 380, y: 716, fields: labels('q', 1, 10), values: 'ABCD', valueGap: 96, fieldGap: 72 },
], [{ name: 'class', fields: ['class'] }, { name: 'section', fields: ['section'] }, ...questions(1, 10)], 'class', '<rect x="84" y="58" width="1016" height="1564" fill="none" stroke="#000" stroke-width="6"/><text x="370" y="160" font-size="42" font-weight="bold" font-family="sans-serif">Class Test - EVS</text><text x="170" y="270" font-size="34" font-family="sans-serif">Name ______________</text><text x="170" y="382" font-size="34" font-family="sans-serif">Class</text><text x="170" y="478" font-size="34" font-family="sans-serif">Sect.</text>');

test.each([[0.3, 45], [-0.5, 60], [0.6, 75], [-0.4, 90]])('a class test of twelve rows is read (%d°, %d px of the lid above it)', async (angle, lid) => {
  const marks = { class: '7', section: 'L', ...Object.fromEntries(labels('q', 1, 10).map((label, k) => [label, 'ABCD'[(k * 3 + lid) % 4]!])) };
  const drawn = await sharp(Buffer.from(sheet.svg(marks))).flatten({ background: '#fff' }).rotate(angle, { background: '#fdfdfd' }).extend({ top: lid, background: '#fdfdfd' }).greyscale().blur(0.7).raw().toBuffer({ resolveWithObject: true });
  const image = { width: drawn.info.width, height: drawn.info.height, pixels: new Uint8Array(drawn.data) };
  const { trouble, columns } = readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse({ ...sheet.template, registration: { frame: 'paper' } }))));
  expect(trouble).toBeNull();
  expect(columns.map(({ name, value, doubtful }) => [name, value, doubtful])).toEqual(Object.entries(marks).map(([name, value]) => [name, value, false]));
});
