import { expect, test } from 'vitest';
import { parseExam } from '../../exam/exam-file.ts';
import { applyChanges } from '../../exam/apply-changes.ts';
import { generateRecord } from '../../../tests/support/generated-record.ts';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { completeBatchIfDone } from '../complete-batch.ts';
import { resultsOf } from '../reconcile/results.ts';
import { correctItem, resolveException } from '../review.ts';
import { closeIntake, openBatch } from '../store/batches.ts';
import { openExceptions } from '../store/exceptions.ts';
import { findSheet } from '../store/sheets.ts';
import { openStore, type Store } from '../store/store.ts';
import { gradingExecutionTask } from '../tasks/grading-execution/definition.ts';
import { openViews } from './views.ts';

const exam = parseExam({ id: 'a', title: 'a', questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }] });
const everything = { limit: 1000, after: null, class: null, status: null };
const viewsOf = (store: Store, troubles: string[] = []) => openViews({ recordFile: store.recordFile, db: store.db, onTrouble: (trouble) => void troubles.push(trouble) });

test('scores are those of the result files', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 12 });
  await using views = viewsOf(store);
  const { scores } = await views.scores('a', everything);
  const results = resultsOf(store.db, folder.path, 'a');
  expect(scores.map(({ candidateNo, status, total }) => ({ candidateNo, status, total }))).toEqual(results.scores.map(({ candidateNo, status, score }) => ({ candidateNo, status, total: score?.total ?? null })));
  expect(await views.statistics('a', null)).toEqual(results.statistics);
  expect((await views.statistics('a', '八（1）班')).n).toBe(2);
});

test('a score that has changed is seen by whoever asks after its event', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 3 });
  await using views = viewsOf(store);
  const grade = gradingExecutionTask({ store, timeoutMs: 60_000, concurrency: 1 });
  const [row] = (await views.scores('a', everything)).scores;
  const [page] = resultsOf(store.db, folder.path, 'a').pages;
  const pageId = store.log.since(0, 1000).find((event) => event.type === 'ocr.completed')?.payload['page_id'];
  if (!row || !page || typeof pageId !== 'string') throw new Error('nothing was generated');
  for (const value of ['A', 'B', 'A', '']) {
    await correctItem(store, pageId, '1', value, 'somebody');
    expect(findSheet(store.db, 'a', row.candidateNo)).toMatchObject({ candidateNo: row.candidateNo });
    await grade.run({ examId: 'a', candidateNo: row.candidateNo }, { taskId: '', attempt: 1, maxAttempts: 1, signal: new AbortController().signal, progress: () => undefined, inLine: (work) => work(() => undefined) });
    const asked = await Promise.all([views.scores('a', everything), views.score('a', row.candidateNo)]);
    expect(asked[0].scores[0]?.points[0]).toBe(value === 'A' ? 1 : 0);
    expect(asked[1].questions[0]?.points).toBe(value === 'A' ? 1 : 0);
  }
});

test('while scans are coming in nobody is absent but by a person\'s word, and half a sheet does not count', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  const twoPages = parseExam({ id: 'a', title: 'a', questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }, { no: '5', type: 'open', height: 200, points: 4 }] });
  await generateRecord(store, { exam: twoPages, candidates: 3, scanned: 1, pagesEach: 1 });
  await using views = viewsOf(store);
  const statuses = async () => (await views.scores('a', everything)).scores.map(({ status }) => status);
  expect(await statuses()).toEqual(['missing-page', 'absent', 'absent']);
  expect((await views.statistics('a', null)).n).toBe(1);
  const [one] = openExceptions(store.db, 'a').filter(({ kind }) => kind === 'absent');
  if (one === undefined) throw new Error('nobody was absent');
  await resolveException(store, one.exceptionId, 'somebody');
  const { batchId } = await store.write((tx) => openBatch(tx, 'a', 'the other room'));
  expect(await statuses()).toEqual(['awaiting-pages', 'absent', 'awaiting-pages']);
  expect((await views.statistics('a', null)).n).toBe(0);
  expect(resultsOf(store.db, folder.path, 'a').scores.map(({ status }) => status)).toEqual(['awaiting-pages', 'absent', 'awaiting-pages']);
  await store.write((tx) => closeIntake(tx, batchId));
  await completeBatchIfDone(store, batchId);
  expect(await statuses()).toEqual(['missing-page', 'absent', 'absent']);
});

test('a preview tells of the sheets that another key would score otherwise, and of nothing where nothing changes', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 20 });
  await using views = viewsOf(store);
  const before = store.log.lastSeq();
  expect(await views.preview('a', exam)).toEqual({ moved: [], sheets: 20 });
  const all = await views.preview('a', applyChanges(exam, { questions: [{ no: '1', void: true }, { no: '2', points: 2 }] }));
  expect(all.moved.length).toBeGreaterThan(0);
  expect(all.moved.flatMap(({ questions }) => questions.map(({ no }) => no)).every((no) => no === '1' || no === '2')).toBe(true);
  expect(store.log.lastSeq()).toBe(before);
});

test('an unknown exam and an unknown candidate are told as such, and later questions are answered', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 1 });
  await using views = viewsOf(store);
  await expect(views.scores('b', everything)).rejects.toMatchObject({ code: 'input-missing', about: 'b' });
  await expect(views.score('a', '99')).rejects.toMatchObject({ code: 'not-found' });
  await expect(views.scores('a', { ...everything, after: '99' })).rejects.toMatchObject({ code: 'request-invalid' });
  expect((await views.scores('a', everything)).scores).toHaveLength(1);
});

test('a thread that dies over a question is started anew, and the question fails after its second attempt', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 1 });
  const troubles: string[] = [];
  await using broken = openViews({ recordFile: `${folder.path}/nothing.sqlite`, db: store.db, onTrouble: (trouble) => void troubles.push(trouble) });
  await expect(broken.scores('a', everything)).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(troubles).toHaveLength(2);
});

test('whoever waits when the station stops is told', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 1 });
  const views = viewsOf(store);
  const asked = expect(views.scores('a', everything)).rejects.toMatchObject({ code: 'station-closed' });
  await views[Symbol.asyncDispose]();
  await asked;
  await expect(views.scores('a', everything)).rejects.toMatchObject({ code: 'station-closed' });
});
