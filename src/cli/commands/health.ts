import type { AnswerOf } from '../../contract/routes.ts';
import type { Console } from '../console.ts';
import type { TextKey } from '../i18n/texts.ts';
import { withStation } from '../running-station.ts';
import { gigabytes } from '../sizes.ts';
import { textTable } from '../text-table.ts';

export interface HealthOptions { readonly dataDir?: string; readonly json?: boolean }

type Status = AnswerOf<'getStatus'>;

export interface HealthCheck {
  readonly name: string;
  readonly state: 'up' | 'waiting' | 'down' | 'attention';
  readonly found: string;
  /** What to do; null where nothing is. */
  readonly next: TextKey | null;
}

const leastDiskBytes = 2e9;

/** `zhiyue health`: one line for each part of the running station, with what to do about it. Exit code 1 when a part is not up. */
export async function health({ dataDir, json }: HealthOptions, console: Console): Promise<number> {
  const { t } = console;
  const checks = healthChecks(await withStation(console, dataDir, ({ client }) => client.request('getStatus', {})));
  const well = checks.every(({ state }) => state === 'up' || state === 'attention');
  if (json) {
    console.out(JSON.stringify({ status: well ? 'up' : 'degraded', checks: checks.map(({ name, state, found, next }) => ({ name, state, found, what_to_do: next === null ? null : t(next) })) }));
    return well ? 0 : 1;
  }
  const rows = checks.map(({ name, state, found, next }) => [state === 'up' ? '✓' : state === 'attention' ? '!' : '✗', t(`health.${asKnown(name)}`), t(`health.state-${state}`), [found, next === null ? '' : t(next)].filter((text) => text !== '').join(' ')]);
  for (const line of textTable([{ heading: '' }, { heading: '' }, { heading: '' }, { heading: '' }], rows).slice(2)) console.out(line);
  return well ? 0 : 1;
}

const partNames = ['record', 'redis', 'bus', 'queue', 'pool', 'lease', 'disk', 'dead-letters', 'work'] as const;
/** What a part is called in texts. */
export const asKnown = (name: string): (typeof partNames)[number] | 'part' => partNames.find((known) => known === name) ?? 'part';

/** Pure. */
export function healthChecks({ parts, redis, partitions, disk, deadLetters, paused, workers }: Status): HealthCheck[] {
  const space = disk?.freeBytes ?? null;
  return [
    ...Object.entries(parts).map(([name, state]): HealthCheck => ({ name, state, found: name === 'pool' && workers.crashes > 0 ? `${workers.crashes} ×` : name === 'lease' ? `${partitions.filter((lease) => lease === 'held').length}/${partitions.length}` : '', next: state === 'up' ? null : nextStepOf(name, parts, redis) })),
    ...(space === null ? [] : [{ name: 'disk', state: space < leastDiskBytes ? 'attention' : 'up', found: gigabytes(space), next: space < leastDiskBytes ? 'health.disk.do' : null } as const]),
    { name: 'dead-letters', state: deadLetters > 0 ? 'attention' : 'up', found: String(deadLetters), next: deadLetters > 0 ? 'health.dead-letters.do' : null },
    ...(paused ? [{ name: 'work', state: 'attention', found: '', next: 'health.work.do' } as const] : []),
  ];
}

function nextStepOf(part: string, parts: Status['parts'], redis: Status['redis']): TextKey {
  if (part === 'pool') return 'health.pool.do';
  if (part === 'record') return 'health.record.do';
  // Whatever else waits then waits for Redis.
  if (part !== 'redis' && parts['redis'] !== 'up') return 'health.after-redis.do';
  if (part === 'lease') return 'health.lease.do';
  const why = redis?.refuses ?? null;
  if (why !== null) return `waits.redis-${why}`;
  return redis?.own === false ? 'waits.redis' : 'health.redis.do';
}
