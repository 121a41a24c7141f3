/** `npm run test:faults`: many seeded runs over all faults, and the table of what came of them. Exit code 1 when one run's accounts are not in order. */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { median } from '../../src/exam/measures.ts';
import { faults } from './faults.ts';
import { scansFor } from './pages.ts';
import { runOne, type RunOutcome } from './run-one.ts';
import { undisturbedRun } from './undisturbed.ts';

const help = `npm run test:faults -- [options]
  --runs N       runs of each fault (default 4)
  --pages N      pages put in by each run (default 500)
  --seed N       of the first run; the next ones follow it (default 1)
  --fault NAME   only this one (may be repeated): ${faults.map(({ name }) => name).join(', ')}
  --minutes N    begins no run after this time
  --log FILE     appends each outcome to the file, as JSON
  --keep FOLDER  copies record and log of each run that went wrong or stood still for long
  --table FILES  runs nothing: prints the table of what such files hold
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '4' }, pages: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, fault: { type: 'string', multiple: true },
    minutes: { type: 'string' }, log: { type: 'string' }, keep: { type: 'string' }, table: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const wanted = values.fault ?? faults.map(({ name }) => name).filter((name) => name !== 'none');
const unknown = wanted.filter((name) => !faults.some((fault) => fault.name === name));
if (values.help || unknown.length > 0) {
  print(unknown.length > 0 ? `unknown fault: ${unknown.join(', ')}\n${help}` : help);
  process.exit(unknown.length > 0 ? 2 : 0);
}
if (values.table) {
  const { outcomesIn } = await import('./outcome-files.ts');
  for (const line of table(outcomesIn(positionals))) print(line);
  process.exit(0);
}

const end = values.minutes === undefined ? Infinity : performance.now() + Number(values.minutes) * 60_000;
const pages = Number(values.pages);
const scans = await scansFor(pages, print);
const chosen = faults.filter(({ name }) => wanted.includes(name));
const undisturbed = await undisturbedRun(scans, print);

const outcomes: RunOutcome[] = [];
for (let round = 0; round < Number(values.runs); round++) {
  for (const fault of chosen) {
    if (performance.now() > end) break;
    const outcome = await runOne({ fault, seed: Number(values.seed) + round, scans, undisturbed, ...(values.keep === undefined ? {} : { keep: values.keep }) });
    outcomes.push(outcome);
    print(`${outcome.complaints.length === 0 ? 'ok  ' : 'BAD '} ${fault.name.padEnd(26)} seed ${String(outcome.seed).padEnd(5)} ${outcome.moment.padEnd(40)} ${outcome.seconds.toFixed(1).padStart(6)} s  ${outcome.starts} starts  halt ${outcome.longestHaltMs} ms  silence ${outcome.longestSilence} s${outcome.struck ? '' : '  (the end came first)'}${outcome.swept > 0 ? `  ${outcome.swept} files swept` : ''}`);
    for (const complaint of outcome.complaints.slice(0, 10)) print(`       ${complaint}`);
    for (const stumble of outcome.stumbles.slice(0, 3)) print(`       said: ${stumble}`);
    if (values.log !== undefined) {
      const { essence: _, ...kept } = outcome;
      appendFileSync(values.log, `${JSON.stringify({ ...kept, pages })}\n`);
    }
  }
}
for (const line of table(outcomes)) print(line);
const bad = outcomes.filter((outcome) => outcome.complaints.length > 0).length;
print(`\n${outcomes.length - bad} passed, ${bad} failed`);
process.exitCode = bad > 0 ? 1 : 0;

/** As Markdown. */
function table(all: readonly Pick<RunOutcome, 'fault' | 'struck' | 'complaints' | 'seconds' | 'longestHaltMs' | 'longestSilence' | 'swept'>[]): string[] {
  const row = (name: string, own: typeof all): string => {
    const bad = own.filter(({ complaints }) => complaints.length > 0).length;
    const most = (of: (one: (typeof all)[number]) => number): number => Math.max(...own.map(of));
    return `| ${[name, own.length, own.filter(({ struck }) => struck).length, own.length - bad, bad, median(own.map(({ seconds }) => seconds))?.toFixed(0), most(({ longestSilence }) => longestSilence).toFixed(0), most(({ longestHaltMs }) => longestHaltMs), most(({ swept }) => swept)].join(' | ')} |`;
  };
  const rows = faults.flatMap(({ name }) => {
    const own = all.filter(({ fault }) => fault === name);
    return own.length === 0 ? [] : [row(`\`${name}\``, own)];
  });
  return ['', '| fault | runs | struck | in order | not | median s | longest silence s | longest halt ms | files swept, at most |', `|---${'|---:'.repeat(8)}|`, ...rows, row('**all**', all)];
}
