/** What the operator sets for the station, and what it takes up on its disk. */
import { z } from 'zod';
import type { RouteSpec } from '../route.ts';

export const settingsSchema = z.strictObject({
  workers: z.strictObject({
    now: z.int().describe('Threads that read pages in this run.'), kept: z.int().nullable().describe('As many from the next start; null: one for each core.'),
    cores: z.int(), said: z.boolean().describe('Whether `MAX_WORKERS` or an option said it for this start, which goes before what is kept.'),
  }),
  dataFolder: z.string(), version: z.string(),
}).meta({ id: 'Settings' });

export const storageSchema = z.strictObject({
  parts: z.strictObject({ record: z.int(), scans: z.int(), crops: z.int(), reports: z.int(), cache: z.int().describe('May be removed; made again when it is needed.'), other: z.int() }).describe('Bytes.'),
  freeBytes: z.int().nullable().describe('Of the disk; null where the system does not say.'),
}).meta({ id: 'Storage' });

export const settingsRoutes = {
  getSettings: { method: 'GET', path: '/api/settings', summary: 'What is set for the station.', needs: 'system.read', scope: 'station', answer: settingsSchema },
  changeSettings: {
    method: 'PATCH', path: '/api/settings', summary: 'Sets how many threads read pages from the next start; null: one for each core.', needs: 'tasks.change', scope: 'station',
    body: z.strictObject({ workers: z.int().min(1).max(64).nullable() }), answer: settingsSchema,
  },
  getStorage: { method: 'GET', path: '/api/storage', summary: 'How much room the station takes, by what lies there; counted anew at most every half minute.', needs: 'system.read', scope: 'station', answer: storageSchema },
} as const satisfies Record<string, RouteSpec>;
