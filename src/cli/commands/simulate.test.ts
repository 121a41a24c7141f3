import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole } from '../console.ts';
import { translator } from '../i18n/texts.ts';
import { simulateScans } from './simulate.ts';

let folder = '';
const said: string[] = [];
const english = { ...openConsole('en', await translator('en')), out: (line: string) => { said.push(line); }, note: (line: string) => { said.push(line); } };
const at = (...parts: string[]): string => path.join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-simulate-'));
  await writeFile(at('exam.json'), JSON.stringify({ id: 'x', title: 'X', candidateNumber: { digits: 4 }, questions: [{ no: '1-4', type: 'single', options: 4, points: 1, key: 'ABCD' }] }));
  await writeFile(at('roster.csv'), 'candidate_no,name,class\n0001,A,1\n0002,B,1\n0003,C,1\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const simulated = (out: string, count: number, roster = true) => simulateScans({ exam: at('exam.json'), ...(roster ? { roster: at('roster.csv') } : {}), count, seed: 1, quality: 'scanner', dpi: 72, out: at(out) }, english);

test('a folder with files that were not simulated is left as it is', async () => {
  await mkdir(at('mine'));
  await writeFile(at('mine', '0001.jpg'), 'a real scan');
  await expect(simulated('mine', 1)).rejects.toThrow('holds 0001.jpg, which was not simulated');
  // Nor is a truth of somebody else's a leave to remove.
  await writeFile(at('mine', 'truth.json'), '{"pages": ["0001.jpg"]}');
  await expect(simulated('mine', 1)).rejects.toThrow('name another folder with --out');
  expect(await readFile(at('mine', '0001.jpg'), 'utf8')).toBe('a real scan');
});

test('every candidate sits the exam once, and what was simulated before goes', async () => {
  await simulated('scans', 4, false);
  expect(await readdir(at('scans'))).toEqual(['0001.jpg', '0002.jpg', '0003.jpg', '0004.jpg', 'truth.json']);
  await writeFile(at('scans', 'notes.txt'), 'mine');
  await simulated('scans', 20);
  expect(await readdir(at('scans'))).toEqual(['0001.jpg', '0002.jpg', '0003.jpg', 'notes.txt', 'truth.json']);
  expect(said.at(-1)).toBe('The roster has 3 candidates and each sits the exam once: 3 sheets were made, not 20. For more, give a longer roster, or leave --roster out.');
  expect(said.at(-2)).toContain('candidates: 3)');
  await writeFile(at('scans', '0004.jpg'), 'a real scan');
  await expect(simulated('scans', 4, false)).rejects.toThrow('holds 0004.jpg');
});
