import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { dbOf, openDatabase } from '../../../src/station/store/database.ts';
import { eventAt, insertEvent, momentOf } from '../../../src/station/store/events.ts';
import { migrate } from '../../../src/station/store/migrations.ts';
import type { NewEvent } from '../../../src/contract/events.ts';

const inTransaction = 4_096;

/** What one thread can write into the log when it does nothing else: rows, indexes, commits. Events a second; what is not packed is never quicker. */
export function bareLog(folder: string, count: number, event: (index: number) => NewEvent): number {
  const database = openDatabase(join(folder, `bare-${randomUUID()}.sqlite`));
  migrate(database);
  const db = dbOf(database);
  const begun = performance.now();
  for (let from = 0; from < count; from += inTransaction) {
    const moment = momentOf(new Date());
    database.exec('BEGIN IMMEDIATE');
    for (let index = from; index < Math.min(count, from + inTransaction); index += 1) {
      const one = event(index);
      insertEvent(db, eventAt(db, one, index + 1, moment), JSON.stringify(one.payload));
    }
    database.exec('COMMIT');
  }
  const perSecond = count / ((performance.now() - begun) / 1000);
  database.close();
  return perSecond;
}

/** How long the disk takes to make 64 KB safe, in milliseconds, over 200 tries. */
export function diskMs(folder: string): { readonly p50: number; readonly p95: number; readonly p99: number } {
  const file = openSync(join(folder, 'disk'), 'w');
  const bytes = Buffer.alloc(64 << 10);
  const tookMs = Array.from({ length: 200 }, (_, index) => {
    const begun = performance.now();
    writeSync(file, bytes, 0, bytes.length, index * bytes.length);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
