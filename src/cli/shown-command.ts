/** A `zhiyue` command as it can be typed where the reader stands: nothing of the station is on the PATH unless somebody put it there. */
import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export interface Standing {
  /** The folder that the command is typed in. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What was started: `process.argv[1]`. */
  readonly launcher: string;
}

/** Such as `npx --no -- zhiyue` in the checkout (`--no`: or else npx asks the public registry where it finds nothing here), `zhiyue` where that is installed, and the whole path elsewhere. */
export function commandPrefix({ cwd, environment, launcher }: Standing): string {
  const real = realOf(launcher);
  const checkout = checkoutOf(real);
  if (checkout !== null && isWithin(realOf(cwd), checkout)) return 'npx --no -- zhiyue';
  return isOnPath(real, environment['PATH'] ?? '') ? 'zhiyue' : `node ${quoted(real)}`;
}

/** ` --data-dir FOLDER`, or nothing for the folder that a command takes by itself there. */
export function dataDirOption(dataFolder: string, { cwd, environment }: Pick<Standing, 'cwd' | 'environment'>): string {
  const usual = path.resolve(cwd, environment['ZHIYUE_DATA_DIR'] || '.zhiyue');
  const folder = path.resolve(cwd, dataFolder);
  if (folder === usual) return '';
  const relative = path.relative(cwd, folder);
  return ` --data-dir ${quoted(relative === '' ? '.' : relative.startsWith('..') || path.isAbsolute(relative) ? folder : relative)}`;
}

/** Commands in backticks as they are to be typed. */
export function withCommands(text: string, prefix: string): string {
  return text.replaceAll(/`zhiyue(?= |`)/g, () => `\`${prefix}`);
}

/** The folder above `src/cli`, when it is the station's own. */
function checkoutOf(launcher: string): string | null {
  const root = path.resolve(path.dirname(launcher), '../..');
  try {
    return z.looseObject({ name: z.literal('zhiyue-station') }).safeParse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))).success ? root : null;
  } catch {
    return null;
  }
}

function isWithin(folder: string, root: string): boolean {
  const relative = path.relative(root, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

function isOnPath(launcher: string, searched: string): boolean {
  return searched.split(path.delimiter).some((folder) => {
    const place = path.join(folder, 'zhiyue');
    try {
      accessSync(place, constants.X_OK);
      return realpathSync(place) === launcher;
    } catch {
      return false;
    }
  });
}

function realOf(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return path.resolve(place);
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
