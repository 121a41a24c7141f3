import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../src/contract/routes.ts';
import { backUp, restore } from '../support/backups.ts';
import { type GatewayStation, openGatewayStation } from '../support/gateway.ts';
import { temporaryFolder } from '../support/redis.ts';
import { essence, eventCounts, exampleExam, exampleRoster, exampleScans } from '../support/station.ts';

/** Less than half of the example. */
const scans = exampleScans(24);
let opened: AsyncDisposableStack;
let folder: { readonly path: string };
let first: GatewayStation;
let examId: string;
const at = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  folder = opened.use(await temporaryFolder());
  first = opened.use(await openGatewayStation(at('first')));
  const exam = exampleExam();
  examId = exam.id;
  await first.station.createOrUpdateExam(exam, null);
  expect((await first.request(`/api/exams/${examId}/roster`, { method: 'PUT', body: await readFile(exampleRoster) })).status).toBe(200);
  const { batchId } = await first.station.putIn(examId, scans, { batchKey: 'class 8' });
  await first.station.settled(batchId);
  const page = first.station.events({ type: 'ocr.completed' }).find(({ payload }) => payload['trouble'] === null && payload['candidate_no'] !== null)?.payload['page_id'];
  await first.station.correctItem(String(page), '1', 'C', 'ms-li');
  await first.station.createOrUpdateExam({ ...first.station.results(examId).exam, title: '恢复演练' }, null);
  await backUp(first, at('exam.zyexam'), [examId]);
});
afterAll(() => opened.disposeAsync());

/** Result files by name and SHA-256; crops by their content. */
async function report(station: GatewayStation, id: string, out: string): Promise<Record<string, string>> {
  await station.station.writeReport(id, out, { lang: 'zh' });
  const names = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((name) => !name.endsWith('.xlsx'));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(out.length + 1), createHash('sha256').update(await readFile(name)).digest('hex')] as const)));
}

const log = async (station: GatewayStation, query: string) => routes.listEvents.answer.parse((await station.request(`/api/events?limit=1000&${query}`)).json).events;

test('on another station everything is as it was: scores, statistics, reports, exceptions, history; and it goes on from there', async () => {
  const data = at('second');
  {
    await using second = await openGatewayStation(data);
    expect((await restore(second, at('exam.zyexam'))).exams).toEqual([examId]);
    const [was, is] = [first.station.results(examId), second.station.results(examId)];
    expect(essence(is)).toEqual(essence(was));
    expect(is.statistics).toEqual(was.statistics);
    expect(is.scores).toEqual(was.scores);
    const wrote = await report(first, examId, at('report-1'));
    expect(await report(second, examId, at('report-2'))).toEqual(wrote);
    expect(Object.keys(wrote).length).toBeGreaterThan(20);
    const figures = async (station: GatewayStation) => routes.getExam.answer.parse((await station.request(`/api/exams/${examId}`)).json);
    expect(await figures(second)).toEqual(await figures(first));

    const restored = second.station.events({ type: 'exam.restored' });
    expect(restored).toMatchObject([{ actor: 'operator', payload: { copy_of: null, replaced: false, pages: was.pages.length } }]);
    // The history came along, in its order, and stands before what the station did itself.
    const before = (await log(first, `exam=${examId}`)).filter(({ type }) => type !== 'report.written').map(({ event_id }) => event_id);
    const history = (await log(second, `exam=${examId}`)).filter(({ seq }) => seq < 1);
    expect(history.map(({ event_id }) => event_id)).toEqual(before.slice(0, history.length));
    expect(history).toHaveLength(Number(restored[0]?.payload['history']));
    expect(history.some(({ actor, type }) => actor === 'ms-li' && type === 'grading.reviewed')).toBe(true);

    // Nothing is read or graded again, and the same scans are known.
    expect(second.station.events({ type: 'ocr.started' }).filter(({ seq }) => seq > 0)).toEqual([]);
    expect(await second.station.putIn(examId, scans, { batchKey: 'class 8' })).toMatchObject({ known: scans.length });
    const changed = { ...was.exam, questions: was.exam.questions.map((question) => (question.no === '2' ? { ...question, void: true } : question)) };
    expect((await second.station.createOrUpdateExam(changed, null)).moved.length).toBeGreaterThan(0);
  }
  const { counts } = eventCounts(data);
  expect(counts['exam.restored']).toBe(1);
});

