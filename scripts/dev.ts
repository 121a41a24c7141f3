/** `npm run dev`: the app with hot reload: the desktop app by electron-vite, or (no display, no Electron, `--browser`) a station and vite's own server for the screens, whose address it prints. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { en } from '../src/cli/i18n/en.ts';
import { electronBinary } from './start/electron-binary.ts';
import { noWindowBecause, startArguments } from './start/way-to-start.ts';

const root = path.resolve(import.meta.dirname, '..');
const { browser, rest, port } = startArguments(process.argv.slice(2));
const impossible = noWindowBecause({ platform: process.platform, environment: process.env, root: process.getuid?.() === 0 });
const noWindow = browser ? 'you asked for it' : impossible !== null ? en[impossible] : (electronBinary(root, process.env) === null ? 'Electron has not been fetched (npm start does)' : null);

const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => over.abort());
if (noWindow === null) {
  run(['node_modules/electron-vite/bin/electron-vite.js', 'dev', ...rest]);
} else {
  console.log(`The app opens in a browser, because ${noWindow}. The station's link signs in; put vite's address in place of the station's.`);
  run(['src/cli/zhiyue.mjs', 'serve', ...rest]);
  run(['scripts/build-screens.ts', '--dev']);
}

/** When one ends, all do. */
function run([script = '', ...args]: readonly string[]): void {
  const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit', env: { ZHIYUE_STATION: `http://127.0.0.1:${port ?? process.env['ZHIYUE_PORT'] ?? '7411'}`, ...process.env }, signal: over.signal, killSignal: 'SIGTERM' });
  // Told to end: no failure.
  child.once('error', () => over.abort());
  child.once('exit', (code) => {
    process.exitCode ??= code ?? 0;
    over.abort();
  });
}
