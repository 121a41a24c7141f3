import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lockResults } from './results-lock.ts';

const says = { t: (key: string, values: Readonly<Record<string, unknown>> = {}) => `${key} ${JSON.stringify(values)}` };

test('a folder of results is one command\'s at a time, and nothing stays behind', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-results-'));
  {
    using _ = lockResults(folder.path, 'answers', says);
    expect(() => lockResults(folder.path, 'answers', says)).toThrow('output.in-use {"folder":"answers"}');
  }
  expect(await readdir(folder.path)).toEqual([]);
  using _ = lockResults(folder.path, 'answers', says);
});

test('a command that was killed lets go of it', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-results-'));
  const script = `const { lockResults } = await import(${JSON.stringify(path.resolve('src/cli/results-lock.ts'))}); lockResults(${JSON.stringify(folder.path)}, '', { t: String }); process.kill(process.pid, 'SIGKILL');`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL');
  expect(await readdir(folder.path)).toContain('.zhiyue-read.lock');
  using _ = lockResults(folder.path, 'answers', says);
});
