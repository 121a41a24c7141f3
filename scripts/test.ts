/**
 * `npm test`: static checks, then unit, integration and end-to-end tests, one after the other; `scripts/test.ts NAME…` runs some of them.
 * Closes with `N passed, N failed` alone on a line, which CI looks for; each static check counts as one.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addUp, countVitest } from './test-counts.ts';
import type { Counts } from './test-counts.ts';

const root = path.resolve(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');

const typesOf = (configuration: string): readonly string[] => [path.join(modules, 'tsc7/bin/tsc'), '-p', configuration];
/** One after the other until one fails. */
const staticChecks: Readonly<Record<string, readonly (readonly string[])[]>> = {
  types: [typesOf('tsconfig.json'), typesOf('tsconfig.preload.json'), typesOf('tsconfig.renderer.json'), typesOf('tsconfig.renderer-tests.json')],
  lint: [[path.join(modules, 'oxlint/bin/oxlint'), '--type-aware']],
  layers: [[path.join(root, 'scripts/check-layers.ts')]],
  unused: [[path.join(modules, 'knip/bin/knip.js'), '--no-config-hints', '--no-progress']],
};
/** What must be in place before a suite: the built screens, and a browser, without which its tests are skipped. */
const preparations: Readonly<Record<string, readonly string[]>> = { e2e: ['scripts/setup/screens.mjs', 'scripts/setup/desktop.mjs', 'scripts/setup/chromium.mjs'] };
const suites = ['unit', 'integration', 'e2e'];
const all = [...Object.keys(staticChecks), ...suites];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(2);
}

const results: Counts[] = [];
const broken: string[] = [];
for (const name of all.filter((each) => asked.length === 0 || asked.includes(each))) {
  const startedAt = performance.now();
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  for (const script of preparations[name] ?? []) await run([path.join(root, script)]);
  const commands = staticChecks[name];
  const counts = commands === undefined ? await runSuite(name) : await runStatic(commands);
  results.push(counts);
  if (counts.failed > 0) broken.push(name);
  console.log(`${counts.failed === 0 ? '✓' : '✗'} ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
const total = addUp(results);
if (broken.length > 0) console.log(`\nNot in order: ${broken.join(', ')} (see above)`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStatic(commands: readonly (readonly string[])[]): Promise<Counts> {
  for (const command of commands) if (await run(command) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Vitest writes what it counted to a file, while people see its usual output. */
async function runSuite(project: string): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-test-'));
  const report = path.join(folder, 'report.json');
  try {
    const status = await run([
      path.join(modules, 'vitest/vitest.mjs'), 'run', '--project', project, '--passWithNoTests',
      '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
    ]);
    return countVitest(await readFile(report, 'utf8').catch(() => null), status);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(command: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${path.join(modules, '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
