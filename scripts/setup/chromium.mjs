/**
 * A Chromium for the tests of the screens: for `npm test` only, never for using the station. Its shell without a window goes before all others: the same engine for two thirds of the work.
 * Run by itself it finds one (or installs Debian's, where apt and root allow it) and prints its path;
 * without one it prints the reason to stderr and ends with 1, and the tests in a browser are skipped. `--shell` puts that shell beside a Debian's own Chromium; `--dry-run` takes it that there is none and only says what would be done.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onPath } from './redis-place.mjs';

/** Debian's own program for it in /usr/bin is a script that the shell outlives when it is killed. */
const debianShell = '/usr/lib/chromium/chromium-headless-shell';
const shellNames = ['chrome-headless-shell', 'headless_shell'];
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'chrome', 'msedge'];

function usualPlaces(environment) {
  const home = environment['HOME'] ?? '';
  const programs = [environment['PROGRAMFILES'], environment['PROGRAMFILES(X86)'], environment['LOCALAPPDATA']].filter(Boolean);
  const places = {
    darwin: ['/Applications', path.join(home, 'Applications')].flatMap((folder) => ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`)),
    win32: programs.flatMap((folder) => [path.join(folder, 'Google/Chrome/Application/chrome.exe'), path.join(folder, 'Chromium/Application/chrome.exe'), path.join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
  };
  return places[process.platform] ?? ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'].flatMap((folder) => names.map((name) => path.join(folder, name)));
}

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a Chromium, Chrome or Edge, or null. ZHIYUE_CHROMIUM goes before all others. */
export function findChromium(environment = process.env) {
  const named = environment['ZHIYUE_CHROMIUM'];
  if (named) return runs(named) ? named : null;
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onFolders = (wanted) => folders.flatMap((folder) => wanted.map((name) => path.join(folder, name + suffix)));
  return [debianShell, ...onFolders(shellNames), ...onFolders(names), ...usualPlaces(environment)].find(runs) ?? null;
}

/** `{ path, reason }`: one of them is null. */
export function ensureChromium({ dryRun = false, shell = false } = {}) {
  const found = dryRun ? null : findChromium();
  if (found !== null) {
    ensureChineseFont();
    return { path: shell ? withShell(found) : found, reason: null };
  }
  if (!dryRun && process.env['ZHIYUE_CHROMIUM']) return { path: null, reason: `ZHIYUE_CHROMIUM names ${process.env['ZHIYUE_CHROMIUM']}, which is no program` };
  if (process.platform !== 'linux' || !onPath('apt-get')) return { path: null, reason: 'no Chromium, Chrome or Edge was found; ZHIYUE_CHROMIUM can name one' };
  if (process.getuid?.() !== 0) return { path: null, reason: 'no Chromium was found, and installing it needs root: apt-get install chromium' };
  process.stderr.write('set-up: installing Chromium for the tests of the screens (apt-get)\n');
  if (dryRun) return { path: null, reason: 'dry run: nothing was installed' };
  // Older Debians and their kin have no shell of it.
  if (!(apt('update') && ['chromium-headless-shell', 'chromium'].some((name) => apt('install', '-y', '--no-install-recommends', name)))) return { path: null, reason: 'apt-get could not install chromium (is this machine offline?)' };
  const installed = findChromium();
  if (installed === null) return { path: null, reason: 'apt-get installed no chromium that can be found' };
  ensureChineseFont();
  return { path: installed, reason: null };
}

/** Where it takes nothing else away; the one that was found will do, too. */
function withShell(found) {
  if (found !== '/usr/bin/chromium' || !mayInstall()) return found;
  process.stderr.write('set-up: installing chromium-headless-shell, with which the tests of the screens are quicker (apt-get)\n');
  return aptInstall('--no-remove', 'chromium-headless-shell') && runs(debianShell) ? debianShell : found;
}

/** Without one, Chinese shows as boxes: harmless for the tests, useless in pictures. Quiet, and never in the way. */
function ensureChineseFont() {
  if (!mayInstall() || !onPath('fc-list')) return;
  const fonts = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  if (fonts.status !== 0 || fonts.stdout.trim() !== '') return;
  process.stderr.write('set-up: installing a Chinese font for the tests of the screens (apt-get)\n');
  aptInstall('fonts-noto-cjk');
}

function mayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get');
}

/** Installs a package, after a look at what there is where it is not known yet. */
function aptInstall(...what) {
  const install = () => apt('install', '-y', '--no-install-recommends', ...what);
  return install() || (apt('update') && install());
}

function apt(...args) {
  return spawnSync('apt-get', ['-qq', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20', ...args], { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path: found, reason } = ensureChromium({ dryRun: process.argv.includes('--dry-run'), shell: process.argv.includes('--shell') });
  if (found === null) process.stderr.write(`tests in a browser are skipped: ${reason}\n`);
  else process.stdout.write(`${found}\n`);
  process.exitCode = found === null ? 1 : 0;
}
