import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { eventPayloads, type StoredEvent } from '../../contract/events.ts';
import { readConfig } from '../../station/config.ts';
import { dbOf, openReadOnly } from '../../station/store/database.ts';
import type { Db } from '../../station/store/database.ts';
import { findEvents } from '../../station/store/events.ts';
import { recordName } from '../../station/store/store.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { pointInTime } from '../options.ts';
import { listenForStop } from '../until-stopped.ts';

export interface EventsOptions {
  readonly dataDir?: string;
  readonly exam?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const pageSize = 1000;
const followEveryMs = 250;

/** `zhiyue events`: reads the event log from the record itself, so that it works whether or not a station runs on it. */
export async function events(options: EventsOptions, console: Console): Promise<number> {
  const { exam, type } = options;
  refuseUnknownType(type);
  const now = new Date();
  const since = options.since === undefined ? null : pointInTime('--since', options.since, now);
  const until = options.until === undefined ? null : pointInTime('--until', options.until, now);
  using stop = listenForStop(() => undefined);
  using record = await openRecord(options.dataDir, console);
  const { db } = record;
  // Below 1 stands the history of restored exams.
  let after = Number.MIN_SAFE_INTEGER;
  let shown = 0;
  const showNew = (): void => {
    for (const page of pages(db, after, { ...(exam === undefined ? {} : { examId: exam }), ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) })) {
      for (const event of page) {
        after = event.seq;
        if (!ofType(event.type, type)) continue;
        shown += 1;
        console.out(options.json ? JSON.stringify(event) : eventLine(event));
      }
    }
  };
  showNew();
  // Beyond a point that lies behind us nothing will happen.
  const isOver = (): boolean => until !== null && until < new Date().toISOString();
  while (options.follow && !stop.signal.aborted && !isOver()) {
    await wait(followEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
    showNew();
  }
  if (shown > 0 || options.follow) return 0;
  refuseUnknownExam(db, exam);
  console.note(console.t('events.none'));
  return 0;
}

/** Throws ZhiyueError option-invalid when no type of event is meant by `--type`. */
export function refuseUnknownType(type: string | undefined): void {
  const types = Object.keys(eventPayloads);
  if (!types.some((each) => ofType(each, type))) throw ZhiyueError.of('option-invalid', [fault('option-event-type', { types: types.join(', ') })], { about: '--type' });
}

/** Throws ZhiyueError option-invalid when no event is about the exam of `--exam`. */
export function refuseUnknownExam(db: Db, exam: string | undefined): void {
  if (exam === undefined || findEvents(db, { examId: exam, after: Number.MIN_SAFE_INTEGER, limit: 1 }).length > 0) return;
  throw ZhiyueError.of('option-invalid', [fault('option-event-exam')], { about: '--exam' });
}

/** The record of a data folder, for looking. Throws ZhiyueError input-missing where there is none. */
export async function openRecord(dataDir: string | undefined, console: Console): Promise<Disposable & { readonly db: Db }> {
  const { dataFolder } = readConfig(console.environment, dataDir === undefined ? {} : { dataFolder: dataDir });
  const record = path.join(dataFolder, recordName);
  if (dataDir !== undefined && !(await stat(dataFolder).catch(() => null))?.isDirectory()) throw ZhiyueError.of('input-missing', [fault('folder-absent')], { about: dataDir });
  if (!(await stat(record).catch(() => null))?.isFile()) {
    throw ZhiyueError.of('input-missing', [fault('record-none', { record: recordName })], { about: dataFolder });
  }
  const database = openReadOnly(record);
  return { db: dbOf(database), [Symbol.dispose]: () => database.close() };
}

function* pages(db: Db, after: number, filter: { readonly examId?: string; readonly since?: string; readonly until?: string }): Generator<readonly StoredEvent[]> {
  let from = after;
  for (;;) {
    const page = findEvents(db, { ...filter, after: from, limit: pageSize });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    from = page.at(-1)?.seq ?? from;
  }
}

/** `ocr.*` means every type that begins with `ocr.`. */
function ofType(type: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Such as `42  2026-11-22 08:00:01  math-8-mid  page.received  {"page_id":…}`, in local time. */
function eventLine({ seq, at, exam_id, type, payload }: StoredEvent): string {
  return `${String(seq).padStart(6)}  ${localTime(new Date(at))}  ${exam_id ?? '—'}  ${type}  ${JSON.stringify(payload)}`;
}
