/**
 * `npm test`: static checks and what the suites need, two at a time, then unit, integration and end-to-end tests, one after the other; `scripts/test.ts NAME…` runs some of them.
 * Closes with what failed, and `N passed, N failed` alone on a line, which CI looks for; each static check counts as one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stampForTests } from './setup/for-tests.mjs';
import { addUp, countVitest, failuresOf } from './test-counts.ts';
import type { Counts, Failure } from './test-counts.ts';

const root = path.resolve(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');
const environment: NodeJS.ProcessEnv = { ...process.env, PATH: `${path.join(modules, '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}` };

/** With one checker each: several would look at the same types several times over. */
const typesOf = (configuration: string): readonly string[] => [path.join(modules, 'tsc7/bin/tsc'), '--checkers', '1', '-p', configuration];
/** All of them together, two commands at a time. */
const staticChecks: Readonly<Record<string, readonly (readonly string[])[]>> = {
  types: [typesOf('tsconfig.renderer-tests.json'), typesOf('tsconfig.json'), typesOf('tsconfig.renderer.json'), typesOf('tsconfig.preload.json')],
  lint: [[path.join(modules, 'oxlint/bin/oxlint'), '--type-aware']],
  layers: [[path.join(root, 'scripts/check-layers.ts')]],
  unused: [[path.join(modules, 'knip/bin/knip.js'), '--no-config-hints', '--no-progress']],
};
/** What tests run in processes and threads of their own (tests/support/built.ts): without it no suite begins. */
const builtForTests = 'scripts/setup/for-tests.mjs';
/** What the end-to-end tests need beside it. */
const builtForE2e = ['scripts/setup/screens.mjs', 'scripts/setup/desktop.mjs'];
/** Without one their tests of screens are skipped. It mostly waits for the network, and may bring fonts: so it comes before all suites, whose pages are drawn with the same ones. */
const browserForE2e = ['scripts/setup/chromium.mjs', '--shell'];
const suites = ['unit', 'integration', 'e2e'];
const all = [...Object.keys(staticChecks), ...suites];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(2);
}

const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
const results: Counts[] = [];
const broken: string[] = [];
const failures: Failure[] = [];
const wantedSuites = suites.filter(wanted);
const inTurn = atOnce(2);
const fetching = wanted('e2e') ? [runQuietly(browserForE2e)] : [];
const statics = Object.entries(staticChecks).filter(([name]) => wanted(name)).map(([name, commands]) => ({ name, ran: Promise.all(commands.map((command) => inTurn(() => runQuietly(command)))) }));
const scripts = [...(wantedSuites.length > 0 ? [builtForTests] : []), ...(wanted('e2e') ? builtForE2e : [])];
const building = scripts.map((script) => inTurn(() => runQuietly([script])));
for (const { name, ran } of statics) {
  heading(name);
  const ends = await ran;
  for (const { output } of ends) process.stdout.write(output);
  const failed = ends.some(({ code }) => code !== 0);
  ended(name, failed ? { passed: 0, failed: 1, skipped: 0 } : { passed: 1, failed: 0, skipped: 0 }, ends.reduce((sum, { seconds }) => sum + seconds, 0));
}
if (wantedSuites.length > 0) {
  const [forTests, ...others] = await Promise.all([...building, ...fetching]);
  for (const prepared of [forTests, ...others]) process.stdout.write(prepared?.output ?? '');
  if (forTests?.code !== 0) process.exit(1);
  environment['ZHIYUE_TESTS_BUILT'] = stampForTests(root);
}
for (const name of wantedSuites) {
  const startedAt = performance.now();
  heading(name);
  ended(name, await runSuite(name), (performance.now() - startedAt) / 1000);
}
const total = addUp(results);
for (const { file, test, why } of failures) console.log(`\n✗ ${path.relative(root, file)} › ${test}\n${why.replace(/^/gmu, '    ')}`);
if (broken.length > 0) console.log(`\nNot in order: ${broken.join(', ')} (see above)`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function heading(name: string): void {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
}

function ended(name: string, counts: Counts, seconds: number): void {
  results.push(counts);
  if (counts.failed > 0) broken.push(name);
  console.log(`${counts.failed === 0 ? '✓' : '✗'} ${name}: ${seconds.toFixed(1)} s`);
}

/** Runs what it is given, `most` at a time, in order. */
function atOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => { waiting.push(resolve); });
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
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
    const written = await readFile(report, 'utf8').catch(() => null);
    if (status !== 0) failures.push(...failuresOf(written));
    const asBuilt = stampForTests(root) === environment['ZHIYUE_TESTS_BUILT'];
    if (!asBuilt) failures.push({ file: '', test: project, why: 'The source has changed meanwhile: some of it was tested as it is now, some as it was built before.' });
    return countVitest(written, asBuilt ? status : 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(command: readonly string[]): Promise<number> {
  return exitCode(spawn(process.execPath, command, { cwd: root, stdio: 'inherit', env: environment }));
}

/** Keeps what the command says for later, when nothing else speaks. */
async function runQuietly(command: readonly string[]): Promise<{ readonly code: number; readonly output: string; readonly seconds: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
  return { code: await exitCode(child), output, seconds: (performance.now() - startedAt) / 1000 };
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
