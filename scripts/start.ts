/**
 * `npm start`: the desktop app; where there can be none, the station with the app in the browser. `npm start -- --browser` takes the browser anyway.
 * The screens are built when they have to be; `scripts/setup.mjs` has put the rest in place.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { electronBinary, fetchElectron } from './start/electron-binary.ts';
import { noWindowBecause, startArguments } from './start/way-to-start.ts';
import { chosenLanguage, translator } from '../src/cli/i18n/texts.ts';

const root = path.resolve(import.meta.dirname, '..');
const { browser, rest, dataDir, port } = startArguments(process.argv.slice(2));

const t = await translator(chosenLanguage(rest, process.env).language);

/** A program that ends sooner than this, and badly, never opened. */
const opensWithinMs = 15_000;

const noWindow = browser ? '' : await desktopOrWhyNot();
if (noWindow !== null) {
  if (noWindow !== '') console.log(t('start.in-browser', { reason: noWindow }));
  process.argv = [process.execPath, path.join(root, 'src/cli/zhiyue.mjs'), 'serve', ...rest];
  await import('../src/cli/zhiyue.ts');
}

/** Runs the desktop app to its end; the reason when it does not open. */
async function desktopOrWhyNot(): Promise<string | null> {
  const impossible = noWindowBecause({ platform: process.platform, environment: process.env, root: process.getuid?.() === 0 });
  if (impossible !== null) return t(impossible);
  const electron = electronBinary(root, process.env) ?? await fetchElectron(root, process.env, t('start.fetching'));
  if (electron === null) return t('start.no-electron');
  if (await run(process.execPath, [path.join(root, 'scripts/setup/desktop.mjs')]) !== 0) return t('start.not-built');
  const startedAt = performance.now();
  const code = await run(electron, [root], { ...(dataDir === null ? {} : { ZHIYUE_DATA_DIR: dataDir }), ...(port === null ? {} : { ZHIYUE_PORT: port }) });
  if (code !== 0 && performance.now() - startedAt < opensWithinMs) return t('start.ended', { code });
  process.exitCode = code;
  return null;
}

function run(program: string, args: readonly string[], says: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...says, ELECTRON_RUN_AS_NODE: undefined } });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  return new Promise((resolve) => {
    const end = (code: number): void => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, pass);
      resolve(code);
    };
    child.once('error', () => end(1));
    child.once('exit', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
