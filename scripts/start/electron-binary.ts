/** Electron's own program, which npm does not bring: it is fetched once, from the internet, by the package's own script. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const fetchWithinMs = 10 * 60_000;

/** Where it lies; null when it was not fetched yet. */
export function electronBinary(root: string, environment: Readonly<Record<string, string | undefined>>): string | null {
  const folder = path.join(root, 'node_modules/electron');
  const named = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const note = path.join(folder, 'path.txt');
  const program = existsSync(note) ? readFileSync(note, 'utf8') : ({ win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string] ?? 'electron');
  const file = path.join(named === undefined || named === '' ? path.join(folder, 'dist') : named, program);
  return existsSync(file) ? file : null;
}

/** Fetches it, with its own progress on the screen below `about`; null when it could not be had. */
export async function fetchElectron(root: string, environment: Readonly<Record<string, string | undefined>>, about: string): Promise<string | null> {
  const script = path.join(root, 'node_modules/electron/install.js');
  if (!existsSync(script)) return null;
  console.log(about);
  const child = spawn(process.execPath, [script], { cwd: root, stdio: 'inherit', env: { ...environment } });
  const impatient = setTimeout(() => child.kill(), fetchWithinMs);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve).once('error', () => resolve(1)));
  clearTimeout(impatient);
  return code === 0 ? electronBinary(root, environment) : null;
}
