import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Exam } from '../../src/exam/exam.ts';
import type { ScanSource } from '../../src/station/station-api.ts';
import { temporaryFolder } from '../support/redis.ts';
import { rememberingOverrides } from '../support/remembering.ts';
import { eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

/** For all but the first tests, in which everything is as at a school. */
const remembering = rememberingOverrides();
const roster = (...numbers: string[]) => numbers.map((candidateNo) => ({ candidateNo, name: `学生${candidateNo}`, class: '八（1）班', extra: {} }));

test('a batch goes from files to scores, and putting the same files in again does nothing', async () => {
  await using folder = await temporaryFolder();
  const exam = exampleExam();
  const files = exampleScans(12);
  {
    await using station = await openStation(folder.path);
    expect((await station.createOrUpdateExam(exam, null)).kind).toBe('created');
    const first = await station.putIn(exam.id, files, { batchKey: 'morning' });
    expect(first).toMatchObject({ added: 12, known: 0 });
    const done = await station.settled(first.batchId);
    expect(done).toMatchObject({ pages: 12, intakeDone: true, completed: true });
    expect(done.read + done.failed).toBe(12);
    const results = station.results(exam.id);
    expect(results.pages.map((page) => page.sourceFile)).toEqual(files.map((file) => file.name));
    expect(results.scores.filter((row) => row.score !== null).length).toBeGreaterThan(9);

    const lastSeq = station.events({ limit: 10_000 }).at(-1)?.seq;
    const again = await station.putIn(exam.id, files, { batchKey: 'morning' });
    expect(again).toMatchObject({ added: 0, known: 12 });
    await station.settled(again.batchId);
    expect((await station.createOrUpdateExam(exam, null)).kind).toBe('unchanged');
    expect(station.events({ limit: 10_000 }).at(-1)?.seq).toBe(lastSeq);
  }
  {
    await using station = await openStation(folder.path);
    const again = await station.putIn(exam.id, files, { batchKey: 'morning' });
    await station.settled(again.batchId);
    expect(again).toMatchObject({ added: 0, known: 12 });
  }
  const { counts, gapless } = eventCounts(folder.path);
  expect(gapless).toBe(true);
  expect(counts).toMatchObject({ 'exam.created': 1, 'batch.started': 1, 'page.received': 12, 'ocr.completed': 12, 'batch.completed': 1 });
});

test('every event of a batch says which batch it belongs to and what led to it', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(2), { batchKey: 'b' });
  await station.settled(batchId);
  const events = station.events({ examId: exam.id });
  const byId = new Map(events.map((event) => [event.event_id, event]));
  const cause = (type: string) => events.filter((event) => event.type === type).map((event) => byId.get(event.causation_id ?? '')?.type);
  expect(cause('page.received')).toEqual(['batch.started', 'batch.started']);
  expect(cause('ocr.started')).toEqual(['page.received', 'page.received']);
  expect(cause('ocr.completed')).toEqual(['ocr.started', 'ocr.started']);
  expect(new Set(cause('grading.started'))).toEqual(new Set(['ocr.completed']));
  expect(new Set(cause('grading.completed'))).toEqual(new Set(['grading.started']));
  expect(events.filter((event) => event.type.startsWith('ocr.')).every((event) => event.correlation_id === batchId)).toBe(true);
});

test('bad files become exceptions, and the batch goes on for the others', async () => {
  await using folder = await temporaryFolder();
  const scans = join(folder.path, 'scans');
  await mkdir(scans);
  const [good, other] = exampleScans(2);
  if (!good || !other) throw new Error('the example has no scans');
  const put = async (name: string, content: Uint8Array | string): Promise<ScanSource> => {
    await writeFile(join(scans, name), content);
    return { path: join(scans, name), name };
  };
  const whole = await readFile(good.path);
  await copyFile(good.path, join(scans, 'copy.jpg'));
  const files = [
    good,
    await put('empty.jpg', ''),
    await put('text.jpg', 'not an image'),
    await put('truncated.jpg', whole.subarray(0, 4000)),
    await put('broken.pdf', '%PDF-1.7 nothing more'),
    { path: join(scans, 'copy.jpg'), name: 'copy.jpg' },
    other,
  ];
  await using station = await openStation(join(folder.path, 'data'), {}, remembering);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, files, { batchKey: 'b' });
  const done = await station.settled(batchId);
  expect(done.pages).toBe(7);
  const { pages, exceptions, scores } = station.results(exam.id);
  expect(Object.fromEntries(pages.map((page) => [page.sourceFile, page.status === 'failed']))).toEqual({
    [good.name]: false, 'empty.jpg': true, 'text.jpg': true, 'truncated.jpg': true, 'broken.pdf': true, 'copy.jpg': false, [other.name]: false,
  });
  const about = (name: string) => exceptions.filter((one) => one.sourceFile === name).map(({ kind, detail }) => `${kind}: ${detail}`);
  expect(about('empty.jpg')).toEqual(['unreadable: file-empty']);
  expect(about('text.jpg')).toEqual(['unreadable: file-type-unknown']);
  expect(about('broken.pdf')).toEqual(['unreadable: file-damaged']);
  expect(about('copy.jpg')).toEqual([`duplicate: The same bytes as page 1 of ${good.name}: counted once.`]);
  expect(about('truncated.jpg')).toHaveLength(1);
  expect(scores).toHaveLength(2);
  const completed = station.events({ type: 'batch.completed' }).at(-1);
  expect(completed?.payload).toMatchObject({ pages_in: 7, pages_read: 2, pages_failed: 4, pages_duplicate: 1, sheets: 2 });
});

