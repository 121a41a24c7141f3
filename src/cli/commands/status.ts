import type { AnswerOf } from '../../contract/routes.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';
import { gigabytes } from '../sizes.ts';
import { textTable } from '../text-table.ts';
import { asKnown } from './health.ts';

export interface StatusOptions { readonly dataDir?: string; readonly json?: boolean }

type Status = AnswerOf<'getStatus'>;

/** `zhiyue status`: what the running station does now, and how its tasks have been going. */
export async function status({ dataDir, json }: StatusOptions, console: Console): Promise<number> {
  const answer = await withStation(console, dataDir, ({ client }) => client.request('getStatus', {}));
  if (json) console.out(JSON.stringify(answer));
  else for (const line of statusLines(answer, console)) console.out(line);
  return 0;
}

export function statusLines(answer: Status, { t }: Pick<Console, 't'>): string[] {
  const { version, startedAt, dataFolder, parts, partitions, paused, workers: pool, memory, disk, live, lastSeq, deadLetters, exams } = answer;
  const figures: readonly (readonly [string, string])[] = [
    [t('status.station'), `${version}, ${dataFolder}`],
    [t('status.since'), localTime(new Date(startedAt))],
    [t('status.parts'), Object.entries(parts).map(([part, state]) => `${t(`health.${asKnown(part)}`)} ${t(`status.part-${state}`)}`).join(', ')],
    ...(partitions.every((lease) => lease === 'own') ? [] : [[t('status.partitions'), partitions.map((lease, n) => `${n} ${t(`status.lease-${lease}`)}`).join(', ')] as const]),
    [t('status.work'), t(paused ? 'status.work-paused' : 'status.work-on')],
    [t('status.pool'), t('status.pool-figures', { running: pool.running, threads: pool.threads, waiting: pool.waiting, memory: megabytes(pool.rssBytes), crashes: pool.crashes })],
    [t('status.memory'), megabytes(memory.rssBytes)],
    [t('status.disk'), disk === null ? '—' : gigabytes(disk.freeBytes)],
    [t('status.exams'), String(exams)],
    [t('status.events'), t('status.events-figures', { seq: lastSeq, dead: deadLetters })],
    [t('status.connections'), String(Object.values(live.connections).reduce((sum, n) => sum + n, 0))],
  ];
  return [...textTable([{ heading: '' }, { heading: '' }], figures).slice(2), '', ...taskTable(answer, t)];
}

function taskTable({ queues, tasks }: Status, t: Console['t']): string[] {
  const columns = ['type', 'waiting', 'active', 'delayed', 'busy', 'rate', 'p50', 'p95', 'done', 'retried', 'failed'] as const;
  const rows = Object.entries(tasks).map(([type, its]) => {
    const length = queues[type];
    const of = (n: number | undefined): string => (n === undefined ? '—' : String(n));
    return [type, of(length?.waiting), of(length?.active), of(length?.delayed), `${its.busy}/${its.concurrency}`, String(its.perMinute), milliseconds(its.p50Ms), milliseconds(its.p95Ms), String(its.done), String(its.retried), String(its.failed)];
  });
  return textTable(columns.map((name) => ({ heading: t(`status.column-${name}`), align: name === 'type' ? 'left' as const : 'right' as const })), rows);
}

const megabytes = (bytes: number | null): string => (bytes === null ? '—' : `${Math.round(bytes / 1e6).toLocaleString('en')} MB`);
const milliseconds = (ms: number | null): string => (ms === null ? '—' : ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
