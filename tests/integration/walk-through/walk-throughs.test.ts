/**
 * The walk-throughs (docs/adding-a-task.md, adding-an-event.md, adding-a-connection-type.md) do what they say: every block of code is put where its first line says in a copy of the sources, what is touched is compiled
 * with all that stands on it, and the tests that the walk-throughs show are run in it. `// path` is a whole new file; `// path, after: text` stands after the first line that has the text.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/redis.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const walkThroughs = ['adding-a-task', 'adding-an-event', 'adding-a-connection-type'];
let copy: Awaited<ReturnType<typeof temporaryFolder>>;
const touched = new Set(['src/station/backup/zip-stream.d.ts', 'src/station/station.ts', 'src/contract/event-docs.ts', 'src/contract/live-docs.ts', 'src/renderer/features/events/event-text.ts']);
const proofs: string[] = [];

beforeAll(async () => {
  copy = await temporaryFolder();
  for (const name of ['src', 'tests/support', 'scripts/setup', 'vitest.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']) await cp(join(root, name), join(copy.path, name), { recursive: true, filter: (path) => !/\.test\.tsx?$/.test(path) });
  for (const name of ['node_modules', 'resources']) await symlink(join(root, name), join(copy.path, name));
  for (const name of walkThroughs) {
    const text = await readFile(join(root, 'docs', `${name}.md`), 'utf8');
    for (const [, path = '', after, code = ''] of text.matchAll(/```ts\n\/\/ ([^\s,]+)(?:, after: (.+))?\n([\s\S]*?)```/g)) await place(path, after, code);
  }
});
afterAll(() => copy[Symbol.asyncDispose]());

async function place(path: string, after: string | undefined, code: string): Promise<void> {
  const file = join(copy.path, path);
  touched.add(path);
  if (after === undefined) {
    if (existsSync(file)) throw new Error(`${path} exists, and a walk-through would write over it`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, code);
    if (path.endsWith('.test.ts')) proofs.push(path);
    return;
  }
  const lines = (await readFile(file, 'utf8')).split('\n');
  let at = lines.findIndex((line) => line.includes(after));
  if (at < 0) throw new Error(`${path} has no line with ${after}, after which a walk-through puts something`);
  // A description may stand on a line of its own.
  if (/^\s+\.describe\(/.test(lines[at + 1] ?? '')) at += 1;
  await writeFile(file, lines.toSpliced(at + 1, 0, code.trimEnd()).join('\n'));
}

function run(script: string, args: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: copy.path, env: { ...process.env, NO_COLOR: '1', ZHIYUE_TESTS_BUILT: '' } }, (error, stdout, stderr) => resolve({ ok: error === null, said: `${stdout}${stderr}` }));
  });
}

test('what they add compiles', async () => {
  const settings = { extends: './tsconfig.json', compilerOptions: { lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable', 'esnext.array'], jsx: 'react-jsx', types: ['node', 'vite/client'] }, include: [...touched, 'src/station/**/*.d.ts', 'src/sheet/**/*.d.ts'], exclude: [] };
  await writeFile(join(copy.path, 'tsconfig.touched.json'), JSON.stringify(settings));
  expect(await run('tsc7/bin/tsc', ['--checkers', '1', '-p', 'tsconfig.touched.json'])).toEqual({ ok: true, said: '' });
});

test('what they add works', async () => {
  expect(proofs.length).toBe(walkThroughs.length);
  const { ok, said } = await run('vitest/vitest.mjs', ['run', '--project', 'integration', ...proofs]);
  expect(ok, said).toBe(true);
});
