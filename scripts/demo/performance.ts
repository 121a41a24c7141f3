/** `npm run demo -- performance`: the benchmarks in short; each prints its figure beside what is promised. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import type { Console } from '../../src/cli/console.ts';

const bench = path.resolve(import.meta.dirname, '../../tests/bench/run.ts');
const inShort = ['startup', 'speed', 'queue', 'events', '--pages', '60', '--tasks', '5000', '--events', '50000'];

export async function demoPerformance({ out: say, t }: Console): Promise<number> {
  say(`\n${t('demo.performance-intro')}`);
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', bench, ...inShort], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (load > cores / 2) say(`\n${t('demo.performance-busy', { load: load.toFixed(1), cores })}`);
  return code === 0 ? 0 : 1;
}
