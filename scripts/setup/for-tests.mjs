/** What tests run in processes and threads of its own, built into `out/for-tests`: when it is missing or was built from something else. Run by itself it does just that. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, stampOf } from './screens.mjs';

const sources = ['src/cli', 'src/station', 'src/contract', 'src/client', 'src/exam', 'src/sheet', 'src/simulate', 'src/worker', 'tests/support', 'tests/faults', 'electron.vite.config.ts', 'scripts/build-for-tests.ts', 'scripts/build-in-place.ts', 'package-lock.json', 'package.json'];

/** Changes with every byte of what it is built from, and with nothing else. */
export const stampForTests = (root) => stampOf(root, sources);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  process.exitCode = ensureBuilt(root, { folder: 'out/for-tests', file: 'worker-host.js', from: sources, script: 'scripts/build-for-tests.ts', what: 'what the tests run' }) ? 0 : 1;
}
