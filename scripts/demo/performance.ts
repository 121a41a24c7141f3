/** `npm run demo -- performance`: the benchmarks in short; each prints its figure beside what is promised. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import type { Console } from '../../src/cli/console.ts';

const bench = path.resolve(import.meta.dirname, '../../tests/bench/run.ts');
const inShort = ['startup', 'speed', 'queue', 'events', '--pages', '60', '--tasks', '5000', '--events', '50000'];

/** After so long without a word it is said that the work goes on. */
const silenceMs = 10_000;

export async function demoPerformance({ out: say, note, t }: Console): Promise<number> {
  say(`\n${t('demo.performance-intro')}`);
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const busy = load > cores / 2;
  if (busy) say(`\n${t('demo.performance-busy-now', { load: load.toFixed(1), cores })}`);
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', bench, ...inShort], { stdio: ['inherit', 'pipe', 'inherit'] });
  const stillAtIt = setInterval(() => note(t('demo.performance-goes-on', { seconds: Math.round((performance.now() - startedAt) / 1000) })), silenceMs);
  child.stdout.on('data', (text: Buffer) => {
    process.stdout.write(text);
    stillAtIt.refresh();
  });
  const [code] = await once(child, 'close');
  clearInterval(stillAtIt);
  if (busy) say(`\n${t('demo.performance-busy', { load: load.toFixed(1), cores })}`);
  return code === 0 ? 0 : 1;
}
