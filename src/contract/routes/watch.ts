/** A folder that scanner software writes to. */
import { z } from 'zod';
import type { RouteSpec } from '../route.ts';
import { examParams } from './exams.ts';
import { batchKey } from './pages.ts';

const watchSchema = z.strictObject({
  examId: z.string(), folder: z.string(), batch: z.string(), batchId: z.string(), since: z.string(),
  state: z.enum(['watching', 'waiting']).describe('`waiting`: the folder is not there; it is looked for again every second.'), error: z.string().nullable().describe('An error code: what is wrong now.'),
  added: z.int().describe('Files that came in since the watch or the station was started.'), lastFileAt: z.string().nullable(),
  writing: z.int().describe('Files that are still being written; each comes in when it is whole.'),
}).meta({ id: 'Watch' });

export const watchRoutes = {
  watchFolder: {
    method: 'PUT', path: '/api/exams/:examId/watch', summary: 'Watches a folder of the station\'s machine: scans that are written into it go into a batch, each once, when they are whole. Nothing there is changed or removed.', needs: 'pages.add', scope: 'examId', localOnly: true,
    params: examParams, body: z.strictObject({ folder: z.string().min(1).max(4000).describe('Its whole path.'), batch: batchKey }), answer: watchSchema,
  },
  getWatch: { method: 'GET', path: '/api/exams/:examId/watch', summary: 'Which folder is watched for an exam, and how that goes.', needs: 'pages.add', scope: 'examId', params: examParams, answer: z.strictObject({ watch: watchSchema.nullable() }) },
  stopWatch: { method: 'DELETE', path: '/api/exams/:examId/watch', summary: 'Stops watching; the batch ends with what is in it.', needs: 'pages.add', scope: 'examId', params: examParams, status: 204, answer: z.undefined() },
} as const satisfies Record<string, RouteSpec>;