test('an exam that is there is kept, replaced or joined by a copy, as asked, and the others are not touched', async () => {
  await using station = await openGatewayStation(at('third'));
  await station.station.createOrUpdateExam({ ...first.station.results(examId).exam, id: 'other', title: '别的考试' }, null);
  await restore(station, at('exam.zyexam'));
  const was = station.station.results(examId);
  const voided = { ...was.exam, questions: was.exam.questions.map((question) => (question.no === '3' ? { ...question, void: true } : question)) };
  await station.station.createOrUpdateExam(voided, null);
  const other = (await station.request('/api/exams/other')).text;

  const ask = await station.request('/api/restores', { body: { from: { path: at('exam.zyexam') } } });
  expect([ask.status, ask.problem.code]).toEqual([409, 'exam-exists']);
  expect((await restore(station, at('exam.zyexam'), 'keep')).exams).toEqual([]);
  expect(station.station.results(examId).exam).toEqual(voided);

  const [copy] = (await restore(station, at('exam.zyexam'), 'copy')).exams;
  expect(copy).toBe(`${examId}-2`);
  const copied = station.station.results(`${examId}-2`);
  expect(copied.exam.title).toBe('恢复演练 (2)');
  expect(essence(copied)).toEqual(essence(was));
  // A page of the copy may be read again: its paper is the original's.
  const page = (await log(station, `exam=${examId}-2&type=ocr.completed`)).find(({ payload }) => payload['trouble'] === null)?.payload['page_id'];
  expect((await station.request(`/api/pages/${String(page)}/retry`, { method: 'POST' })).status).toBeLessThan(300);
  await expect.poll(() => station.station.events({ examId: `${examId}-2`, type: 'ocr.completed' }).filter(({ seq }) => seq > 0).length, { timeout: 30_000 }).toBe(1);
  expect(station.station.events({ examId: `${examId}-2`, type: 'ocr.completed' }).at(-1)?.payload['trouble']).toBe(null);

  await restore(station, at('exam.zyexam'), 'replace');
  expect(station.station.results(examId).exam).toEqual(was.exam);
  expect(station.station.results(examId).scores).toEqual(was.scores);
  expect((await station.request('/api/exams/other')).text).toBe(other);
  const seqs = station.station.events({ limit: 10_000 }).map(({ seq }) => seq).filter((seq) => seq > 0);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(station.troubles).toEqual([]);
});

test('a backup of a batch that is being read is one moment of it, and the rest is read where it is restored', async () => {
  await using running = await openGatewayStation(at('running'), {}, { readsAnew: true });
  await running.station.createOrUpdateExam(exampleExam(), null);
  const { batchId } = await running.station.putIn(examId, exampleScans(16), { batchKey: 'b' });
  await expect.poll(() => running.station.progress(examId).read, { timeout: 30_000, interval: 10 }).toBeGreaterThan(2);
  await backUp(running, at('half.zyexam'));
  await running.station.settled(batchId);
  await using elsewhere = await openGatewayStation(at('elsewhere'));
  await restore(elsewhere, at('half.zyexam'));
  await elsewhere.station.settled(batchId);
  expect(essence(elsewhere.station.results(examId))).toEqual(essence(running.station.results(examId)));
  // Each page that can be read was read once, here or there.
  const pagesRead = (station: GatewayStation): string[] => station.station.events({ examId, type: 'ocr.completed', limit: 10_000 }).map(({ payload }) => String(payload['page_id'])).toSorted();
  expect(pagesRead(elsewhere)).toEqual(pagesRead(running));
  expect(elsewhere.station.events({ examId, type: 'ocr.completed' }).filter(({ seq }) => seq > 0).length).toBeGreaterThan(0);
});
