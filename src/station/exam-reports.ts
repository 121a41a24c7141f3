/** Result files that the station keeps, to be fetched later by name. */
import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { findReport, orderReport, reportFolder, type ReportRow, reportsOf } from './store/reports.ts';
import type { Store } from './store/store.ts';
import type { Waiting } from './waiting.ts';
import type { Work } from './work.ts';

export interface KeptReport extends ReportRow { readonly files: readonly { readonly name: string; readonly bytes: number }[] }

export interface ReportParts { readonly store: Store; readonly work: Pick<Work, 'report'>; readonly waiting: Waiting }

/** Writes a report through its task; resolves when its files are there. Throws not-found for an unknown exam, disk-full, task-cancelled. */
export async function createReport({ store, work, waiting }: ReportParts, order: { readonly examId: string; readonly lang: 'zh' | 'en'; readonly class: string | null; readonly actor: string }): Promise<KeptReport> {
  const reportId = randomUUID();
  const asked = await store.write((tx) => orderReport(tx, { ...order, reportId }));
  const written = waiting.until(() => findReport(store.db, reportId), reportId);
  const [, row] = await Promise.all([work.report([asked]), written]);
  return withFiles(store, row);
}

/** Newest first. */
export function listReports(store: Store, examId: string): Promise<KeptReport[]> {
  return Promise.all(reportsOf(store.db, examId).map((row) => withFiles(store, row)));
}

/** A file of a report by its name in the listing: any other name, also one with a path in it, is unknown. Throws not-found. */
export async function reportFile(store: Store, reportId: string, name: string): Promise<{ readonly path: string; readonly bytes: number }> {
  const row = findReport(store.db, reportId);
  const file = row === null ? undefined : (await withFiles(store, row)).files.find((one) => one.name === name);
  if (file === undefined) throw new ZhiyueError('not-found', `There is no such file in report ${reportId}; the last reports of an exam are kept.`, { about: reportId });
  return { path: join(store.dataFolder, reportFolder(reportId), file.name), bytes: file.bytes };
}

async function withFiles({ dataFolder }: Store, row: ReportRow): Promise<KeptReport> {
  const folder = join(dataFolder, reportFolder(row.reportId));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // Names that begin with a dot are files that are being written.
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name).toSorted();
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(folder, name)).catch(() => null))?.size ?? 0 })));
  return { ...row, files };
}
