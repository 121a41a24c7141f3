import path from 'node:path';
import type { AnswerOf } from '../../contract/routes.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';

export interface WatchOptions { readonly exam: string; readonly folder?: string; readonly batch?: string; readonly stop?: boolean; readonly dataDir?: string; readonly json?: boolean }

type Watch = AnswerOf<'getWatch'>['watch'];

/** `zhiyue watch`: has the running station take in what is written to a folder of this machine, stops that, or (without a folder) shows how it goes. */
export async function watch({ exam, folder, batch, stop, dataDir, json }: WatchOptions, console: Console): Promise<number> {
  const params = { examId: exam };
  const state = await withStation(console, dataDir, async ({ client }): Promise<Watch> => {
    if (stop) await client.request('stopWatch', { params });
    else if (folder !== undefined) return client.request('watchFolder', { params, body: { folder: path.resolve(folder), batch: batch ?? localTime(new Date()) } });
    return (await client.request('getWatch', { params })).watch;
  });
  if (json) console.out(JSON.stringify({ watch: state }));
  else for (const line of watchLines(state, console)) console.out(line);
  return 0;
}

function watchLines(state: Watch, { t }: Console): string[] {
  if (state === null) return [t('watch.none')];
  const { folder, batch, added, writing, error } = state;
  return [
    t('watch.watching', { folder, batch }),
    t('watch.came-in', { added: String(added), writing: String(writing) }),
    ...(error === null ? [] : [t(error === 'input-missing' ? 'watch.gone' : 'watch.trouble', { code: error })]),
  ];
}
