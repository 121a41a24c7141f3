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
export function stampOf(root) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((name) => filesOf(root, name)).sort((a, b) => (a < b ? -1 : 1))) hash.update(`${file.replaceAll(path.sep, '/')}\0`).update(readFileSync(path.join(root, file))).update('\0');
  return hash.digest('hex');
}

/** Returns false when they could not be built: the station works without them, and says so at its address. */
export function ensureScreens(root) {
  const built = path.join(root, 'out', 'renderer');
  const stampFile = path.join(built, '.stamp');
  const stamp = stampOf(root);
  if (existsSync(path.join(built, 'index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  process.stderr.write('set-up: building the screens\n');
  const run = spawnSync(packagedNode(root), [path.join(root, 'scripts/build-screens.ts')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (run.status !== 0) {
    process.stderr.write('set-up: the screens could not be built (see above); the station starts without them\n');
    return false;
  }
  writeFileSync(stampFile, stamp);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensureScreens(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')) ? 0 : 1;
}