test('a roster shows who is absent and who is unknown', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path, {}, remembering);
  const exam = exampleExam();
  const files = exampleScans(3);
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, files, { batchKey: 'b' });
  await station.settled(batchId);
  const [first] = station.results(exam.id).scores;
  if (!first) throw new Error('nothing was graded');
  await station.createOrUpdateExam(exam, roster(first.candidateNo, '99999999'));
  const { scores, exceptions } = station.results(exam.id);
  expect(scores.slice(0, 2).map(({ candidateNo, status }) => [candidateNo, status === 'absent'])).toEqual([[first.candidateNo, false], ['99999999', true]]);
  expect(scores.slice(2).every((row) => row.status === 'review')).toBe(true);
  expect(exceptions.filter((one) => one.kind === 'absent').map((one) => one.candidateNo)).toEqual(['99999999']);
  expect(exceptions.filter((one) => one.kind === 'unknown-candidate').length).toBe(scores.length - 2);
});

test('a changed key scores every sheet again without rescanning and says whose score moved', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path, {}, remembering);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(8), { batchKey: 'b' });
  await station.settled(batchId);
  const before = station.results(exam.id).scores;
  const { kind, moved } = await station.createOrUpdateExam(withVoid(exam, '1'), null);
  expect(kind).toBe('updated');
  const after = station.results(exam.id).scores;
  const expected = after.flatMap((row, index) => {
    const from = before[index]?.score?.total ?? null;
    return from === (row.score?.total ?? null) ? [] : [{ candidateNo: row.candidateNo, from, to: row.score?.total ?? null }];
  });
  expect(moved.filter((move) => move.from !== move.to).map(({ candidateNo, from, to }) => ({ candidateNo, from, to }))).toEqual(expected);
  expect(station.events({ type: 'ocr.started' })).toHaveLength(8);
  expect(station.events({ type: 'exam.rescored' }).at(-1)?.payload).toMatchObject({ changed: moved.length });
});

test('an exam whose layout changed is refused while sheets of the old layout are in', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path, {}, remembering);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(1), { batchKey: 'b' });
  await station.settled(batchId);
  await expect(station.createOrUpdateExam({ ...exam, questions: exam.questions.slice(0, 10) }, null)).rejects.toMatchObject({ code: 'exam-changed' });
});

test('a person\'s word counts before the machine\'s, and can be taken back', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path, {}, remembering);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(1), { batchKey: 'b' });
  await station.settled(batchId);
  const pageId = String(station.events({ type: 'page.received' })[0]?.payload['page_id']);
  const answer = () => station.results(exam.id).pages[0]?.answers.find((one) => one.no === '1')?.value;
  const points = () => station.results(exam.id).scores[0]?.score?.questions.find((one) => one.no === '1')?.points;
  const machine = answer() ?? '';
  const right = exam.questions[0] && 'keys' in exam.questions[0] ? exam.questions[0].keys[0] ?? '' : '';
  const graded = async (change: () => Promise<void>) => {
    const count = station.events({ type: 'grading.completed' }).length;
    await change();
    await expect.poll(() => station.events({ type: 'grading.completed' }).length).toBe(count + 1);
  };
  await graded(() => station.correctItem(pageId, '1', right, 'ms-li'));
  expect([answer(), points()]).toEqual([right, exam.questions[0]?.points]);
  await graded(() => station.correctItem(pageId, '1', machine, 'ms-li'));
  expect(answer()).toBe(machine);
  await expect(station.correctItem(pageId, '1', 'Z', 'ms-li')).rejects.toMatchObject({ code: 'option-invalid' });
  expect(station.events({ type: 'grading.reviewed' }).map((event) => event.actor)).toEqual(['ms-li', 'ms-li']);
});

test('two stations cannot use one data folder', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path);
  await expect(openStation(folder.path)).rejects.toMatchObject({ code: 'data-folder-in-use' });
  expect((await station.health())['redis']).toBe('up');
});

function withVoid(exam: Exam, no: string): Exam {
  return { ...exam, questions: exam.questions.map((question) => (question.no === no ? { ...question, void: true } : question)) };
}

test('a page whose reading fails again and again waits for a person after the last attempt, and the batch goes on', async () => {
  await using folder = await temporaryFolder();
  // No page can be read within a millisecond.
  await using station = await openStation(folder.path, { taskTimeoutMs: 1, maxRetries: 2, retryDelaysMs: [1] });
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(2), { batchKey: 'b' });
  expect(await station.settled(batchId)).toMatchObject({ pages: 2, read: 0, failed: 2, completed: true });
  expect(station.events({ type: 'ocr.failed' }).map(({ payload }) => [payload['code'], payload['attempts']])).toEqual([['task-timeout', 3], ['task-timeout', 3]]);
  expect(station.results(exam.id).exceptions.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(['unreadable task-timeout', 'unreadable task-timeout']);
});

test('result files that cannot be written are refused by name', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'in-the-way'), '');
  await using station = await openStation(join(folder.path, 'data'), {}, remembering);
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  await expect(station.writeReport(exam.id, join(folder.path, 'in-the-way', 'out'), { lang: 'en' })).rejects.toMatchObject({ code: 'output-unwritable' });
  expect(await station.writeReport(exam.id, join(folder.path, 'out'), { lang: 'zh' })).toContain(join(folder.path, 'out', 'answers.csv'));
});

test('putting files into an exam that nobody entered, or waiting for a batch that is not there, is refused', async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path);
  await expect(station.putIn('nothing', [], { batchKey: 'b' })).rejects.toMatchObject({ code: 'input-missing' });
  await expect(station.settled('nothing')).rejects.toMatchObject({ code: 'input-missing' });
  const exam = exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, [], { batchKey: 'empty' });
  expect(await station.settled(batchId)).toMatchObject({ pages: 0, completed: true });
});
