/** What keeps a station from going on though nothing is wrong with its own work: said where a command waits for it, with what to do. */
import type { Console } from './console.ts';
import type { TextKey } from './i18n/texts.ts';
import { SaidError } from './said-error.ts';
import type { RedisRefusesWrites } from '../contract/routes/work.ts';
import { repeatedly } from '../station/repeatedly.ts';

/** What one look at a station finds. */
export interface Look {
  /** State of each part of the station, as `Station.health` tells it. */
  readonly parts: Readonly<Record<string, string>>;
  /** Why its Redis takes no writes. */
  readonly refuses: RedisRefusesWrites | null;
}

export interface WaitsOptions {
  readonly look: () => Promise<Look>;
  readonly console: Pick<Console, 't' | 'note'>;
  /** 1 s when left out. */
  readonly everyMs?: number;
}

export interface Waits extends Disposable {
  /** What the work comes to, unless the station cannot do it any more: then it throws ZhiyueError redis-unreachable. */
  orRefused<T>(work: Promise<T>): Promise<T>;
}

type Reason = 'redis' | `redis-${RedisRefusesWrites}` | 'lease' | 'superseded';

/** So many looks in a row find the same: a lease is taken, and a connection comes back, within a moment. */
const looksUntilSaid = 3;

/** Says once what is waited for, and when that is over. */
export function watchWaits({ look, console, everyMs = 1_000 }: WaitsOptions): Waits {
  const { t, note } = console;
  let heard = false;
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  let found: Reason | null = null;
  let looks = 0;
  let said: Reason | null = null;
  const say = (key: TextKey): void => note(`${process.stderr.isTTY ? '\n' : ''}${t(key)}`);
  const looking = repeatedly(everyMs, async () => {
    const now = reasonOf(await look());
    looks = now === found ? looks + 1 : 1;
    found = now;
    if (looks < looksUntilSaid || found === said) return;
    said = found;
    if (said !== 'superseded' || !heard) say(said === null ? 'waits.over' : `waits.${said}`);
    if (said === 'superseded') refused.reject(new SaidError('redis-unreachable', t('waits.superseded')));
  }, () => undefined);
  return {
    orRefused: (work) => {
      heard = true;
      return Promise.race([work, refused.promise]);
    },
    [Symbol.dispose]: () => looking[Symbol.dispose](),
  };
}

/** How a command that runs a station looks at it. */
export async function lookAt(station: { health(): Promise<Look['parts']>; refusesWrites(): Look['refuses'] }): Promise<Look> {
  return { parts: await station.health(), refuses: station.refusesWrites() };
}

function reasonOf({ parts: { redis, lease }, refuses }: Look): Reason | null {
  if (redis === 'down') return refuses === null ? 'redis' : `redis-${refuses}`;
  if (lease === 'waiting') return 'lease';
  return lease === 'down' ? 'superseded' : null;
}
