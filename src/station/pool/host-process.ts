import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ownModule } from '../own-files.ts';
import { type JobFolders, permissionOptions } from './limits.ts';
import { childEnvironment } from './child-environment.ts';
import { giveWay } from './low-priority.ts';
import { fromHostSchema, type FromHost, type HostSettings, type ToHost } from './messages.ts';

export interface HostProcess {
  send(message: ToHost): void;
  /** Ends it and what its jobs have started, at once. */
  kill(): void;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
}

/** A group of its own: Ctrl-C in a terminal does not reach it, and the grandchildren can be ended with it. */
export const leadsGroup = process.platform !== 'win32';

/**
 * Pictures lie outside of V8's heap but count against its limit, which follows what is left after a collection, about 14 MB: it would collect everything once a page, a third of the processor time of reading.
 * Growing to four times that costs some 30 MB a thread.
 */
const roomForPictures = '--heap-growing-percent=300';

/** MB of each half of a thread's young space. Where there is much memory V8 lets it grow to eight times that, and a station's memory would be mostly what is garbage already. */
const smallYoungSpace = '--max-semi-space-size=8';

/** The collector works in the thread whose garbage it is. Its helpers are of use where cores are idle; a host's threads keep all of them busy, and what helpers do beside them costs a fifth of reading's processor time more (decision 0120). */
const oneCollector = '--single-threaded-gc';

/** MB of JavaScript heap of each of a host's threads, where nothing else is said. */
export const usualHeapMb = 512;

/** Node's options for the processes that read pages, beside what limits their rights. The size goes for every thread, whatever a thread's own limit is. */
export const hostOptions = (heapMb: number): readonly string[] => [`--max-old-space-size=${heapMb}`, roomForPictures, smallYoungSpace, oneCollector, '--disable-warning=ExperimentalWarning'];

/**
 * What glibc does with freed pictures in those processes: up to 32 MB, the most it allows, they lie in its arenas, which keep up to 64 MB of what is free there. Handed back each time, the system clears every page of the next one
 * anew: half of the time in which a progressive photo is decoded, which needs 22 MB at once (decisions 0120, 0139). What is larger goes back at once, as in every child.
 */
const reusedPictures = { MALLOC_MMAP_THRESHOLD_: String(32 * 2 ** 20), MALLOC_TRIM_THRESHOLD_: String(64 * 2 ** 20) } as const;

/** Environment for the processes that read pages. */
export function hostEnvironment(): NodeJS.ProcessEnv {
  return { ...childEnvironment(), ...reusedPictures };
}

/** Starts a host that may do no more than its `folders` say; what it says goes to `onMessage`. */
export function startHostProcess(settings: Omit<HostSettings, 'leadsGroup'>, folders: JobFolders, onMessage: (message: FromHost) => void): HostProcess {
  const module = fileURLToPath(ownModule('./worker-host.ts', import.meta.url));
  const child = fork(module, [JSON.stringify({ ...settings, leadsGroup } satisfies HostSettings)], {
    serialization: 'advanced',
    detached: leadsGroup,
    env: hostEnvironment(),
    execArgv: [...hostOptions(settings.heapMb), ...permissionOptions(folders, module, settings.jobsModule)],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  if (child.pid !== undefined) giveWay(child.pid, leadsGroup);
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => { lastWords = (lastWords + chunk.toString()).slice(-1_000); });
  child.on('message', (message) => onMessage(fromHostSchema.parse(message)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve([signal ?? `exit code ${code}`, lastWords.trim()].filter((part) => part !== '').join(': ')));
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message, () => {}); // A host that is just ending: `ended` says so.
    },
    kill: () => killGroup(child),
    ended: ended.finally(() => killGroup(child)), // What its jobs had started must not outlive it.
  };
}

/** Ends a process that leads its group, and the group, at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(leadsGroup ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // All gone already.
  }
}
