/**
 * A staged record becomes part of the station's own.
 *
 *   rows, a few at a time, of exams that nobody sees yet ──▶ one transaction: what waits to be done, the history's end, `exam.restored`, and everybody sees them
 *
 * Nobody waits for it, and a station that dies in between removes at its next start what was not finished. Where an exam takes the place of another, everything happens in one transaction instead:
 * the record has either the one or the other. That holds up the station for as long as it takes.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { refuseBusy } from '../exam-deletion.ts';
import { counted } from '../store/columns.ts';
import type { Db } from '../store/database.ts';
import { isDoomed, markDoomed, removeSome } from '../store/doomed.ts';
import { examWithTag, findExam } from '../store/exams.ts';
import { removeSomeHalfRestored, type Restoring, restoringSetting } from '../store/half-restored.ts';
import { refusePublished } from '../store/publications.ts';
import { saveSetting } from '../store/settings.ts';
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';
import { tag } from '../../sheet/page-code.ts';
import { examTables, unsaidColumns } from './tables.ts';

export interface ExamToRestore {
  /** Its id from now on. */
  readonly as: string;
  /** Null, or the exam that it is a copy of. */
  readonly copyOf: string | null;
  /** Whether it takes the place of one that is there. */
  readonly replaces: boolean;
}

export interface RestoreOrder {
  readonly restoreId: string;
  readonly stagedFile: string;
  readonly exams: readonly ExamToRestore[];
  readonly actor: string;
  /** Of the record that the backup was made of, and when. */
  readonly record: string;
  readonly madeAt: string;
}

const rowsAtOnce = 300;
/** Small, and looked at by the station as a whole: they come with the last transaction. */
const lastTables = ['rescores', 'publications', 'figures'];
/** The exams come first, and what is in their figures is said by `last-seq` alone. */
const apart = ['exams', 'figures_counted', ...lastTables];


/** Throws ZhiyueError exam-exists, exam-busy, exam-published as things stand by then; the record is as it was in that case, and when the signal says stop. */
export async function commitRestore(store: Store, order: RestoreOrder, signal: AbortSignal): Promise<void> {
  store.db.run('ATTACH DATABASE ? AS staged', order.stagedFile);
  try {
    const steps = rowSteps(store.db);
    if (order.exams.some(({ replaces }) => replaces)) {
      await store.write((tx) => {
        for (const exam of order.exams) makeRoom(tx, exam);
        const restoring = begin(tx, order);
        for (const step of steps) while (step(tx, restoring)) continue;
        finish(tx, order, restoring);
      });
      return;
    }
    const restoring = await store.write((tx) => {
      for (const exam of order.exams) makeRoom(tx, exam);
      return begin(tx, order);
    });
    try {
      for (const step of steps) {
        while (await store.write((tx) => step(tx, restoring))) await nextTurn();
        signal.throwIfAborted();
      }
      await store.write((tx) => finish(tx, order, restoring));
    } catch (error) {
      while (await store.write(removeSomeHalfRestored)) await nextTurn();
      throw error;
    }
  } finally {
    store.db.run('DETACH DATABASE staged');
  }
}

/** The name is free, or is being freed. */
function makeRoom(tx: Tx, { as, replaces }: ExamToRestore): void {
  const known = findExam(tx, as);
  if (isDoomed(tx, as)) throw new ZhiyueError('exam-busy', `The exam ${as} is being deleted: try again in a moment.`, { about: as });
  if (known && !replaces) throw new ZhiyueError('exam-exists', `The exam ${as} is in this station by now: say whether to keep it, replace it, or restore a copy.`, { about: as });
  const alike = examWithTag(tx, tag(as), as);
  if (alike !== null) throw ZhiyueError.of('exam-invalid', [{ code: 'exam-id-alike-restored', values: { exam: as, other: alike }, where: { path: 'id' } }], { about: 'id' });
  if (!known) return;
  refuseBusy(tx, as);
  refusePublished(tx, as);
  markDoomed(tx, as);
  while (removeSome(tx, as)) continue;
}

/** The exams themselves, seen by nobody, and where their history will stand. */
function begin(tx: Tx, { restoreId, exams }: RestoreOrder): Restoring {
  const { low } = tx.get(z.object({ low: z.int() }), 'SELECT min(0, coalesce(min(seq), 0)) AS low FROM events') ?? { low: 0 };
  const events = tx.get(counted, 'SELECT count(*) AS n FROM staged.history')?.n ?? 0;
  const restoring: Restoring = { restoreId, exams: exams.map(({ as }) => as), from: low - events, to: low - 1 };
  saveSetting(tx, restoringSetting, restoring);
  const columns = columnsOf(tx, 'exams');
  tx.run(`INSERT INTO exams (${columns}, doomed) SELECT ${columns}, 1 FROM staged.exams`);
  return restoring;
}

/** Does a few rows of its table; false when none were left. */
type Step = (tx: Tx, restoring: Restoring) => boolean;
type Key = Readonly<Record<string, string | number>>;
const keySchema = z.record(z.string(), z.union([z.string(), z.number()]));

