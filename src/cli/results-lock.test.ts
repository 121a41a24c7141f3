import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
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

test('of commands that begin and end in the same moments one at a time has it', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-results-'));
  // Each says it holds the folder by a file that must not be there yet.
  const script = `
    const { lockResults } = await import(${JSON.stringify(path.resolve('src/cli/results-lock.ts'))});
    const { closeSync, openSync, rmSync } = await import('node:fs');
    const folder = ${JSON.stringify(folder.path)}, mark = folder + '/held';
    let held = 0;
    for (let k = 0; k < 60; k++) {
      let lock;
      try { lock = lockResults(folder, '', { t: String }); } catch { continue; }
      closeSync(openSync(mark, 'wx'));
      rmSync(mark);
      lock[Symbol.dispose]();
      held++;
    }
    console.log(held);`;
  const held = await Promise.all([1, 2, 3].map(async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(code).toBe(0);
    return Number(said);
  }));
  // Somebody always gets it, and who finds it taken is told so soon.
  expect(Math.min(...held)).toBeGreaterThan(0);
  expect(await readdir(folder.path)).toEqual([]);
});
