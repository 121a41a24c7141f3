/** `npm run demo -- interactive`: a prompt to put pages in, watch, kill parts and see them recover. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Console } from '../../src/cli/console.ts';
import type { Station } from '../../src/station/station-api.ts';
import { eventLines } from './event-lines.ts';
import { exampleExam, exampleScans, freshStation } from './example.ts';

export async function demoInteractive(console: Console): Promise<number> {
  const { out: say, t } = console;
  await using station = await freshStation('interactive');
  const exam = await exampleExam();
  await station.createOrUpdateExam(exam, null);
  const line = eventLines(console);
  let watching = true;
  station.followEvents((event) => { if (watching) say(line(event)); });
  let given = 0;
  say(`\n${t('demo.interactive-help')}\n`);
  const prompt = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  prompt.prompt();
  for await (const typed of prompt) {
    const [word = '', what = ''] = typed.trim().split(/\s+/);
    if (word === 'quit') break;
    else if (word === 'publish') {
      const scans = exampleScans(given, Math.max(1, Number(what) || 1));
      given += scans.length;
      if (scans.length === 0) say(t('demo.interactive-no-more'));
      else await station.putIn(exam.id, scans, { batchKey: `batch-${given}` });
    } else if (word === 'watch') {
      watching = what !== 'off';
    } else if (word === 'status') {
      const { pages, read, failed, graded, exceptions } = station.progress(exam.id);
      say(`${Object.entries(await station.health()).map(([part, state]) => `${part} ${state}`).join(', ')}; ${t('demo.basic-end', { pages, read: read + failed, graded, exceptions })}`);
    } else if (word === 'kill' && (what === 'redis' || what === 'threads')) {
      say(t(killed(what, station) ? 'demo.interactive-killed' : 'demo.interactive-not-there', { what }));
    } else if (word !== '') {
      say(t('demo.interactive-help'));
    }
    prompt.prompt();
  }
  prompt.close();
  return 0;
}

/** SIGKILL, as when the system runs out of memory. */
function killed(what: 'redis' | 'threads', { dataFolder }: Station): boolean {
  const pid = what === 'redis' ? redisPid(dataFolder) : threadsPid();
  try {
    return pid !== null && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function redisPid(dataFolder: string): number | null {
  const noted = /"pid":\s*(\d+)/.exec(readFileSync(path.join(dataFolder, 'redis', 'redis.pid.json'), 'utf8'))?.[1];
  return noted === undefined ? null : Number(noted);
}

/** A child of ours; where there is no /proc, nothing is found. */
function threadsPid(): number | null {
  for (const name of process.platform === 'linux' ? readdirSync('/proc').filter((each) => /^\d+$/.test(each)) : []) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent === process.pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('worker-host')) return Number(name);
    } catch {
      // It ended in between.
    }
  }
  return null;
}
