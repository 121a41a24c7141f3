import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole } from './console.ts';
import { prepareOrder } from './grade-order.ts';
import { translator } from './i18n/texts.ts';

let folder = '';
const at = (...parts: string[]): string => path.join(folder, ...parts);
const english = openConsole('en', await translator('en'));
const exam = { id: 'x', title: 'X', candidateNumber: { digits: 4 }, questions: [{ no: '1-4', type: 'single', options: 4, points: 1, key: 'ABCD' }] };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-results-'));
  await writeFile(at('exam.json'), JSON.stringify(exam));
  await mkdir(at('scans', 'crops'), { recursive: true });
  for (const name of ['0001.jpg', 'crops/0002.jpg']) await writeFile(at('scans', name), 'a scan');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const taken = async (out: string): Promise<readonly string[]> => (await prepareOrder({ exam: at('exam.json'), out: at(out), scans: [at('scans')] }, english, () => undefined)).scans.files.map(({ name }) => name);

test('what a report has cut out is not taken for scans where the results go among them', async () => {
  // Nothing says yet that these are ours.
  expect(await taken('scans')).toEqual(['0001.jpg', 'crops/0002.jpg']);
  await writeFile(at('scans', 'exceptions.csv'), 'source_file,crop\n');
  expect(await taken('scans')).toEqual(['0001.jpg']);
});

test('results of another exam are not written over', async () => {
  await mkdir(at('out'));
  await writeFile(at('out', 'statistics.json'), '{"exam": "first", "n": 3}');
  await expect(taken('out')).rejects.toThrow('holds the results of the exam first, so nothing was written over them: name another folder with --out.');
  for (const own of ['{"exam": "x"}', '{"n": 3}', 'damaged']) {
    await writeFile(at('out', 'statistics.json'), own);
    expect(await taken('out')).toContain('0001.jpg');
  }
});

test('answers of foreign sheets are not written over', async () => {
  await mkdir(at('read'));
  await writeFile(at('read', 'answers.csv'), 'source_file,source_page,candidate_no,status,residual_mm,q1\n');
  await expect(taken('read')).rejects.toThrow('holds answers that zhiyue read has written, so nothing was written over them: name another folder with --out.');
  // Our own answers have no such column.
  await writeFile(at('read', 'answers.csv'), 'source_file,source_page,candidate_no,status,q1\n');
  expect(await taken('read')).toContain('0001.jpg');
});

test('a roster that results would go over is refused', async () => {
  await writeFile(at('out', 'scores.csv'), 'candidate_no,name,class\n0001,A,1\n');
  await expect(prepareOrder({ exam: at('exam.json'), roster: at('out', 'scores.csv'), out: at('out'), scans: [at('scans')] }, english, () => undefined)).rejects.toThrow('scores.csv is read by this command');
});
