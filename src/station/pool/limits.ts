/**
 * What the pool's host process may do beside computing, by Node's permission model: read the program and the folders it is given, write into folders it is given, start threads and load native modules;
 * no child processes. Node 24 has no switch for the network, does not hold SQLite to it, and native modules are beyond it: it stops our own code, and what a decoder of ours is made to do, not a native exploit.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownResources } from '../own-files.ts';

/** Folders that jobs read and write, beside the program's own; `any`: no limits, for jobs that start programs. */
export type JobFolders = { readonly read: readonly string[]; readonly write: readonly string[] } | 'any';

/** Node's options for a host at `module` that runs the jobs of `jobsModule`. */
export function permissionOptions(folders: JobFolders, module: string, jobsModule: string): string[] {
  if (folders === 'any') return [];
  const code = module.endsWith('.ts') ? path.resolve(path.dirname(module), '../..') : path.dirname(module);
  const root = module.endsWith('.ts') ? path.dirname(code) : path.resolve(code, '../..');
  const read = [code, path.dirname(fileURLToPath(jobsModule)), path.join(root, 'node_modules'), path.join(root, 'package.json'), ownResources(), ...folders.read, ...folders.write];
  // An installed app looks things up in its archive, too.
  if (root.endsWith('app.asar.unpacked')) read.push(root.slice(0, -'.unpacked'.length));
  return [
    '--permission', '--allow-worker', '--allow-addons', '--allow-wasi', '--disable-warning=SecurityWarning',
    ...read.flatMap(named).map((place) => `--allow-fs-read=${place}`),
    ...folders.write.flatMap(named).map((place) => `--allow-fs-write=${place}`),
  ];
}

/** A file or folder with what is in it, under its own name and where its links lead. */
function named(place: string): string[] {
  const whole = path.resolve(place);
  const real = existsSync(whole) ? realpathSync(whole) : whole;
  return [...new Set([whole, real])].flatMap((one) => [one, path.join(one, '*')]);
}

/** Node's error for what the limits do not allow; null for any other. */
export function deniedAction(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_ACCESS_DENIED') return null;
  const said = [('permission' in error ? error.permission : null), ('resource' in error ? error.resource : null)];
  return said.filter((part) => typeof part === 'string' && part !== '').join(' ');
}
