/**
 * One watched folder: what a scanner's software writes into it goes into a batch, each file once. Nothing in it is ever changed or removed.
 *
 *   watching ──(folder gone)──▶ waiting ──(folder back)──▶ watching
 *
 * A file is taken when it has not changed for `stableMs` and its format says that it is whole; one that never says so is taken after `patienceMs`, and its page tells what is wrong.
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FSWatcher } from 'chokidar';
import { type ErrorCode, toPlainError } from '../../contract/errors.ts';
import { type IntakeParts, recordFile } from '../intake/put-in.ts';
import { isScan } from '../intake/scan-files.ts';
import { isWholeScan } from './whole-scan.ts';

export interface WatchTiming {
  readonly stableMs: number;
  readonly patienceMs: number;
  /** How often to see whether the folder is there. */
  readonly lookEveryMs: number;
  /** How often to go through the whole folder: a folder on another machine may tell nothing of its changes. */
  readonly sweepEveryMs: number;
}
const timing: WatchTiming = { stableMs: 1_000, patienceMs: 30_000, lookEveryMs: 1_000, sweepEveryMs: 20_000 };

export interface WatchState {
  readonly state: 'watching' | 'waiting';
  /** What is wrong now. */
  readonly error: ErrorCode | null;
  /** Files that this watch brought since it was started, or since the station was. */
  readonly added: number;
  readonly lastFileAt: string | null;
  /** Files that have changed lately or are not whole yet. */
  readonly writing: number;
}

export interface FolderWatch extends AsyncDisposable {
  readonly now: () => WatchState;
}

export interface WatchOrder {
  readonly folder: string;
  readonly batchId: string;
  readonly actor: string;
  readonly clock: () => Date;
  /** Something went wrong (once, until it is well again), or is well again (null). */
  readonly onState: (error: ErrorCode | null) => void;
}

/** Starts in the background, also on a folder that is not there yet. */
export function watchFolder(parts: IntakeParts, { folder, batchId, actor, clock, onState }: WatchOrder, { stableMs, patienceMs, lookEveryMs, sweepEveryMs }: WatchTiming = timing): FolderWatch {
  const closing = new AbortController();
  /** Path -> size and time of what was taken. */
  const taken = new Map<string, string>();
  const pending = new Set<string>();
  const writing = new Set<string>();
  let line: Promise<void> = Promise.resolve();
  let watcher: FSWatcher | null = null;
  let current: Omit<WatchState, 'writing'> = { state: 'waiting', error: null, added: 0, lastFileAt: null };

  const say = (state: WatchState['state'], error: ErrorCode | null): void => {
    const before = current.error;
    current = { ...current, state, error };
    if (before !== error) onState(error);
  };

  const take = async (file: string, signature: string): Promise<void> => {
    if (closing.signal.aborted) return;
    try {
      const image = await parts.store.images.take(file);
      const name = path.relative(folder, file).split(path.sep).join('/');
      const { known } = await recordFile(parts, { batchId, name, position: null, image, actor });
      taken.set(file, signature);
      current = { ...current, added: current.added + (known ? 0 : 1), lastFileAt: known ? current.lastFileAt : clock().toISOString() };
      if (current.state === 'watching') say('watching', null);
    } catch (error) {
      const { code } = toPlainError(error);
      // It has gone again, or is looked at again with the next round.
      if (code !== 'input-missing') say(current.state, code);
    }
  };

  /** Waits until the file is whole, then puts it in line. */
  const consider = async (file: string): Promise<void> => {
    if (pending.has(file) || !isScan(file) || isHidden(folder, file)) return;
    pending.add(file);
    try {
      let last = '';
      let unchangedMs = 0;
      for (;;) {
        const status = await stat(file);
        if (!status.isFile()) return;
        const signature = `${status.size} ${status.mtimeMs}`;
        if (taken.get(file) === signature) return;
        unchangedMs = signature === last ? unchangedMs + stableMs : 0;
        last = signature;
        if (unchangedMs >= patienceMs || (unchangedMs > 0 && await isWholeScan(file))) {
          const turn = line.then(() => take(file, signature));
          line = turn;
          return await turn;
        }
        writing.add(file);
        await wait(stableMs, undefined, { signal: closing.signal, ref: false });
      }
    } catch {
      // Gone, not readable yet, or we are closing: the next round sees.
    } finally {
      pending.delete(file);
      writing.delete(file);
    }
  };

  const sweep = async (): Promise<void> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.toSorted(byName)) void consider(file);
  };

  const open = async (): Promise<void> => {
    const { watch } = await import('chokidar');
    if (closing.signal.aborted) return;
    const opened = watch(folder, { ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true });
    watcher = opened;
    opened.on('add', (file) => void consider(file)).on('change', (file) => void consider(file)).on('error', () => undefined);
    await sweep();
  };

  const run = async (): Promise<void> => {
    let sweptAt = performance.now();
    while (!closing.signal.aborted) {
      const there = await stat(folder).then((status) => status.isDirectory(), () => false);
      if (!there) {
        const gone = watcher;
        watcher = null;
        await gone?.close();
        say('waiting', 'input-missing');
      } else if (watcher === null) {
        say('watching', null);
        await open().catch((error: unknown) => say('waiting', toPlainError(error).code));
      } else if (performance.now() - sweptAt > sweepEveryMs) {
        sweptAt = performance.now();
        await sweep().catch(() => undefined);
      }
      await wait(lookEveryMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    now: () => ({ ...current, writing: writing.size }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
      await watcher?.close();
      await line;
    },
  };
}

const order = new Intl.Collator('en', { numeric: true });
const byName = (a: string, b: string): number => order.compare(a, b);

/** Programs write under such names until they are done. */
function isHidden(folder: string, file: string): boolean {
  return path.relative(folder, file).split(path.sep).some((part) => part.startsWith('.'));
}
