import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readExam } from './exam-input.ts';

test.each([
  ['scans.json', '%PDF-1.7', 'exam-is-picture'],
  ['roster.csv', 'candidate_no,name\n1,A\n', 'exam-is-table'],
  ['template.json', '{ "format": "zhiyue-template", "version": 1 }', 'exam-is-template'],
  ['omr.json', '{ "pageDimensions": [100, 200], "fieldBlocks": {} }', 'exam-is-template'],
])('%s, given as an exam, is told for what it is', async (name, text, code) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-exam-'));
  const file = path.join(folder.path, name);
  await writeFile(file, text);
  await expect(readExam(file, 'both')).rejects.toMatchObject({ code: 'exam-invalid', about: file, faults: [{ code }] });
});
