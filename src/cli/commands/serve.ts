import { readConfig } from '../../station/config.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { browserLink } from '../browser-link.ts';
import type { Console } from '../console.ts';
import { refuseUsedPort } from '../used-port.ts';
import { findStation } from '../running-station.ts';
import { aborted, listenForStop } from '../until-stopped.ts';
import { lookAt, watchWaits } from '../waits.ts';

export interface ServeOptions { readonly dataDir?: string; readonly port?: number }

/** `zhiyue serve`: a station that stays until it is told to stop. */
export async function serve(options: ServeOptions, console: Console): Promise<number> {
  const { t } = console;
  using stop = listenForStop(() => console.note(t('serve.stopping')));
  const config = readConfig(console.environment, {
    ...(options.dataDir === undefined ? {} : { dataFolder: options.dataDir }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const running = await findStation(config.dataFolder);
  if (running !== null) throw ZhiyueError.of('data-folder-in-use', [fault('station-answers', { address: running, at: console.at(config.dataFolder) })], { about: config.dataFolder });
  // Before a data folder is made for a station that cannot open.
  if (config.port !== null) await refuseUsedPort(config.port);
  const { startStation } = await import('../../station/station.ts');
  {
    await using station = await startStation(config);
    console.out(t('serve.address', { address: station.address ?? '—' }));
    console.out(t('serve.folder', { folder: station.dataFolder }));
    if (station.address !== null) console.out(t('serve.link', { link: await browserLink(console, station.dataFolder), at: console.at(station.dataFolder) }));
    console.out(t('serve.ready'));
    using _ = watchWaits({ look: () => lookAt(station), console });
    await aborted(stop.signal);
  }
  console.out(t('serve.stopped'));
  return 0;
}
