import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseExam } from '../exam/exam-file.ts';
import { generateRecord } from '../../tests/support/generated-record.ts';
import { temporaryFolder, until } from '../../tests/support/redis.ts';
import { deleteExam } from './exam-deletion.ts';
import { enterExam } from './exam-entry.ts';
import { completeBatchIfDone } from './complete-batch.ts';
import { addSource, closeIntake, expandSource, openBatch } from './store/batches.ts';
import { z } from 'zod';
import { findEvents } from './store/events.ts';
import { markDoomed } from './store/doomed.ts';
import { examIds, findExam } from './store/exams.ts';
import { openStore, type Store } from './store/store.ts';

const exam = (id: string) => parseExam({ id, title: id, questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }] });

const rows = (store: Store): Record<string, number> => Object.fromEntries(
  ['exams', 'exam_revisions', 'candidates', 'batches', 'sources', 'pages', 'readings', 'crops', 'corrections', 'sheets', 'scores', 'rescores', 'exceptions', 'reports']
    .map((table) => [table, store.db.get(z.object({ n: z.int() }), `SELECT count(*) AS n FROM ${table}`)?.n ?? -1]),
);

/** The files that the rows of a generated record speak of. */
async function putFiles(store: Store): Promise<string[]> {
  const files = store.db.all(z.object({ file: z.string() }), 'SELECT file FROM sources').map(({ file }) => file);
  await mkdir(join(store.dataFolder, 'images'), { recursive: true });
  for (const file of files) await writeFile(join(store.dataFolder, file), file);
  return files;
}

test('every row of the exam goes, its events stay', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam: exam('a'), candidates: 3 });
  const events = findEvents(store.db, { examId: 'a' }).length;
  expect(rows(store)).toMatchObject({ exams: 1, candidates: 3, pages: 3, readings: 3, sheets: 3, scores: 3 });
  await deleteExam(store, 'a', { revision: 1, actor: 'operator' });
  expect(Object.values(rows(store)).every((n) => n === 0)).toBe(true);
  expect(findEvents(store.db, { examId: 'a' })).toHaveLength(events + 1);
  expect(findEvents(store.db, { examId: 'a', type: 'exam.deleted' })).toMatchObject([{ actor: 'operator', payload: { revision: 1, pages: 3, sheets: 3 } }]);
});

test('a deletion that the station did not live to finish is finished at the next start, and nobody sees the exam until then', async () => {
  await using folder = await temporaryFolder();
  {
    await using store = await openStore(folder.path);
    await generateRecord(store, { exam: exam('a'), candidates: 3 });
    await store.write((tx) => markDoomed(tx, 'a'));
    expect([examIds(store.db), findExam(store.db, 'a')]).toEqual([[], null]);
    await expect(enterExam(store, exam('a'), null)).rejects.toMatchObject({ code: 'exam-busy' });
  }
  await using store = await openStore(folder.path);
  expect(Object.values(rows(store)).every((n) => n === 0)).toBe(true);
  expect((await enterExam(store, exam('a'), null)).kind).toBe('created');
});

test('an exam with more rows than are removed at once goes whole, copies with their originals', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam: exam('a'), candidates: 400 });
  const { batchId } = await store.write((tx) => openBatch(tx, 'a', 'copies'));
  await store.write((tx) => {
    const { sourceId, copyOf } = addSource(tx, batchId, 'copy.jpg', 0, { sha256: '10000000-1', bytes: 1, file: 'images/10000000-1.jpg', kind: 'jpg' });
    expect(copyOf).not.toBeNull();
    expandSource(tx, sourceId, 1);
    closeIntake(tx, batchId);
  });
  await completeBatchIfDone(store, batchId);
  await deleteExam(store, 'a', { revision: 1, actor: 'operator' });
  expect(Object.values(rows(store)).every((n) => n === 0)).toBe(true);
});

test('what a deletion left on disk when the station died goes at the next start', async () => {
  await using folder = await temporaryFolder();
  let files: string[] = [];
  {
    await using store = await openStore(folder.path);
    await generateRecord(store, { exam: exam('a'), candidates: 2 });
    files = await putFiles(store);
    // As a station does that dies right after the commit.
    await store.leftovers.note('a', files);
    await store.write((tx) => tx.run("DELETE FROM exams WHERE exam_id = 'a'"));
  }
  expect(files.every((file) => existsSync(join(folder.path, file)))).toBe(true);
  await using store = await openStore(folder.path);
  await until('the files are gone', () => files.every((file) => !existsSync(join(folder.path, file))));
  await until('the list is gone', () => readdirSync(join(folder.path, 'leftovers')).length === 0);
  expect(examIds(store.db)).toEqual([]);
});

test('a list of files whose deletion was never committed takes nothing away', async () => {
  await using folder = await temporaryFolder();
  let files: string[] = [];
  {
    await using store = await openStore(folder.path);
    await generateRecord(store, { exam: exam('a'), candidates: 2 });
    files = await putFiles(store);
    await store.leftovers.note('a', files);
  }
  await using store = await openStore(folder.path);
  await until('the list is gone', () => readdirSync(join(folder.path, 'leftovers')).length === 0);
  expect(files.every((file) => existsSync(join(folder.path, file)))).toBe(true);
  expect(examIds(store.db)).toEqual(['a']);
});

test('a scan that another exam has put in stays, and none goes while files are being put in', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam: exam('a'), candidates: 2 });
  const [shared, own] = await putFiles(store);
  await enterExam(store, exam('b'), null);
  // Somebody puts the same scan into another exam: its file was found there, and is not recorded yet.
  const { batchId } = await store.write((tx) => openBatch(tx, 'b', 'scans'));
  await deleteExam(store, 'a', { revision: 1, actor: 'operator' });
  expect(existsSync(join(folder.path, shared ?? ''))).toBe(true);
  await store.write((tx) => {
    addSource(tx, batchId, 'again.jpg', 0, { sha256: 'same', bytes: 1, file: shared ?? '', kind: 'jpg' });
    closeIntake(tx, batchId);
  });
  await until('the other scan is gone', () => !existsSync(join(folder.path, own ?? '')));
  expect(existsSync(join(folder.path, shared ?? ''))).toBe(true);
});

test('is refused for an unknown exam, on another revision, and while pages are being read', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await expect(deleteExam(store, 'a', { revision: 1, actor: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  await enterExam(store, exam('a'), null);
  await expect(deleteExam(store, 'a', { revision: 2, actor: 'x' })).rejects.toMatchObject({ code: 'revision-stale' });
  await store.write((tx) => openBatch(tx, 'a', 'b'));
  await expect(deleteExam(store, 'a', { revision: 1, actor: 'x' })).rejects.toMatchObject({ code: 'exam-busy' });
  expect(examIds(store.db)).toEqual(['a']);
  expect(existsSync(join(folder.path, 'leftovers')) ? readdirSync(join(folder.path, 'leftovers')) : []).toEqual([]);
});
