/** How many threads read pages, as the operator chose: it holds from the next start, where nobody says otherwise for that start. */
import { z } from 'zod';
import type { StationConfig } from './config.ts';
import type { Db } from './store/database.ts';
import { readSetting, saveSetting } from './store/settings.ts';
import type { Tx } from './store/writer.ts';

const name = 'workers';

/** Null: as many as the machine has cores. */
export const keptWorkers = (db: Db): number | null => readSetting(db, name, z.int().min(1).max(64).nullable());

export function keepWorkers(tx: Tx, workers: number | null): void {
  saveSetting(tx, name, workers);
}

export function withKeptWorkers(config: StationConfig, db: Db): StationConfig {
  return config.workersSaid ? config : { ...config, workers: keptWorkers(db) ?? config.workers };
}
