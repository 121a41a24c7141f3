import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { csvRows, example, launcher, scratch, start, zhiyue } from './zhiyue.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());

test('SIGINT and SIGTERM in the middle stop in order, and the same command goes on each time, to the same result', async () => {
  const out = folder.at('out');
  const order = ['grade', '--exam', example.exam, '--roster', example.roster, '--out', out, '--workers', '1', example.scans];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const running = start(order);
    // Some pages are read, and by far not all.
    await running.saw(/^[1-9]\d* of \d+ pages/m);
    running.child.kill(signal);
    const stopped = await running.ended;
    expect(stopped.code, stopped.stderr).toBe(1);
    expect(stopped.stderr).toContain('run the same command again');
    expect(stopped.stderr).toContain(`${out}/.zhiyue`);
    expect(stopped.stderr).not.toMatch(/^\s+at /m);
  }

  // Killed when every page is read, about when the result files are ordered and written: no word, and no harm.
  const scans = (await readdir(example.scans)).length;
  const killed = start(order);
  await killed.saw(new RegExp(`^${scans} of ${scans} pages`, 'm'));
  killed.child.kill('SIGKILL');
  await killed.ended;

  const again = await zhiyue([...order, '--json']);
  expect(again.code, again.stderr).toBe(0);
  const { counts, pages_this_run } = JSON.parse(again.stdout);
  expect(counts.pages).toBe(scans);
  expect(pages_this_run).toBeLessThan(scans);
  const rows = await csvRows(`${out}/answers.csv`);
  expect(new Set(rows.map((row) => row['source_file'])).size).toBe(scans);
  expect(rows).toHaveLength(scans);

  const log = await zhiyue(['events', '--data-dir', `${out}/.zhiyue`, '--type', 'page.received', '--json']);
  expect(log.stdout.trim().split('\n')).toHaveLength(scans);
  expect(await readFile(`${out}/scores.csv`, 'utf8')).toContain('25080101');
  // One set of result files: what the killed one was writing is neither among them nor in the station's folder.
  const files = await readdir(out);
  expect(files.filter((name) => name.endsWith('.xlsx'))).toHaveLength(1);
  expect(files.filter((name) => name.startsWith('.'))).toEqual(['.zhiyue']);
  expect(await readdir(`${out}/.zhiyue/reports`).catch(() => [])).toEqual([]);
});

test('a station that an older Node has started stops in order when that one is gone without a word', async () => {
  // What the older one does: it starts the command, with a channel that closes when it ends, however that comes about.
  const child = spawn(process.execPath, [launcher, 'serve', '--lang', 'en', '--port', '0', '--data-dir', folder.at('orphan')], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  const ended = once(child, 'exit');
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text; });
  await expect.poll(() => said).toContain('Ctrl-C stops it.');
  child.disconnect();
  expect(await ended, said).toEqual([0, null]);
  await expect.poll(() => said).toContain('Stopped.');
});

test('the channel to an older Node keeps no command running', async () => {
  const child = spawn(process.execPath, [launcher, '--version'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
