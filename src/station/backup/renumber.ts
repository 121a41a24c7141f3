/** Staged exams take the names under which they will stand in the record. A copy of an exam gets ids of its own throughout, as if its files had been put in under its name; its papers stay those of the original. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Layout } from '../../sheet/layout.ts';
import { tag } from '../../sheet/page-code.ts';
import { json } from '../store/columns.ts';
import { batchIdOf, derivedId, pageIdOf, sourceIdOf } from '../store/ids.ts';

export interface Named {
  /** Id in the backup. */
  readonly from: string;
  /** Id in the record; another one for a copy. */
  readonly as: string;
  readonly title: string;
}

/** Changes the staged rows of the exams that get another id. */
export function renumber(database: DatabaseSync, exams: readonly Named[]): void {
  database.exec('DROP TRIGGER events_stay');
  for (const exam of exams) if (exam.from !== exam.as) renumberExam(database, exam);
  const retag = database.prepare('UPDATE exams SET tag = ? WHERE exam_id = ?');
  for (const { as } of exams) retag.run(tag(as), as);
}

const batchRow = z.object({ id: z.string(), key: z.string() });
const sourceRow = z.object({ id: z.string(), sha256: z.string(), name: z.string() });
const pageRow = z.object({ id: z.string(), source: z.string(), page: z.int() });
const exceptionRow = z.object({ id: z.string(), page: z.string().nullable(), candidate: z.string().nullable(), kind: z.string(), field: z.string() });
const rescoreRow = z.object({ id: z.string(), revision: z.int() });
const idRow = z.object({ id: z.string() });
const layoutsRow = z.object({ layouts: json<Layout[]>() });

function renumberExam(database: DatabaseSync, { from, as, title }: Named): void {
  const rows = <S extends z.ZodType>(schema: S, sql: string): z.infer<S>[] => database.prepare(sql).all(from).map((row) => schema.parse(row));
  const renamed = new Map<string, string>();
  for (const { id, key } of rows(batchRow, 'SELECT batch_id AS id, batch_key AS key FROM batches WHERE exam_id = ?')) renamed.set(id, batchIdOf(as, key));
  for (const { id, sha256, name } of rows(sourceRow, 'SELECT source_id AS id, sha256, name FROM sources WHERE exam_id = ?')) renamed.set(id, sourceIdOf(as, sha256, name));
  for (const { id, source, page } of rows(pageRow, 'SELECT page_id AS id, source_id AS source, page_in_file AS page FROM pages WHERE exam_id = ?')) renamed.set(id, pageIdOf(renamed.get(source) ?? source, page));
  for (const { id, page, candidate, kind, field } of rows(exceptionRow, 'SELECT exception_id AS id, page_id AS page, candidate_no AS candidate, kind, field FROM exceptions WHERE exam_id = ?')) renamed.set(id, derivedId(as, page === null ? null : renamed.get(page) ?? page, candidate, kind, field));
  for (const { id, revision } of rows(rescoreRow, 'SELECT rescore_id AS id, exam_revision AS revision FROM rescores WHERE exam_id = ?')) renamed.set(id, derivedId('rescore', as, revision));
  for (const { id } of rows(idRow, 'SELECT correction_id AS id FROM corrections WHERE exam_id = ?')) renamed.set(id, randomUUID());
  for (const { id } of rows(idRow, 'SELECT event_id AS id FROM events WHERE exam_id = ?')) renamed.set(id, randomUUID());

  const now = (value: unknown): string | null => (typeof value === 'string' ? renamed.get(value) ?? value : null);
  database.function('renamed', { deterministic: true }, now);
  database.function('renamed_within', { deterministic: true }, (text) => (typeof text === 'string' ? JSON.stringify(JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? now(value) : value))) : null));
  const layouts = rows(layoutsRow, 'SELECT layouts FROM exams WHERE exam_id = ?')[0]?.layouts ?? [];
  // Its own sheets, should it print any, and those of the original, which its pages are.
  const both = JSON.stringify([...layouts.map((layout) => ({ ...layout, exam: as })), ...layouts]);

  database.exec('BEGIN');
  const change = (sql: string, ...values: string[]): unknown => database.prepare(sql).run(...values);
  // That the original was given out says nothing about a copy.
  change('DELETE FROM publications WHERE exam_id = ?', from);
  change("UPDATE exams SET exam = json_set(exam, '$.id', ?, '$.title', ?), layouts = ? WHERE exam_id = ?", as, title, both, from);
  change("UPDATE exam_revisions SET exam = json_set(exam, '$.id', ?) WHERE exam_id = ?", as, from);
  change('UPDATE readings SET page_id = renamed(page_id) WHERE page_id IN (SELECT page_id FROM pages WHERE exam_id = ?)', from);
  change('UPDATE crops SET page_id = renamed(page_id) WHERE page_id IN (SELECT page_id FROM pages WHERE exam_id = ?)', from);
  change('UPDATE quality_alarms SET batch_id = renamed(batch_id) WHERE batch_id IN (SELECT batch_id FROM batches WHERE exam_id = ?)', from);
  change('UPDATE sendings SET batch_id = renamed(batch_id) WHERE exam_id = ?', from);
  change('UPDATE batches SET batch_id = renamed(batch_id), started_event = renamed(started_event) WHERE exam_id = ?', from);
  change('UPDATE sources SET source_id = renamed(source_id), batch_id = renamed(batch_id), copy_of = renamed(copy_of) WHERE exam_id = ?', from);
  change('UPDATE pages SET page_id = renamed(page_id), batch_id = renamed(batch_id), source_id = renamed(source_id), copy_of = renamed(copy_of), received_event = renamed(received_event) WHERE exam_id = ?', from);
  change('UPDATE corrections SET correction_id = renamed(correction_id), page_id = renamed(page_id) WHERE exam_id = ?', from);
  change('UPDATE sheets SET cause_event = renamed(cause_event) WHERE exam_id = ?', from);
  change('UPDATE scores SET pages = renamed_within(pages) WHERE exam_id = ?', from);
  change('UPDATE rescores SET rescore_id = renamed(rescore_id), cause_event = renamed(cause_event) WHERE exam_id = ?', from);
  change('UPDATE exceptions SET exception_id = renamed(exception_id), page_id = renamed(page_id) WHERE exam_id = ?', from);
  change('UPDATE events SET event_id = renamed(event_id), correlation_id = renamed(correlation_id), causation_id = renamed(causation_id), payload = renamed_within(payload) WHERE exam_id = ?', from);
  for (const table of ['exams', 'exam_revisions', 'candidates', 'batches', 'sendings', 'sources', 'pages', 'corrections', 'sheets', 'scores', 'rescores', 'exceptions', 'figures', 'events']) change(`UPDATE ${table} SET exam_id = ? WHERE exam_id = ?`, as, from);
  database.exec('COMMIT');
}
