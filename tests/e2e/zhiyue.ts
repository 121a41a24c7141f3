/** Runs the real `zhiyue` command as a child process, as a person would. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { builtFolder } from '../support/built.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** The command of a checkout. */
export const launcher = path.join(root, 'src/cli/zhiyue.mjs');
/** The command as it is started where nothing else is said. */
export const command = builtFolder === null ? launcher : path.join(builtFolder, 'zhiyue.js');

export const example = {
  exam: path.join(root, 'resources/example/exam.json'),
  roster: path.join(root, 'resources/example/roster.csv'),
  scans: path.join(root, 'resources/example/scans'),
  truth: path.join(root, 'resources/example/truth.json'),
};

export interface Ended { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export interface RunOptions { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly program?: string }

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the text has come out of stdout or stderr; rejects when the process ends without it. */
  saw(text: string | RegExp): Promise<void>;
}

/** Starts `zhiyue ARGS…`, in English unless the environment given says otherwise. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const { LC_ALL: _a, LC_MESSAGES: _m, ...inherited } = process.env;
  return startProgram(options.program ?? command, args, { cwd: options.cwd ?? root, env: { ...inherited, LANG: 'en_US.UTF-8', ZHIYUE_DEBUG: '', ...options.env } });
}

/** Starts a program for Node with this environment and no other. */
export function startProgram(file: string, args: readonly string[], { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> }): Running {
  const child = spawn(process.execPath, [file, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; for (const look of watchers) look(); });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; for (const look of watchers) look(); });
  const ended = new Promise<Ended>((resolve) => { child.once('close', (code) => resolve({ code, stdout, stderr })); });
  return {
    child,
    ended,
    saw: (text) => new Promise((resolve, reject) => {
      const look = (): void => {
        const all = stdout + stderr;
        if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      void ended.then((end) => reject(new Error(`ended with ${String(end.code)} before ${String(text)} came: ${end.stdout}${end.stderr}`)));
      look();
    }),
  };
}

export function zhiyue(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** A folder of one's own that goes away at the end. */
export async function scratch(): Promise<AsyncDisposable & { readonly path: string; at(...parts: readonly string[]): string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-e2e-'));
  return { path: folder, at: (...parts) => path.join(folder, ...parts), [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A folder with the first `count` scans of the example. */
export async function someScans(folder: string, count: number): Promise<string> {
  await mkdir(folder);
  for (const name of (await readdir(example.scans)).toSorted().slice(0, count)) await copyFile(path.join(example.scans, name), path.join(folder, name));
  return folder;
}

/** Rows of a result file, by heading. */
export async function csvRows(file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(file, 'utf8'), { columns: true });
}
