import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expandTemplate } from '../sheet/template/expand.ts';
import { templateSchema } from '../exam/template.ts';
import { templateRoster } from './template-roster.ts';

const sheet = (...letters: string[]) => expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 }, candidate: 'roll',
  blocks: [
    { name: 'medium', x: 40, y: 100, fields: ['medium'], values: ['E', 'H'], direction: 'vertical', valueGap: 30, fieldGap: 40 },
    { name: 'number', x: 100, y: 100, fields: ['n1..4'], values: [...'0123456789'], direction: 'vertical', valueGap: 30, fieldGap: 40 },
  ],
  columns: [{ name: 'roll', fields: [...letters, 'n1..4'] }],
}));

test('the numbers of a roster have the digits of the grid; those of one with a letter in it are taken as they are', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-roster-'));
  const file = path.join(folder.path, 'roster.csv');
  await writeFile(file, 'candidate_no,name,class\nE0123,Ann,3\n');
  expect((await templateRoster(file, sheet('medium'))).map(({ candidateNo }) => candidateNo)).toEqual(['E0123']);
  await expect(templateRoster(file, sheet())).rejects.toMatchObject({ code: 'roster-invalid' });
  expect(await templateRoster(undefined, sheet())).toEqual([]);
});
