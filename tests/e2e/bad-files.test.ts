import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBadFiles } from '../fixtures/bad-files/make.ts';
import { csvRows, example, scratch, zhiyue } from './zhiyue.ts';
import type { Ended } from './zhiyue.ts';

const folder = await scratch();
const scans = folder.at('scans');
const out = folder.at('out');
let run: Ended;
let answers: Record<string, string>[] = [];
let exceptions: Record<string, string>[] = [];

beforeAll(async () => {
  await makeBadFiles(path.join(scans, 'bad'));
  await mkdir(path.join(scans, 'good'));
  for (const name of ['0001.jpg', '0002.jpg', '0003.jpg']) await copyFile(path.join(example.scans, name), path.join(scans, 'good', name));
  await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#f8f8f4' } }).jpeg().toFile(path.join(scans, 'bad', 'blank.jpg'));
  await photo(path.join(scans, 'bad', 'cat.jpg'));
  await mkdir(folder.at('foreign'));
  const other = folder.at('other.json');
  await writeFile(other, JSON.stringify({ id: 'other', title: '别的考试', subject: '英语', page: 'A4', candidateNumber: { digits: 8 }, questions: [{ no: '1-5', type: 'single', options: 4, key: 'ABCDA', points: 2 }] }));
  const made = await zhiyue(['simulate', '--exam', other, '--count', '1', '--seed', '3', '--out', folder.at('foreign')]);
  expect(made.code, made.stderr).toBe(0);
  await writeFile(folder.at('notes.txt'), 'named itself, so it is taken in');
  run = await zhiyue(['grade', '--exam', example.exam, '--out', out, '--json', scans, folder.at('foreign'), folder.at('notes.txt')]);
  expect(run.code, run.stderr).toBe(0);
  answers = await csvRows(path.join(out, 'answers.csv'));
  exceptions = await csvRows(path.join(out, 'exceptions.csv'));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Soft shapes and fur-like noise in colour: nothing of a sheet. */
async function photo(file: string): Promise<void> {
  const fur = Array.from({ length: 400 }, (_, i) => `<path d="M${(i * 97) % 1200} ${(i * 61) % 900} q 12 -30 4 -60" stroke="hsl(${25 + (i % 20)} 45% ${30 + (i % 40)}%)" stroke-width="3" fill="none"/>`).join('');
  const cat = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="1200" height="900" fill="#9fb7a1"/><ellipse cx="600" cy="520" rx="330" ry="290" fill="#b07a45"/><path d="M330 330 L380 90 L520 260 Z M870 330 L820 90 L680 260 Z" fill="#a06b3a"/><circle cx="480" cy="460" r="48" fill="#dfe86a"/><circle cx="720" cy="460" r="48" fill="#dfe86a"/><ellipse cx="480" cy="460" rx="12" ry="42"/><ellipse cx="720" cy="460" rx="12" ry="42"/>${fur}</svg>`;
  await sharp(Buffer.from(cat)).jpeg({ quality: 85 }).toFile(file);
}

test('the batch goes on for the others', () => {
  expect(run.code, run.stderr).toBe(0);
  const good = answers.filter((row) => row['source_file']?.startsWith('good/'));
  expect(good.map((row) => row['candidate_no'])).toEqual(['25080101', '25080102', '25080103']);
});

const bad = ['empty.jpg', 'notes.jpg', 'cut-off.jpg', 'huge.png', 'password.pdf', 'damaged.pdf', 'cut-off.png', 'cut-off.tif', 'cut-off.webp', 'blank.jpg', 'cat.jpg'];

test.each(bad)('%s becomes an exception with a next step, and no score', (name) => {
  const rows = exceptions.filter((row) => row['source_file'] === `bad/${name}`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows[0]?.['detail']?.length).toBeGreaterThan(10);
  expect(answers.find((row) => row['source_file'] === `bad/${name}`)).toMatchObject({ status: 'failed', candidate_no: '' });
});

test('a file that was named itself is taken in, whatever it is', () => {
  expect(exceptions.find((row) => row['source_file'] === 'notes.txt')).toMatchObject({ kind: 'unreadable' });
});

test('a page of another exam and a blank page are told apart from what cannot be read', () => {
  expect(exceptions.filter((row) => row['kind'] === 'foreign-page')).toHaveLength(1);
  expect(exceptions.find((row) => row['source_file'] === 'bad/blank.jpg')).toMatchObject({ kind: 'blank-page' });
  expect(exceptions.find((row) => row['source_file'] === 'bad/password.pdf')?.['detail']).toMatch(/password/);
});

test('every crop that is named is there', async () => {
  for (const { crop } of exceptions) if (crop) expect((await stat(path.join(out, crop))).size).toBeGreaterThan(0);
});

test('what went in is accounted for', () => {
  const { counts } = JSON.parse(run.stdout);
  expect(counts.pages).toBe(counts.files);
  expect(counts.read + counts.failed).toBe(counts.pages);
  expect(answers).toHaveLength(counts.pages);
});
