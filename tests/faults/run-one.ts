/** One run: a station in a process of its own takes pages in, a fault strikes at the seeded moment, the station is started again where it died, and the accounts are checked. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/simulate/random.ts';
import { ownModule } from '../../src/station/own-files.ts';
import { openStore, recordName } from '../../src/station/store/store.ts';
import { temporaryFolder } from '../support/redis.ts';
import { rememberingJobs } from '../support/remembering.ts';
import { faultsInAccounts } from './accounts.ts';
import type { Fault, World } from './fault.ts';
import { fromStationSchema, type FromStation, type StationOrder, type ToStation } from './messages.ts';
import type { ScanSet } from './pages.ts';
import { kill, redisOf } from './processes.ts';

export interface RunOrder {
  readonly fault: Fault;
  readonly seed: number;
  readonly scans: ScanSet;
  /** Results of a run that nothing happened to, as JSON; null for that run itself. */
  readonly undisturbed: string | null;
  /** Record and log of a run with a complaint, or in which nothing happened for long, are copied to here. */
  readonly keep?: string;
}

export interface RunOutcome {
  readonly fault: string;
  readonly seed: number;
  /** When it struck, in words. */
  readonly moment: string;
  /** Whether it struck before the end. */
  readonly struck: boolean;
  readonly starts: number;
  readonly seconds: number;
  /** What is wrong; empty when everything is accounted for. */
  readonly complaints: readonly string[];
  readonly essence: string;
  /** The longest time for which the station's own thread stood still, in milliseconds. */
  readonly longestHaltMs: number;
  /** The longest time between two events, in seconds; the fault itself is in it. */
  readonly longestSilence: number;
  /** Files that the record did not name when all was done; the sweep of the next start has removed them. */
  readonly swept: number;
  readonly stumbles: readonly string[];
}

const momentTypes = ['page.received', 'ocr.completed', 'ocr.started', 'grading.completed'] as const;
const mostStarts = 6;
const eventsBetween = 2;
const withinMs = 240_000;
/** A run in which nothing happens for so long is worth a look. */
const longSilence = 28;

export async function runOne({ fault, seed, scans, undisturbed, keep }: RunOrder): Promise<RunOutcome> {
  const begun = performance.now();
  const random = new Random(seed, fault.name);
  const type = random.pick(momentTypes);
  const atCount = random.integer(1, Math.max(1, Math.floor(scans.pages * 0.8)));
  const delayMs = random.integer(0, 40);
  await using folder = await temporaryFolder();
  await using stack = new AsyncDisposableStack();
  const dataFolder = join(folder.path, 'data');
  await mkdir(dataFolder, { recursive: true });

  let station: ChildProcess | null = null;
  const world: World = {
    pages: scans.pages, folder: folder.path, dataFolder, random, defer: (close) => stack.defer(close),
    station: () => station?.pid ?? null,
    tell: (message: ToStation) => { if (station?.connected === true) station.send(message); },
  };
  const prepared = await fault.prepare?.(world);
  const order: StationOrder = {
    dataFolder, files: [...scans.files], jobsModule: rememberingJobs(join(scans.kept, 'readings'), seed).href, redisUrl: prepared?.redisUrl ?? null, taskTimeoutMs: prepared?.taskTimeoutMs ?? 300_000, tell: type,
    trouble: prepared?.trouble === undefined ? null : { ...prepared.trouble, seed },
  };

  let seen = 0;
  const strikes: Promise<void>[] = [];
  let struck = false;
  const strike = async (): Promise<void> => {
    await wait(delayMs);
    struck = true;
    await fault.strike?.(world);
  };
  const ends: Extract<FromStation, { kind: 'done' }>[] = [];
  const stumbles: string[] = [];
  let lastWords = '';
  let starts = 0;
  let heardAt = performance.now();
  let longestSilence = 0;
  const late = setTimeout(() => kill(station?.pid ?? null, 'SIGKILL'), withinMs);
  try {
    while (ends.length === 0 && starts < mostStarts && performance.now() - begun < withinMs) {
      starts++;
      lastWords = '';
      station = fork(fileURLToPath(ownModule('./station-process.ts', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: join(scans.kept, 'compiled') }, execArgv: ['--disable-warning=ExperimentalWarning'] });
      station.stderr?.on('data', (chunk: Buffer) => { lastWords = (lastWords + chunk.toString()).slice(-2_000); });
      station.on('message', (message) => {
        const said = fromStationSchema.parse(message);
        longestSilence = Math.max(longestSilence, (performance.now() - heardAt) / 1000);
        heardAt = performance.now();
        if (said.kind === 'done') ends.push(said);
        if (said.kind === 'stumbled') stumbles.push(`${said.code}: ${said.message}`);
        if (said.kind === 'event' && said.type === type && ++seen >= atCount + strikes.length * eventsBetween && strikes.length < (fault.times ?? 1)) strikes.push(strike());
      });
      await once(station, 'exit');
      await strikes.at(-1);
    }
  } finally {
    clearTimeout(late);
    await strikes.at(-1);
  }
  const left = redisOf(dataFolder);
  kill(left);
  const end = ends.at(-1) ?? null;
  // A thread that was ended in the middle may leave a file half written, or one that nobody named; the next start removes it.
  const swept = end === null ? 0 : await sweptAtStart(dataFolder);
  const complaints = end === null ? [`the station did not come to an end in ${starts} starts: ${lastWords.trim().slice(-600) || stumbles.at(-1) || 'it said nothing'}`] : [
    ...faultsInAccounts({ dataFolder, pages: scans.pages, undisturbed: undisturbed ?? end.essence, essence: end.essence, givenUpAs: prepared?.givenUpAs ?? null }),
    ...end.tasksLeft.map((task) => `left in the queue: ${task}`),
    ...(left === null ? [] : ['its redis-server was left behind']),
    ...(end.deadLetters > 0 && prepared?.deadLetters !== true ? [`${end.deadLetters} dead letters`] : []),
  ];
  if (keep !== undefined && (complaints.length > 0 || longestSilence > longSilence)) {
    await mkdir(join(keep, `${fault.name}-${seed}`), { recursive: true });
    for (const name of [recordName, `${recordName}-wal`, 'station.log']) await copyFile(join(dataFolder, name), join(keep, `${fault.name}-${seed}`, name)).catch(() => undefined);
  }
  return {
    fault: fault.name, seed, moment: fault.strike === undefined ? 'from the start' : `${delayMs} ms after the ${atCount}. ${type}`, struck: struck || fault.strike === undefined, starts, seconds: (performance.now() - begun) / 1000, complaints,
    essence: end?.essence ?? '', longestHaltMs: end?.longestHaltMs ?? 0, longestSilence: Math.round(longestSilence * 10) / 10, swept, stumbles: [...new Set(stumbles)],
  };
}

/** Starts the record once more and says how many files that nobody named were removed. */
async function sweptAtStart(dataFolder: string): Promise<number> {
  await using store = await openStore(dataFolder);
  return await store.leftovers.swept;
}
