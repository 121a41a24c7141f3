/** The built desktop app in `out/main` and `out/preload`: built when it is missing or was built from something else. Run by itself it does just that. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './screens.mjs';

const sources = ['src/main', 'src/preload', 'src/cli', 'src/station', 'src/contract', 'src/client', 'src/exam', 'src/sheet', 'src/simulate', 'src/worker', 'electron.vite.config.ts', 'scripts/build-desktop.ts', 'scripts/build-in-place.ts', 'package-lock.json', 'package.json'];

/** False when it could not be built. */
export function ensureDesktop(root) {
  return ensureBuilt(root, { folder: 'out/main', file: 'index.js', from: sources, script: 'scripts/build-desktop.ts', what: 'the desktop app' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensureDesktop(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')) ? 0 : 1;
}