function rowSteps(db: Db): Step[] {
  return examTables.flatMap(({ table, key }) => {
    if (apart.includes(table)) return [];
    if (table === 'events') return [historyStep()];
    const columns = columnsOf(db, table);
    // Copies refer to their originals.
    return ['sources', 'pages'].includes(table) ? [copyStep(table, key, columns, 'copy_of IS NULL'), copyStep(table, key, columns, 'copy_of IS NOT NULL')] : [copyStep(table, key, columns, 'true')];
  });
}

function columnsOf(db: Db, table: string): string {
  return db.all(z.object({ name: z.string() }), 'SELECT name FROM pragma_table_info(?)', table).map(({ name }) => name).filter((name) => !unsaidColumns.has(name)).join(', ');
}

/** In order, from where it was. */
function copyStep(table: string, key: readonly string[], columns: string, which: string): Step {
  let after: Key | null = null;
  const names = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  return (tx) => {
    const beyond = after === null ? '' : `AND (${names}) > (${marks})`;
    const from: (string | number)[] = after === null ? [] : key.map((name) => after?.[name] ?? '');
    const last = tx.get(keySchema, `SELECT ${names} FROM staged.${table} WHERE ${which} ${beyond} ORDER BY ${names} LIMIT 1 OFFSET ${rowsAtOnce - 1}`, ...from);
    const upTo = last === null ? '' : `AND (${names}) <= (${marks})`;
    tx.run(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staged.${table} WHERE ${which} ${beyond} ${upTo} ORDER BY ${names}`, ...from, ...(last === null ? [] : key.map((name) => last[name] ?? '')));
    after = last;
    return last !== null;
  };
}

/** Events that the log has already (the exam was here before) stay where they are. */
function historyStep(): Step {
  let done = 0;
  return (tx, { from, to }) => {
    tx.run(`INSERT INTO events (seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload)
      SELECT ?1 + h.number - 1, e.event_id, e.type, e.exam_id, e.correlation_id, e.causation_id, e.actor, e.at, e.payload
      FROM staged.history h JOIN staged.events e ON e.event_id = h.event_id
      WHERE h.number > ?2 AND h.number <= ?3 AND NOT EXISTS (SELECT 1 FROM all_events known WHERE known.event_id = e.event_id) ORDER BY h.number`, from, done, done + rowsAtOnce);
    done += rowsAtOnce;
    return done <= to - from;
  };
}

function finish(tx: Tx, { restoreId, exams, actor, record, madeAt }: RestoreOrder, { from, to }: Restoring): void {
  // What is left of an exam that had the name before.
  for (const { as } of exams) {
    tx.run('DELETE FROM figures WHERE exam_id = ?', as);
    tx.run('DELETE FROM figures_counted WHERE exam_id = ?', as);
  }
  for (const table of lastTables) {
    const columns = columnsOf(tx, table);
    tx.run(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staged.${table}`);
  }
  tx.run("UPDATE sources SET state = 'waiting' WHERE source_id IN (SELECT source_id FROM staged.held_sources)");
  tx.run("UPDATE pages SET state = 'waiting' WHERE page_id IN (SELECT page_id FROM staged.held_pages)");
  // One of which files are still to come waits for them here.
  tx.run("UPDATE batches SET state = iif(EXISTS (SELECT 1 FROM sendings s WHERE s.batch_id = batches.batch_id), 'intake', 'reading') WHERE batch_id IN (SELECT batch_id FROM staged.held_batches)");
  tx.run('UPDATE sheets SET graded_revision = h.graded_revision FROM staged.held_sheets h WHERE h.exam_id = sheets.exam_id AND h.candidate_no = sheets.candidate_no');
  for (const { as, copyOf, replaces } of exams) {
    const count = (sql: string, ...values: readonly (string | number)[]): number => tx.get(counted, sql, as, ...values)?.n ?? 0;
    const restored = tx.append({
      type: 'exam.restored', examId: as, actor, correlationId: restoreId,
      payload: {
        restore_id: restoreId, revision: count('SELECT revision AS n FROM exams WHERE exam_id = ?'), pages: count('SELECT count(*) AS n FROM pages WHERE exam_id = ?'), sheets: count('SELECT count(*) AS n FROM sheets WHERE exam_id = ?'),
        history: count('SELECT count(*) AS n FROM events WHERE exam_id = ? AND seq BETWEEN ? AND ?', from, to), copy_of: copyOf, replaced: replaces, record, made_at: madeAt,
      },
    });
    // What the log has of an exam of this name is in its figures, or was about another one.
    tx.run("INSERT INTO figures (exam_id, name, value) VALUES (?, 'last-seq', ?)", as, restored.seq);
  }
  tx.run('UPDATE exams SET doomed = 0 WHERE exam_id IN (SELECT exam_id FROM staged.exams)');
  tx.run('DELETE FROM settings WHERE name = ?', restoringSetting);
}
