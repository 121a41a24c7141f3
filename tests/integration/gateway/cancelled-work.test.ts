import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localOperator } from '../../../src/contract/access.ts';
import { routes } from '../../../src/contract/routes.ts';
import { openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { batchOf, countOf, exam, exceptionsOf, first, get, pagesOf, pdfOf, post, scans, stationWithExam, upload } from './exam-at-work.ts';

describe('giving up and trying again', () => {
  test('a batch that is cancelled in the middle is completed at once, and its pages are read when it is tried again', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    expect((await post(station, '/api/tasks/pause')).status).toBe(204);
    const { batchId } = await upload(station, [...first(4), { name: 'two.pdf', bytes: await pdfOf(Buffer.from(scans[5]?.bytes ?? []), Buffer.from(scans[6]?.bytes ?? [])) }]);
    expect((await get(station, routes.listTasks.answer, '/api/tasks')).paused).toBe(true);
    expect((await post(station, `/api/batches/${batchId}/cancel`)).json).toEqual({ cancelled: 5 });
    expect((await post(station, `/api/batches/${batchId}/cancel`)).json).toEqual({ cancelled: 0 });
    await station.station.settled(batchId);
    const { exceptions, open } = await exceptionsOf(station);
    expect(open).toBe(5);
    expect(exceptions.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual(Array.from({ length: 5 }, () => 'unreadable: cancelled'));
    expect(station.station.events({ type: 'batch.cancelled' })).toMatchObject([{ actor: 'operator', payload: { pages: 5 } }]);
    const list = await get(station, routes.listTasks.answer, '/api/tasks');
    expect(list.tasks).toEqual([]);

    expect((await post(station, '/api/tasks/resume')).status).toBe(204);
    expect((await post(station, `/api/batches/${batchId}/retry`)).json).toEqual({ queued: 5 });
    await until('the batch was completed again', () => countOf(station, 'batch.completed') === 2);
    // The second page of the PDF was found when it was looked into.
    expect((await pagesOf(station)).map((page) => [page.sourceFile, page.sourcePage, page.state])).toEqual([...first(4).map((file) => [file.name, 1, 'read']), ['two.pdf', 1, 'read'], ['two.pdf', 2, 'read']]);
    expect((await exceptionsOf(station)).exceptions.filter((one) => one.detail === 'cancelled')).toEqual([]);
    expect((await post(station, `/api/batches/${batchId}/retry`)).json).toEqual({ queued: 0 });
    expect((await post(station, '/api/batches/none/cancel')).problem).toMatchObject({ code: 'not-found' });
  });

  test('a batch that is cancelled while pages are being read keeps what was read, and accounts for every page', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path, { readsAnew: true });
    const { batchId } = await upload(station, [...first(11), { name: 'copy.jpg', bytes: scans[0]?.bytes ?? new Uint8Array() }]);
    await until('something was read', () => countOf(station, 'ocr.completed') >= 2);
    const whole = `/api/tasks/${encodeURIComponent(`scan_batch:${batchId}`)}`;
    const lookAtWhole = () => get(station, routes.getTask.answer, whole);
    const before = await lookAtWhole();
    expect(before).toMatchObject({ state: 'active', examId: exam.id, parent: null });
    // One of the twelve is a copy of another.
    expect(Object.values(before.children ?? {}).reduce((sum, count) => sum + count, 0)).toBe(11);
    await post(station, `${whole}/cancel`);
    const done = await station.station.settled(batchId);
    expect(done.pages).toBe(12);
    const { children, progress } = await lookAtWhole();
    const cancelled = children?.failed ?? 0;
    expect(children).toEqual({ waiting: 0, active: 0, done: 11 - cancelled, failed: cancelled });
    expect(progress).toBe(1);
    expect((await pagesOf(station, '?state=failed')).filter((page) => page.trouble === 'cancelled').length).toBe(cancelled);
    await post(station, `${whole}/retry`);
    await until('the batch was completed again', () => countOf(station, 'batch.completed') === (cancelled > 0 ? 2 : 1));
    expect((await batchOf(station, batchId)).progress).toMatchObject({ pages: 12, completed: true });
    expect(await lookAtWhole()).toMatchObject({ state: 'done', children: { waiting: 0, active: 0, done: 11, failed: 0 } });
    expect((await get(station, routes.listTasks.answer, '/api/tasks?type=scan_batch')).tasks).toEqual([]);
    expect((await station.request('/api/tasks?type=nonsense')).problem).toMatchObject({ code: 'request-invalid' });
    expect(await pagesOf(station, '?state=failed')).toEqual([]);
  });

  test('result files for a client that goes away are not written', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await post(station, '/api/tasks/pause');
    const away = new AbortController();
    const asked = station.inject({ name: 'createReport', params: { examId: exam.id }, body: { job: 'mine' }, principal: localOperator, signal: away.signal });
    asked.catch(() => {});
    const reports = () => get(station, routes.listTasks.answer, '/api/tasks?type=report_generation');
    await until('the report is queued', async () => (await reports()).tasks.length === 1);
    expect(await get(station, routes.getReportProgress.answer, `/api/exams/${exam.id}/reports/mine`)).toEqual({ done: null, of: null });
    away.abort();
    await until('it is cancelled', () => countOf(station, 'task.cancelled') === 1);
    await post(station, '/api/tasks/resume');
    expect((await reports()).tasks).toEqual([]);
    expect(await get(station, routes.listReports.answer, `/api/exams/${exam.id}/reports`)).toEqual({ reports: [] });
  });

  test('a task is cancelled, tried again, and is known by the record when it is over', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await post(station, '/api/tasks/pause');
    await upload(station, first(1));
    const [page] = await pagesOf(station);
    await until('the page is queued', async () => (await get(station, routes.listTasks.answer, '/api/tasks?type=ocr_processing')).tasks.length === 1);
    const { tasks: [parent, task], queues } = await get(station, routes.listTasks.answer, '/api/tasks');
    expect(parent).toMatchObject({ type: 'scan_batch', state: 'waiting', examId: exam.id, children: { waiting: 1, active: 0, done: 0, failed: 0 } });
    expect(task).toMatchObject({ taskId: `ocr_processing:${page?.pageId}/1`, state: 'waiting', examId: exam.id, parent: parent?.taskId });
    expect(queues['ocr_processing']).toEqual({ waiting: 1, active: 0, delayed: 0 });
    const at = (taskId: string, what = ''): string => `/api/tasks/${encodeURIComponent(taskId)}${what}`;
    const cancelled = await post(station, at(task?.taskId ?? '', '/cancel'));
    expect(cancelled.json).toMatchObject({ state: 'failed', error: 'cancelled' });
    const again = await post(station, at(task?.taskId ?? '', '/retry'));
    expect(again.json).toMatchObject({ taskId: `ocr_processing:${page?.pageId}/2`, state: 'waiting' });
    await post(station, '/api/tasks/resume');
    await until('the page is read', async () => (await get(station, routes.getTask.answer, at(`ocr_processing:${page?.pageId}/2`))).state === 'done');
    expect(await get(station, routes.getTask.answer, at('ocr_processing:none/1'))).toMatchObject({ state: 'unknown' });
    expect((await station.request(at('nonsense'))).problem).toMatchObject({ code: 'request-invalid' });
    expect(station.station.events({ type: 'task.cancelled' })).toMatchObject([{ actor: 'operator', exam_id: exam.id }]);
  });

  test('a pause outlives a restart', async () => {
    await using folder = await temporaryFolder();
    let batchId: string;
    {
      await using station = await stationWithExam(folder.path);
      await post(station, '/api/tasks/pause');
      await post(station, '/api/tasks/pause');
      ({ batchId } = await upload(station, first(2)));
    }
    await using station = await openGatewayStation(folder.path);
    await until('the pages are queued again', async () => (await get(station, routes.listTasks.answer, '/api/tasks?type=ocr_processing')).tasks.length === 2);
    expect(await get(station, routes.getStatus.answer, '/api/status')).toMatchObject({ paused: true });
    expect(countOf(station, 'ocr.started')).toBe(0);
    await post(station, '/api/tasks/resume');
    await station.station.settled(batchId);
    expect(['work.paused', 'work.resumed'].map((type) => countOf(station, type))).toEqual([1, 1]);
  });
});

test('what was to be read again is read after a restart, though Redis has lost it', async () => {
  await using folder = await temporaryFolder();
  let batchId: string;
  {
    await using station = await stationWithExam(folder.path);
    await post(station, '/api/tasks/pause');
    ({ batchId } = await upload(station, [...first(2), { name: 'two.pdf', bytes: await pdfOf(Buffer.from(scans[5]?.bytes ?? []), Buffer.from(scans[6]?.bytes ?? [])) }]));
    await post(station, `/api/batches/${batchId}/cancel`);
    await station.station.settled(batchId);
    expect((await post(station, `/api/batches/${batchId}/retry`)).json).toEqual({ queued: 3 });
  }
  await rm(join(folder.path, 'redis'), { recursive: true });
  await using station = await openGatewayStation(folder.path);
  await post(station, '/api/tasks/resume');
  await station.station.settled(batchId);
  expect((await pagesOf(station)).map((page) => [page.sourceFile, page.sourcePage, page.state])).toEqual([...first(2).map((file) => [file.name, 1, 'read']), ['two.pdf', 1, 'read'], ['two.pdf', 2, 'read']]);
  expect([countOf(station, 'batch.completed'), countOf(station, 'ocr.completed')]).toEqual([2, 4]);
});
