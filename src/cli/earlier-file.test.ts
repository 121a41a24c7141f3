import { mkdtempDisposable, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keepEarlierFile } from './earlier-file.ts';

test('answers of a run before are kept under their time where they are other than those of now, as when a person corrected them', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-answers-'));
  const file = path.join(folder.path, 'answers.csv');
  const keep = () => keepEarlierFile(file, (there) => there.toString() === 'q1\nA\n');
  expect(await keep()).toBeNull();
  await writeFile(file, 'q1\nA\n');
  expect(await keep()).toBeNull();
  await writeFile(file, 'q1\nD\n');
  await utimes(file, new Date(2026, 10, 28, 8, 5, 9), new Date(2026, 10, 28, 8, 5, 9));
  expect(await keep()).toBe('answers-2026-11-28-08-05-09.csv');
  expect(await readdir(folder.path)).toEqual(['answers-2026-11-28-08-05-09.csv']);
  expect(await readFile(path.join(folder.path, 'answers-2026-11-28-08-05-09.csv'), 'utf8')).toBe('q1\nD\n');
  // Another of the same second takes its place from none.
  await writeFile(file, 'q1\nB\n');
  await utimes(file, new Date(2026, 10, 28, 8, 5, 9), new Date(2026, 10, 28, 8, 5, 9));
  expect(await keep()).toBe('answers-2026-11-28-08-05-09-2.csv');
  expect(await readFile(path.join(folder.path, 'answers-2026-11-28-08-05-09.csv'), 'utf8')).toBe('q1\nD\n');
});
