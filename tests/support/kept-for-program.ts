/** What tests keep in `node_modules/.cache` for those that run with the same program. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/zhiyue-tests');
/** Folders of other programs that nobody used for so long go. */
const keptMs = 86_400_000;

/** A short hash of what decides how pages are read and what comes of them; `more`: files beside the program, from the root. */
export function hashOfProgram(more: readonly string[] = []): string {
  const hash = createHash('sha256');
  const sources = ['exam', 'sheet', 'station', 'contract'].flatMap((folder) => readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file)).toSorted().map((file) => join('src', folder, file)));
  for (const file of [...sources, 'package-lock.json', ...more]) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 12);
}

let ours: string | null = null;

/** The folder for what is kept for the program as it is. */
export function keptForProgram(): string {
  if (ours !== null) return ours;
  const name = hashOfProgram();
  ours = join(cache, name);
  mkdirSync(ours, { recursive: true });
  utimesSync(ours, new Date(), new Date());
  for (const other of readdirSync(cache)) if (other !== name && Date.now() - statSync(join(cache, other)).mtimeMs > keptMs) rmSync(join(cache, other), { recursive: true, force: true });
  return ours;
}

/** A folder that `make` fills, once for all tests that run with this program: whoever wants it meanwhile waits for it. */
export function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  return madeIn(join(keptForProgram(), name), make);
}

/** The same at a place of its own, for what stays as it is when the program changes. */
export async function madeIn(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(folder), { recursive: true });
  const [maker, part] = [`${folder}.maker`, `${folder}.part`];
  while (!existsSync(folder)) {
    if (!taken(maker)) {
      await wait(50);
      continue;
    }
    try {
      if (existsSync(folder)) break;
      await rm(part, { recursive: true, force: true });
      await mkdir(part);
      await make(part);
      await rename(part, folder);
    } finally {
      rmSync(maker, { force: true });
    }
  }
  return folder;
}

/** Whether it is ours to make now: nobody else is at it, or who was has ended. */
function taken(maker: string): boolean {
  try {
    writeFileSync(maker, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(Number(readIfThere(maker)))) rmSync(maker, { force: true });
    return false;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return String(process.pid);
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return true; // Just made, and its number not yet in it.
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
