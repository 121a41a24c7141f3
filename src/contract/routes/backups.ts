/** Backups of exams: written, looked into, restored. One is under way at a time. */
import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import type { RouteSpec } from '../route.ts';

const jobParams = z.object({ jobId: z.string().min(1).max(100) });
const examId = z.string().min(1).max(40);
const exams = z.union([z.literal('all'), z.array(examId).min(1).max(10_000)]);
const gigabyte = 1024 ** 3;

export const backupJobSchema = z.strictObject({
  jobId: z.string(), kind: z.enum(['backup', 'restore']), state: z.enum(['running', 'done', 'failed', 'cancelled']), progress: z.number().min(0).max(1),
  exams: z.array(z.string()).describe('Of a backup: those in it. Of a restore: those that came, by their ids from now on; none where all were kept as they are.'),
  fileName: z.string().nullable(), bytes: z.int().nullable().describe('Of a backup that is done.'),
  error: z.strictObject({ code: z.enum(Object.keys(errorCodes)), message: z.string(), about: z.string().nullable() }).nullable().describe('Why it failed; nothing was changed then.'),
}).meta({ id: 'BackupJob' });
export type BackupJobAnswer = z.infer<typeof backupJobSchema>;

const path = z.string().min(1).max(4000).describe('The whole path of the file on the station\'s machine.');
const sent = z.string().regex(/^[0-9a-f-]{36}$/).describe('As `sendBackup` answered.');
/** Which file: one on the station's machine, which only somebody there may name, or one that was sent. */
const source = z.union([z.strictObject({ path }), z.strictObject({ sent })]);

export const examInBackupSchema = z.strictObject({
  id: z.string(), title: z.string(), subject: z.string(), revision: z.int(), updatedAt: z.string(), pages: z.int(), sheets: z.int(), candidates: z.int(), here: z.boolean().describe('Whether the station has an exam of this id.'),
  now: z.strictObject({ updatedAt: z.string(), pages: z.int(), sheets: z.int() }).nullable().describe('How that exam stands in the station; null: there is none. `updatedAt`, here and in the backup, is when anything of the exam changed last.'),
}).meta({ id: 'ExamInBackup' });
export type ExamInBackup = z.infer<typeof examInBackupSchema>;

export const existingSchema = z.enum(['ask', 'keep', 'replace', 'copy']).describe('An exam that is there already. `ask`: refused as `exam-exists`; `keep`: it stays, and the one in the backup is left out; `replace`: the one in the backup takes its place; `copy`: the one in the backup comes beside it under another id.');

export const backupRoutes = {
  startBackup: {
    method: 'POST', path: '/api/backups', summary: 'Writes exams with all that belongs to them into one file, as they are at this moment, while the work goes on.', needs: 'exams.change', scope: 'station', status: 202,
    body: z.strictObject({ exams, to: path.nullable().default(null).describe('Where to, on the station\'s machine, for somebody there; null: to be fetched by `getBackupFile`, until the next one.') }), answer: backupJobSchema,
  },
  latestBackup: { method: 'GET', path: '/api/backups/latest', summary: 'The backup or restore that is under way, else the last one since the start.', needs: 'exams.change', scope: 'station', answer: z.strictObject({ job: backupJobSchema.nullable() }) },
  getBackup: { method: 'GET', path: '/api/backups/:jobId', summary: 'How far a backup or a restore is.', needs: 'exams.change', scope: 'station', params: jobParams, answer: backupJobSchema },
  cancelBackup: { method: 'POST', path: '/api/backups/:jobId/cancel', summary: 'Stops a backup or a restore; nothing of it is left. One that is done stays done.', needs: 'exams.change', scope: 'station', params: jobParams, answer: backupJobSchema },
  getBackupFile: { method: 'GET', path: '/api/backups/:jobId/file', summary: 'The file of a backup that was not written to a place of one\'s own.', needs: 'exams.change', scope: 'station', params: jobParams, answer: 'file' },
  sendBackup: { method: 'POST', path: '/api/restores/file', summary: 'Sends one backup file to look into and restore; it is kept until a restore of it is over, or somebody discards it.', needs: 'exams.change', scope: 'station', body: 'files', maxBytes: 256 * gigabyte, status: 201, answer: z.strictObject({ sent: z.string() }) },
  discardSentBackup: { method: 'DELETE', path: '/api/restores/file/:sent', summary: 'Removes a backup that was sent and is not to be restored after all.', needs: 'exams.change', scope: 'station', params: z.object({ sent }), status: 204, answer: z.undefined() },
  lookIntoBackup: {
    method: 'POST', path: '/api/restores/look', summary: 'What is in a backup, and which of its exams the station has.', needs: 'exams.change', scope: 'station', body: source,
    answer: z.strictObject({ at: z.string(), program: z.string().describe('The version that wrote it.'), exams: z.array(examInBackupSchema) }),
  },
  startRestore: {
    method: 'POST', path: '/api/restores', summary: 'Restores exams from a backup: all of them or nothing, and nothing else in the station is touched.', needs: 'exams.change', scope: 'station', status: 202,
    body: z.strictObject({ from: source, exams: exams.default('all'), existing: existingSchema.default('ask') }), answer: backupJobSchema,
  },
} as const satisfies Record<string, RouteSpec>;
