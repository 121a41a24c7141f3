/** npm packages as the lockfile names them, and Node 24, which is one of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';

const wantedMajor = 24;
const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Whether `version` (such as `v24.21.0`) runs our TypeScript as it is. */
export function runsWanted(version) {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= wantedMajor;
}

/** Where the npm package `node` keeps its binary. */
export function packagedNode(root) {
  return path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Runs `npm ci` when node_modules is missing or does not match the lockfile, and makes sure of Node 24. */
export function ensurePackages(root) {
  if (!matchesLockfile(root)) {
    process.stderr.write('set-up: installing packages (npm ci)\n');
    // `npm ci` refuses a lockfile that lacks a build for some other platform; `npm install` takes what it can get and leaves the lockfile alone.
    if (!npm(root, ['ci', ...quietly]) && !npm(root, ['install', '--no-save', ...quietly])) {
      throw new SetupError('the packages could not be installed: see what npm says above; a first set-up needs the internet or an npm registry within reach.');
    }
  }
  if (packagedNodeWorks(root)) return;
  // npm was told not to run install scripts: ask for this one explicitly.
  process.stderr.write('set-up: fetching Node 24 (npm package `node`)\n');
  npm(root, ['rebuild', 'node', '--ignore-scripts=false']);
  if (!packagedNodeWorks(root)) {
    throw new SetupError('Node 24 is not at node_modules/.bin/node, because npm did not run the install script of its package: allow it (npm config delete ignore-scripts) and run `npm rebuild node`.');
  }
}

function packagedNodeWorks(root) {
  const node = packagedNode(root);
  if (!existsSync(node)) return false;
  if (path.resolve(process.execPath) === node) return true;
  const said = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return said.status === 0 && runsWanted(said.stdout.trim());
}

/** Compares versions with the list that npm keeps of what it has put into node_modules; it writes that list last, so a broken-off install shows. */
function matchesLockfile(root) {
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  if (wanted === null) throw new SetupError('package-lock.json is missing or damaged: restore it with `git checkout package-lock.json`.');
  if (installed === null) return false;
  return Object.entries(wanted).every(([where, entry]) =>
    // Optional packages are for some platforms only, and may rightly be absent.
    where === '' || entry.optional === true || entry.devOptional === true || installed[where]?.version === entry.version);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

function npm(root, args) {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  // npm's own words go to stderr: stdout belongs to what runs after the set-up.
  const run = spawnSync(command, [...first, ...args], { cwd: root, stdio: ['inherit', 2, 2], shell: cli === undefined && process.platform === 'win32' });
  return run.status === 0;
}
