/** Where the desktop app keeps the station's data. */
import path from 'node:path';
import { readConfig, type StationConfig } from '../station/config.ts';

/**
 * As for the command line, but an installed app keeps its data in the person's own folder (`home`), and any free loopback port will do, since the window needs none.
 * Throws ZhiyueError option-invalid about a variable of the environment.
 */
export function desktopConfig(environment: Readonly<Record<string, string | undefined>>, { packaged, home }: { readonly packaged: boolean; readonly home: string }): StationConfig {
  const says = (name: string): boolean => (environment[name] ?? '') !== '';
  return readConfig(environment, {
    ...(packaged && !says('ZHIYUE_DATA_DIR') ? { dataFolder: path.join(home, 'station') } : {}),
    ...(says('ZHIYUE_PORT') ? {} : { port: 0 }),
  });
}
