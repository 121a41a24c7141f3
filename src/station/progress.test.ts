import { expect, test } from 'vitest';
import { generateRecord, largeExam } from '../../tests/support/generated-record.ts';
import { temporaryFolder } from '../../tests/support/redis.ts';
import { progressOf } from './progress.ts';
import { resolveException, correctItem } from './review.ts';
import { openBatch } from './store/batches.ts';
import { openExceptions } from './store/exceptions.ts';
import { pagesOfCandidate } from './store/pages.ts';
import { touchAllSheets, ungradedSheets } from './store/sheets.ts';
import { openStore, type Store } from './store/store.ts';
import { gradingExecutionTask } from './tasks/grading-execution/definition.ts';

const exam = largeExam();

async function grade(store: Store): Promise<void> {
  const task = gradingExecutionTask({ store, timeoutMs: 60_000, concurrency: 1 });
  for (const sheet of ungradedSheets(store.db)) await task.run(sheet, { taskId: '', attempt: 1, maxAttempts: 1, signal: new AbortController().signal, progress: () => undefined, inLine: (work) => work(() => undefined) });
}

async function pageOf(store: Store, candidateNo: string): Promise<readonly string[]> {
  return pagesOfCandidate(store.db, exam.id, candidateNo).map((page) => page.pageId);
}

test('a candidate whose last page turned out to be somebody else\'s is no longer graded, and is again when it comes back', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 3 });
  expect(progressOf(store.db, exam.id).graded).toBe(3);
  const pages = await pageOf(store, '10000002');
  for (const pageId of pages) await correctItem(store, pageId, 'candidate', '10000001', 'operator');
  await grade(store);
  expect(progressOf(store.db, exam.id).graded).toBe(2);

  // Another key has nothing to score there.
  await store.write((tx) => touchAllSheets(tx, exam.id, 'cause'));
  expect(ungradedSheets(store.db).map((sheet) => sheet.candidateNo)).toEqual(['10000000', '10000001']);
  await grade(store);

  for (const pageId of pages) await correctItem(store, pageId, 'candidate', '10000002', 'operator');
  await grade(store);
  expect(progressOf(store.db, exam.id).graded).toBe(3);
});

test('a batch counts its own sheets and exceptions', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 3 });
  const [first] = await pageOf(store, '10000002');
  await correctItem(store, first ?? '', 'candidate', '10000001', 'operator');
  await grade(store);
  const whole = progressOf(store.db, exam.id);
  expect(whole.exceptions).toBeGreaterThan(0);
  const { batchId } = await store.write((tx) => openBatch(tx, exam.id, 'all'));
  const other = await store.write((tx) => openBatch(tx, exam.id, 'later'));
  // Files of an open batch may be what is missed: until they are in nobody is told to look for it.
  const forNow = openExceptions(store.db, exam.id);
  expect(whole.exceptions - forNow.length).toBe(1);
  expect(progressOf(store.db, exam.id, batchId)).toMatchObject({ pages: whole.pages, graded: whole.graded, exceptions: forNow.length });
  expect(progressOf(store.db, exam.id, other.batchId)).toMatchObject({ pages: 0, graded: 0, exceptions: 0 });
  for (const { exceptionId } of openExceptions(store.db, exam.id)) await resolveException(store, exceptionId, 'operator');
  expect(progressOf(store.db, exam.id, batchId).exceptions).toBe(0);
});
