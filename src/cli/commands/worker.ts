import { availableParallelism, hostname } from 'node:os';
import { resolve } from 'node:path';
import { createStationClient } from '../../client/client.ts';
import { networkTransport } from '../../client/network/network-transport.ts';
import { createSession } from '../../client/network/session.ts';
import { StationError } from '../../client/station-error.ts';
import { type ErrorCode, errorCodes, ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { openLog } from '../../station/log/log.ts';
import { makeFolder } from '../../station/make-folder.ts';
import { parseRedisUrl, shownAddress } from '../../station/redis/address.ts';
import { lockFolder } from '../../station/store/folder-lock.ts';
import { keptTexts } from '../../worker/kept-session.ts';
import { pinnedFetch } from '../../worker/pinned-fetch.ts';
import { unreachable } from '../../worker/unreachable.ts';
import type { Console } from '../console.ts';
import { errorText } from '../report-error.ts';
import { aborted, listenForStop } from '../until-stopped.ts';

export interface WorkerOptions {
  readonly redis?: string;
  readonly station: string;
  readonly fingerprint?: string;
  readonly code?: string;
  readonly name?: string;
  readonly threads?: number;
  readonly dataDir?: string;
}

const idleSaidAfterMs = 60_000;
const keptFingerprint = 'zhiyue.fingerprint';

/** `zhiyue worker`: reads pages for a station on another machine until it is told to stop. */
export async function worker(options: WorkerOptions, console: Console): Promise<number> {
  const { t, environment } = console;
  const fromOption = options.redis !== undefined;
  const redisUrl = options.redis ?? environment['REDIS_URL'] ?? '';
  const redisUrlName = fromOption ? '--redis' : 'REDIS_URL';
  if (redisUrl === '') throw ZhiyueError.of('option-invalid', [fault('option-redis-needed')], { about: '--redis' });
  const address = parseRedisUrl(redisUrl, redisUrlName);
  if (fromOption && (address.password !== null || (address.kind === 'sentinel' && address.sentinelPassword !== null))) {
    // Whoever lists the processes of this machine must not read it there.
    process.title = 'zhiyue worker';
    console.note(t('worker.password-shown'));
  }
  const url = stationUrl(options.station);
  const folder = resolve(options.dataDir ?? '.zhiyue-worker');
  await makeFolder(folder, 0o700);

  await using opened = new AsyncDisposableStack();
  // It empties the folder at its start and end: of two in one, each would take the other's pages away.
  opened.use(lockFolder(folder));
  const onTrouble = openLog(folder).trouble;
  const stop = opened.use(listenForStop(() => console.note(t('worker.stopping'))));
  const storage = await keptTexts(folder);
  const fingerprint = options.fingerprint ?? (await storage.get(keptFingerprint));
  const { fetch } = opened.use(await pinnedFetch(url, fingerprint));
  if (fingerprint !== null && options.fingerprint !== undefined) await storage.set(keptFingerprint, fingerprint);
  const session = createSession({ baseUrl: url.origin, keep: 'body', storage, fetch });
  try {
    if (options.code !== undefined) await session.pair(options.code, options.name ?? hostname());
    else if ((await session.resume()) === null) throw ZhiyueError.of('not-signed-in', [fault('worker-unpaired')], { about: '--code' });
  } catch (error) {
    throw error instanceof StationError ? asKnown(error, url.host) : error;
  }
  const client = opened.adopt(createStationClient({ transport: networkTransport({ baseUrl: url.origin, session, fetch }) }), (it) => it.close());
  const { startPageWorker } = await import('../../worker/page-worker.ts');
  let read = 0;
  let said = '';
  const onFault = (trouble: ZhiyueError): void => {
    onTrouble(trouble.message);
    const { text } = errorText(trouble, t, console.language);
    // One that lasts comes again and again.
    if (text !== said) console.note(text);
    said = text;
  };
  const running = opened.use(await startPageWorker({
    station: client, redisUrl, redisUrlName, folder, threads: options.threads ?? availableParallelism(), onTrouble, onFault, onRead: () => { read += 1; },
  }));
  console.out(t('worker.ready', { station: url.origin, redis: shownAddress(address), folder }));
  // A queue in another database of the same Redis looks like one in which nothing waits.
  const idle = setTimeout(() => { if (read === 0) console.note(t('worker.idle', { redis: shownAddress(address) })); }, idleSaidAfterMs);
  opened.defer(() => clearTimeout(idle));
  await Promise.race([aborted(stop.signal), running.ended]);
  await opened.disposeAsync();
  console.out(t('worker.stopped', { pages: String(read) }));
  return 0;
}

function stationUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw ZhiyueError.of('option-invalid', [fault('option-station-address')], { about: '--station' });
  return url;
}

function asKnown(error: StationError, host: string): ZhiyueError {
  const { code, message, retry } = error;
  const known = (text: string): text is ErrorCode => text in errorCodes;
  return !retry && known(code) ? new ZhiyueError(code, message) : unreachable(host, error);
}
