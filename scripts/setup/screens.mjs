/** The built screens in `out/renderer`: built when they are missing or were built from something else. Run by itself it does just that. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedNode } from './packages.mjs';

/** Whatever goes into the build. */
const sources = ['src/renderer', 'src/client', 'src/contract', 'electron.vite.config.ts', 'scripts/build-screens.ts', 'package-lock.json'];

function filesOf(root, name) {
  const place = path.join(root, name);
  if (!existsSync(place)) return [];
  if (path.extname(name) !== '') return [name];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Changes with every byte of the sources, and with nothing else. */
export function stampOf(root, from = sources) {
  const hash = createHash('sha256');
  for (const file of from.flatMap((name) => filesOf(root, name)).sort((a, b) => (a < b ? -1 : 1))) hash.update(`${file.replaceAll(path.sep, '/')}\0`).update(readFileSync(path.join(root, file))).update('\0');
  return hash.digest('hex');
}

/** Returns false when they could not be built: the station works without them, and says so at its address. */
export function ensureScreens(root) {
  if (ensureBuilt(root, { folder: 'out/renderer', file: 'index.html', from: sources, script: 'scripts/build-screens.ts', what: 'the screens' })) return true;
  process.stderr.write('set-up: the screens could not be built (see above); the station starts without them\n');
  return false;
}

/** Builds what is missing or was built `from` something else; false when it could not be built. */
export function ensureBuilt(root, { folder, file, from, script, what }) {
  const stampFile = path.join(root, folder, '.stamp');
  const stamp = stampOf(root, from);
  if (existsSync(path.join(root, folder, file)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  process.stderr.write(`set-up: building ${what}\n`);
  if (spawnSync(packagedNode(root), [path.join(root, script)], { cwd: root, stdio: ['ignore', 2, 2] }).status !== 0) return false;
  writeFileSync(stampFile, stamp);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensureScreens(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')) ? 0 : 1;
}
