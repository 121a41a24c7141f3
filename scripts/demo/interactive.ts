/** `npm run demo -- interactive`: a prompt to put pages in, watch, kill parts and see them recover. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { asKnown } from '../../src/cli/commands/health.ts';
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
      if (!/^[1-9]\d{0,5}$/.test(what)) say(t('demo.interactive-how-many'));
      else {
        const scans = exampleScans(given, Number(what));
        given += scans.length;
        say(scans.length === 0 ? t('demo.interactive-no-more') : t('demo.interactive-count', { count: scans.length }));
        if (scans.length > 0 && scans.length < Number(what)) say(t('demo.interactive-last'));
        if (scans.length > 0) await station.putIn(exam.id, scans, { batchKey: `batch-${given}` });
      }
    } else if (word === 'watch' && (what === 'on' || what === 'off')) {
      watching = what !== 'off';
      say(t(watching ? 'demo.interactive-watching' : 'demo.interactive-not-watching'));
    } else if (word === 'watch') {
      say(t('demo.interactive-watch-how'));
    } else if (word === 'status') {
      const { pages, read, failed, graded, exceptions } = station.progress(exam.id);
      say(`${Object.entries(await station.health()).map(([part, state]) => `${t(`health.${asKnown(part)}`)} ${t(`status.part-${state === 'up' || state === 'waiting' ? state : 'down'}`)}`).join(', ')}; ${t('demo.basic-end', { pages, read: read + failed, graded, exceptions })}`);
      if (pages > 0 && read + failed === 0) say(t('demo.interactive-starting'));
    } else if (word === 'kill' && (what === 'redis' || what === 'threads')) {
      const pid = killed(what, station);
      say(t(pid === null ? 'demo.interactive-not-there' : 'demo.interactive-killed', { what }));
      // Not waited for, and of no interest any more when the demo ends first.
      if (pid !== null) sayWhenBack(what, pid, station, console).catch(() => undefined);
    } else if (word === 'kill') {
      say(t('demo.interactive-kill-what'));
    } else if (word === 'help') {
      say(t('demo.interactive-help'));
    } else if (word !== '') {
      say(`${t('demo.interactive-unknown', { word: `${word} ${what}`.trim() })} ${t('demo.interactive-help')}`);
    }
    prompt.prompt();
  }
  prompt.close();
  return 0;
}

type Part = 'redis' | 'threads';

/** SIGKILL, as when the system runs out of memory. Returns whose; null when it was not there. */
function killed(what: Part, { dataFolder }: Station): number | null {
  const pid = pidOf(what, dataFolder);
  try {
    return pid !== null && process.kill(pid, 'SIGKILL') ? pid : null;
  } catch {
    return null;
  }
}

const pidOf = (what: Part, dataFolder: string): number | null => (what === 'redis' ? redisPid(dataFolder) : threadsPid());

/** Says so when, within half a minute, another process does its work. The threads come back with the next page. */
async function sayWhenBack(what: Part, old: number, station: Station, { out: say, t }: Console): Promise<void> {
  const killedAt = performance.now();
  for (let tries = 0; tries < 300; tries++) {
    await wait(100, undefined, { ref: false });
    const now = pidOf(what, station.dataFolder);
    if (now === null || now === old || (await station.health())[what === 'redis' ? 'redis' : 'pool'] !== 'up') continue;
    return say(t('demo.interactive-back', { what, seconds: ((performance.now() - killedAt) / 1000).toFixed(1) }));
  }
}

/** As the sidecar has noted it; between two Redis servers there is none. */
function redisPid(dataFolder: string): number | null {
  const file = path.join(dataFolder, 'redis', 'redis.pid.json');
  const noted = existsSync(file) ? /"pid":\s*(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
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
