/** Cards of letters in brackets, at 300 dpi: they are read, and a sheet that is not the template's is not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TemplateReading } from '../../src/sheet/template/read-template.ts';
import { loadTemplate } from '../../src/station/template/load-template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { bracketCard } from '../fixtures/bracket-card.ts';
import { marksFor, type Marks, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-bracket-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

async function read({ template, svg }: Sheet, marks: Marks): Promise<TemplateReading> {
  const [file, picture] = [path.join(folder, 'template.json'), path.join(folder, 'page.png')];
  await writeFile(file, JSON.stringify(template));
  await writeFile(picture, await sharp(Buffer.from(svg(marks))).flatten({ background: '#fff' }).blur(1.2).png({ compressionLevel: 1 }).toBuffer());
  const { reading } = await readPicture(picture, await loadTemplate(file), { page: 1 });
  return reading;
}

const right = bracketCard();
const step = { number: 7.09, choices: 6.6 };
const isNumber = ({ direction }: { readonly direction: string }): boolean => direction === 'vertical';

test.each([['empty', {}], ['filled in', marksFor(right, 3)]])('the card is read, %s', async (_, marks: Marks) => {
  const { trouble, columns } = await read(right, marks);
  expect(trouble).toBeNull();
  const truth = truthOf(right, Object.fromEntries(Object.keys(marksFor(right, 3)).map((field) => [field, marks[field] ?? ''])));
  expect(columns.filter(({ name, value, doubtful }) => doubtful || value !== truth[name])).toEqual([]);
});

test.each([
  ['whose number grid stands a column further left', bracketCard((block) => (isNumber(block) ? { ...block, x: block.x - step.number } : block))],
  ['whose number grid stands a column further right', bracketCard((block) => (isNumber(block) ? { ...block, x: block.x + step.number } : block))],
  ['without the number grid\'s last column', bracketCard((block) => (isNumber(block) ? { ...block, fields: block.fields.slice(0, -1) } : block))],
  ['of whose blocks one is not there', bracketCard((block) => (block.x === 72 && block.y === 118 ? null : block))],
  ['of whose blocks one stands a column further left', bracketCard((block) => (block.x === 72 && block.y === 118 ? { ...block, x: block.x - step.choices } : block))],
  ['of whose blocks one stands a column further right', bracketCard((block) => (block.x === 72 && block.y === 118 ? { ...block, x: block.x + step.choices } : block))],
  ['that has an E', bracketCard((block) => (isNumber(block) ? block : { ...block, values: [...'ABCDE'] }))],
  ['that has no D', bracketCard((block) => (isNumber(block) ? block : { ...block, values: [...'ABC'] }))],
])('a sheet %s is put aside', async (_, other) => {
  const { trouble } = await read(other, marksFor(right, 3));
  expect(trouble).not.toBeNull();
});
