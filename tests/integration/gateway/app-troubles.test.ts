import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { routes } from '../../../src/contract/routes.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

const exam = exampleExam();
const post = (station: GatewayStation, path: string, body?: unknown) => station.request(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
const task = async (station: GatewayStation, taskId: string) => routes.getTask.answer.parse((await station.request(`/api/tasks/${taskId}`)).json);
const queued = async (station: GatewayStation) => routes.listTasks.answer.parse((await station.request('/api/tasks?type=ocr_processing')).json).tasks;

/** Stops the station's Redis, so that it answers nothing and closes nothing, until it is disposed of. */
function freezeRedis(dataFolder: string): Disposable {
  const { pid } = z.object({ pid: z.int() }).parse(JSON.parse(readFileSync(join(dataFolder, 'redis', 'redis.pid.json'), 'utf8')));
  process.kill(pid, 'SIGSTOP');
  return { [Symbol.dispose]: () => void process.kill(pid, 'SIGCONT') };
}

test('figures come also while Redis does not answer, without those of the queue', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  const { text: before } = await station.request('/metrics');
  expect(before).toContain('zhiyue_tasks{type="ocr_processing",state="waiting"} 0');
  using _ = freezeRedis(folder.path);
  const { status, text } = await station.request('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('zhiyue_part_up{part="record"} 1');
  expect(text).not.toContain('zhiyue_tasks{');
});

test('pages, sheets and a whole batch are given up and asked for again while Redis is frozen: the record answers, and the queue follows when it can', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  await station.station.createOrUpdateExam(exam, null);
  await post(station, '/api/tasks/pause');
  const { batchId } = await station.station.putIn(exam.id, exampleScans(3), { batchKey: 'b' });
  await until('three pages wait', async () => (await queued(station)).length === 3);
  const [first] = await queued(station);
  {
    using _ = freezeRedis(folder.path);
    expect((await post(station, `/api/tasks/${encodeURIComponent(first?.taskId ?? '')}/cancel`)).json).toMatchObject({ state: 'failed' });
    expect((await post(station, `/api/batches/${batchId}/cancel`)).json).toEqual({ cancelled: 2 });
    expect((await task(station, `scan_batch:${batchId}`)).state).toBe('done');
    expect((await station.request('/api/tasks')).problem).toMatchObject({ code: 'redis-unreachable' });
    expect((await post(station, `/api/batches/${batchId}/retry`)).json).toEqual({ queued: 3 });
  }
  await post(station, '/api/tasks/resume');
  expect(await station.station.settled(batchId)).toMatchObject({ pages: 3, read: 3, failed: 0 });
});

test('a report that somebody cancels is known by its task, tells whoever waits for it by its own code, and can be asked for again', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  await station.station.createOrUpdateExam(exam, null);
  await post(station, '/api/tasks/pause');
  const asked = post(station, `/api/exams/${exam.id}/reports`, {});
  let taskId = '';
  await until('the report waits', async () => {
    taskId = routes.listTasks.answer.parse((await station.request('/api/tasks?type=report_generation')).json).tasks[0]?.taskId ?? '';
    return taskId !== '';
  });
  expect(await task(station, taskId)).toMatchObject({ state: 'waiting', examId: exam.id });
  await post(station, `/api/tasks/${taskId}/cancel`);
  expect((await asked).problem).toMatchObject({ code: 'task-cancelled', status: 409 });
  expect(await task(station, taskId)).toMatchObject({ state: 'failed', error: 'task-cancelled', examId: exam.id });
  expect((await station.request(`/api/exams/${exam.id}/reports`)).json).toEqual({ reports: [] });

  expect((await post(station, `/api/tasks/${taskId}/retry`)).status).toBe(200);
  await post(station, '/api/tasks/resume');
  await until('it is written', async () => (await task(station, taskId)).state === 'done');
  expect(routes.listReports.answer.parse((await station.request(`/api/exams/${exam.id}/reports`)).json).reports).toHaveLength(1);
});
