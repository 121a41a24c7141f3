/** What the operator sets, and the room that the station takes. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AnswerOf } from '../../../contract/routes.ts';
import { keepWorkers, keptWorkers } from '../../kept-workers.ts';
import { recordName } from '../../store/store.ts';
import { version } from '../../version.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

const countedForMs = 30_000;

export function settingsHandlers({ config, store, now }: Pick<GatewayParts, 'config' | 'store' | 'now'>): Handlers<'getSettings' | 'changeSettings' | 'getStorage'> {
  let counted: { readonly at: number; readonly parts: Promise<AnswerOf<'getStorage'>['parts']> } | null = null;
  const shown = (): AnswerOf<'getSettings'> => ({
    workers: { now: config.workers, kept: keptWorkers(store.db), cores: availableParallelism(), said: config.workersSaid }, dataFolder: store.dataFolder, version,
  });
  return {
    async getSettings() {
      return shown();
    },
    async changeSettings({ body: { workers }, principal }) {
      await store.write((tx) => {
        if (keptWorkers(tx) === workers) return;
        keepWorkers(tx, workers);
        tx.append({ type: 'settings.changed', examId: null, actor: principal.id, payload: { name: 'workers', value: workers } });
      });
      return shown();
    },
    async getStorage() {
      const at = now().getTime();
      if (counted === null || at - counted.at > countedForMs) counted = { at, parts: partsOf(store.dataFolder) };
      const disk = await statfs(store.dataFolder).catch(() => null);
      return { parts: await counted.parts, freeBytes: disk === null ? null : disk.bavail * disk.bsize };
    },
  };
}

const known: Readonly<Record<string, keyof AnswerOf<'getStorage'>['parts']>> = { images: 'scans', crops: 'crops', reports: 'reports', cache: 'cache' };

async function partsOf(dataFolder: string): Promise<AnswerOf<'getStorage'>['parts']> {
  const parts = { record: 0, scans: 0, crops: 0, reports: 0, cache: 0, other: 0 };
  for (const name of await readdir(dataFolder)) parts[known[name] ?? (name.startsWith(recordName) ? 'record' : 'other')] += await bytesOf(join(dataFolder, name));
  return parts;
}

/** Of a file, or of everything in a folder; what goes meanwhile counts for nothing. */
async function bytesOf(path: string): Promise<number> {
  const status = await stat(path).catch(() => null);
  if (status === null || !status.isDirectory()) return status?.size ?? 0;
  const inside = await Promise.all((await readdir(path).catch(() => [])).map((name) => bytesOf(join(path, name))));
  return inside.reduce((sum, bytes) => sum + bytes, 0);
}
