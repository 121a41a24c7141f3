/** A report into a folder of a person's is an order in the record: the queue may forget it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { routes } from '../../src/contract/routes.ts';
import { ownModule } from '../../src/station/own-files.ts';
import { type GatewayStation, openGatewayStation } from '../support/gateway.ts';
import { temporaryFolder, until } from '../support/redis.ts';
import { exampleExam } from '../support/station.ts';

const exam = exampleExam();
const queued = async (station: GatewayStation) => routes.listTasks.answer.parse((await station.request('/api/tasks?type=report_generation')).json).tasks;
const post = (station: GatewayStation, path: string) => station.request(path, { method: 'POST' });

test('a report that was ordered is written once, though the station stopped and Redis was emptied before its turn; two orders into one folder are one report', async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const out = join(folder.path, 'out');
  let taskId = '';
  {
    await using station = await openGatewayStation(data);
    await station.station.createOrUpdateExam(exam, null);
    await post(station, '/api/tasks/pause');
    const asked = station.station.writeReport(exam.id, out, { lang: 'en' });
    asked.catch(() => {});
    await until('the report waits', async () => (await queued(station)).length === 1);
    taskId = (await queued(station))[0]?.taskId ?? '';
    await station[Symbol.asyncDispose]();
    await expect(asked).rejects.toMatchObject({ code: 'station-closed' });
  }
  await rm(join(data, 'redis'), { recursive: true });

  await using station = await openGatewayStation(data);
  const task = async () => routes.getTask.answer.parse((await station.request(`/api/tasks/${taskId}`)).json);
  await until('the report waits again', async () => (await queued(station)).length === 1);
  expect(await task()).toMatchObject({ taskId, state: 'waiting', examId: exam.id });
  const both = [station.station.writeReport(exam.id, join(folder.path, 'other'), { lang: 'en' }), station.station.writeReport(exam.id, join(folder.path, 'other'), { lang: 'en' })];
  await until('all of them wait', async () => (await queued(station)).length === 3);
  expect(existsSync(out)).toBe(false);
  await post(station, '/api/tasks/resume');
  expect(await Promise.all(both)).toEqual([0, 1].map(() => expect.arrayContaining([join(folder.path, 'other', 'answers.csv')])));
  await until('it is written', async () => (await task()).state === 'done');
  expect(existsSync(join(out, 'answers.csv'))).toBe(true);
  expect(station.station.events({ type: 'report.written' })).toHaveLength(2);
  // They are not among those that the station keeps.
  expect((await station.request(`/api/exams/${exam.id}/reports`)).json).toEqual({ reports: [] });
  expect(existsSync(join(data, 'reports')) && existsSync(join(data, 'reports', taskId.split(':')[1] ?? ''))).toBe(false);
});

test.each([['ordered', 'held'], ['begun', '']])('a station that is killed when a report is %s has it written once by the next one', async (moment, held) => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const out = join(folder.path, 'out');
  const killed = fork(fileURLToPath(ownModule('../support/report-process.ts', import.meta.url)), [data, out, held], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(killed, 'exit');
  killed.on('message', (message) => { if (message === moment) killed.kill('SIGKILL'); });
  expect(await ended).toEqual([null, 'SIGKILL']);
  if (held !== '') expect(existsSync(out)).toBe(false);

  await using station = await openGatewayStation(data);
  if (held !== '') await post(station, '/api/tasks/resume');
  const written = () => station.station.events({ type: 'report.written' });
  await until('it is written', async () => written().length > 0 && (await queued(station)).length === 0);
  expect(written()).toHaveLength(1);
  // Whole, and nothing of the first attempt beside it.
  expect((await readdir(out)).toSorted()).toEqual(z.array(z.string()).parse(written()[0]?.payload['files']).toSorted());
  expect(existsSync(join(data, 'reports')) ? await readdir(join(data, 'reports')) : []).toEqual([]);
});
