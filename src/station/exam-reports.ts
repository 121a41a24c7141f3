/** Result files of exams: those that the station keeps, to be fetched later by name, and those that go to a folder of a person's. */
import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ZhiyueError } from '../contract/errors.ts';
import { eventOf } from '../contract/events.ts';
import { notThere } from '../contract/not-there.ts';
import type { Db } from './store/database.ts';
import { findEvents } from './store/events.ts';
import { findExam } from './store/exams.ts';
import { awaitedAs, findReport, findReportOrder, orderReport, reportFolder, type ReportOrder, type ReportRow, reportsOf, standingOrder } from './store/reports.ts';
import type { Store } from './store/store.ts';
import type { Waiting } from './waiting.ts';
import type { Work } from './work.ts';

export interface KeptReport extends ReportRow { readonly files: readonly { readonly name: string; readonly bytes: number }[] }

export interface ReportParts { readonly store: Store; readonly work: Pick<Work, 'report'>; readonly waiting: Waiting }

type NewReport = Pick<ReportOrder, 'examId' | 'lang' | 'class' | 'actor'>;

/** Writes a report through its task; resolves when its files are there. `onOrdered` hears by which id its task is known. Throws not-found for an unknown exam, disk-full, task-cancelled. */
export async function createReport(parts: ReportParts, order: NewReport, onOrdered: (reportId: string) => void = () => {}): Promise<KeptReport> {
  return withFiles(parts.store, await ordered(parts, { ...order, outFolder: null }, ({ reportId }) => findReport(parts.store.db, reportId), onOrdered));
}

/**
 * Writes a report into a folder of a person's; resolves with the files' absolute paths. The record knows the order: what a killed station or an emptied Redis leaves undone is done at the next start.
 * Throws output-unwritable, disk-full, task-cancelled, input-missing for an exam that is gone.
 */
export async function reportInto(parts: ReportParts, outFolder: string, order: NewReport): Promise<readonly string[]> {
  const { db } = parts.store;
  return ordered(parts, { ...order, outFolder: resolve(outFolder) }, (asked) => {
    const standing = findReportOrder(db, asked.reportId) ?? standingOrder(db, asked);
    if (standing === null) throw noSuchExam(asked.examId);
    return standing.state === 'written' ? filesOf(db, standing, asked.outFolder) : null;
  });
}

/** The log names no folders: one may be called after a person. */
function filesOf(db: Db, { reportId }: ReportOrder, folder: string): readonly string[] | null {
  const [written] = findEvents(db, { type: 'report.written', correlationId: reportId, limit: 1 });
  return written === undefined ? null : eventOf('report.written', written).payload.files.map((file) => resolve(folder, file));
}

/** First the record has the order, then the queue; resolves with what `look` finds once it is written. */
async function ordered<T, F extends string | null>({ store, work, waiting }: ReportParts, order: NewReport & { readonly outFolder: F }, look: (asked: ReportOrder & { readonly outFolder: F }) => T | null, onOrdered: (reportId: string) => void = () => {}): Promise<T> {
  const reportId = randomUUID();
  const asked = { ...await store.write((tx) => {
    if (findExam(tx, order.examId) === null) throw noSuchExam(order.examId);
    return orderReport(tx, { ...order, reportId });
  }), outFolder: order.outFolder };
  const written = waiting.until(() => look(asked), awaitedAs(asked));
  onOrdered(reportId);
  return await Promise.race([written, work.report([asked]).then(() => written)]);
}

const noSuchExam = (examId: string): ZhiyueError => notThere('exam', examId, 'input-missing');

/** Newest first. */
export function listReports(store: Store, examId: string): Promise<KeptReport[]> {
  return Promise.all(reportsOf(store.db, examId).map((row) => withFiles(store, row)));
}

/** A file of a report by its name in the listing: any other name, also one with a path in it, is unknown. Throws not-found. */
export async function reportFile(store: Store, reportId: string, name: string): Promise<{ readonly path: string; readonly bytes: number }> {
  const row = findReport(store.db, reportId);
  const file = row === null ? undefined : (await withFiles(store, row)).files.find((one) => one.name === name);
  if (file === undefined) throw notThere('report', reportId);
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
