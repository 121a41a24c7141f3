import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openConsole } from '../console.ts';
import { exitCodeOf } from '../exit-code.ts';
import { translator } from '../i18n/texts.ts';
import { importTemplate } from './template.ts';

test('a folder in place of the file to write is told as one', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, JSON.stringify({ pageDimensions: [100, 200], bubbleDimensions: [5, 5], fieldBlocks: { A: { fieldType: 'QTYPE_MCQ4', origin: [1, 1], fieldLabels: ['q1..3'], bubblesGap: 10, labelsGap: 10 } } }));
  await expect(importTemplate({ file, images: [], out: folder.path }, openConsole('en', await translator('en')))).rejects.toMatchObject({ code: 'output-unwritable', message: `${folder.path} is a folder: name the file to write with --out, such as ${file}.` });
  expect(exitCodeOf('output-unwritable')).toBe(2);
  await expect(importTemplate({ file, images: [] }, openConsole('en', await translator('en')))).rejects.toMatchObject({ code: 'option-invalid', message: 'The option --out <file> is needed.' });
});
