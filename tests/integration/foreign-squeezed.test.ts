/** Sheets of which a column is not on the picture, or that have a row more than the template: no letter of one bubble is taken for another's. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { type BlockSpec, labels, type Marks, marksFor, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

/** A slip of two wide columns, A5 at 150 dpi; nothing else is printed that says where it lies. */
function slip(rows: number, second = rows + 1): Sheet {
  const column = (name: string, x: number, from: number): BlockSpec => ({ name, x, y: 283, fields: labels('q', from, from + rows - 1), values: 'ABCD', valueGap: 50, fieldGap: 77 });
  return sheetOf(874, 1240, { w: 30, h: 30 }, '#222', [column('left', 189, 1), column('right', 555, second)], [...questions(1, rows), ...questions(second, second + rows - 1)], 'q1', '');
}

async function read(sheet: Sheet, marks: Marks, template: object, cut: { readonly white?: number; readonly off?: number } = {}): Promise<TemplateReading> {
  const { white = 0, off = 0 } = cut, over = `<rect x="${874 - white}" y="0" width="${white}" height="1240" fill="white"/></svg>`;
  const drawn = sharp(Buffer.from(sheet.svg(marks).replace('</svg>', over))).flatten({ background: '#fff' }).extract({ left: 0, top: 0, width: 874 - off, height: 1240 });
  const { data, info } = await drawn.greyscale().raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  return readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse(template))));
}

/** Columns that are wrong and that nobody would look at. */
const silent = ({ columns }: TemplateReading, truth: Record<string, string>): string[] => columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name]).map(({ name, value }) => `${name}: ${value}`);

const ours = slip(10), marks = marksFor(ours, 2);

test('a slip is read as it is', async () => {
  const reading = await read(ours, marks, ours.template);
  expect(reading.trouble).toBeNull();
  expect(silent(reading, truthOf(ours, marks))).toEqual([]);
});

test.each([['cut off', { off: 169 }], ['covered in white', { white: 169 }], ['cut off together with half of the one before', { off: 195 }]])('a slip whose last column is %s is read nowhere one column to the left', async (_, cut) => {
  expect(silent(await read(ours, marks, ours.template, cut), truthOf(ours, marks))).toEqual([]);
});

test('a sheet of eleven rows a column is not read as one of ten, whose numbers would be others', async () => {
  const other = slip(11);
  expect((await read(other, marksFor(other, 2), ours.template)).trouble).toBe('other-sheet');
});

test.each([[4, 20], [8, 16], [-20, 24]])('nor where the mark in the eleventh runs into the next bubble (%i, %i)', async (aside, more) => {
  const other = slip(11), scribbled = { ...other, svg: (own: Marks) => other.svg(own).replace('</svg>', `${[189, 555].map((x) => `<rect x="${x + 50 + aside}" y="1054" width="${30 + more}" height="28" fill="#444"/>`).join('')}</svg>`) };
  expect((await read(scribbled, { ...marksFor(other, 2), q11: '', q22: '' }, ours.template)).trouble).not.toBeNull();
});

test('a template may leave out the last row of a column where its numbers leave room for it', async () => {
  const other = slip(11), { blocks, columns, ...rest } = other.template as { blocks: { fields: string[] }[]; columns: { name: string }[] };
  const template = { ...rest, blocks: blocks.map((block) => ({ ...block, fields: block.fields.slice(0, -1) })), columns: columns.filter(({ name }) => name !== 'q11' && name !== 'q22') };
  const own = marksFor(other, 2), reading = await read(other, own, template);
  expect(reading.trouble).toBeNull();
  expect(silent(reading, truthOf(other, own))).toEqual([]);
});
