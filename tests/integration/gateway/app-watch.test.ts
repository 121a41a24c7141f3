import { appendFile, cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localOperator } from '../../../src/contract/access.ts';
import { routes } from '../../../src/contract/routes.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

const exam = exampleExam();
const [first, second, third] = exampleScans(3);
if (!first || !second || !third) throw new Error('The example has too few scans.');
const path = `/api/exams/${exam.id}/watch`;
const watchOf = async (station: GatewayStation) => routes.getWatch.answer.parse((await station.request(path)).json).watch;
const start = (station: GatewayStation, folder: string) => station.request(path, { method: 'PUT', body: { folder, batch: 'scanner' } });
const namesIn = (station: GatewayStation) => station.station.results(exam.id).pages.map(({ sourceFile }) => sourceFile).toSorted();
const batchState = async (station: GatewayStation) => routes.listBatches.answer.parse((await station.request(`/api/exams/${exam.id}/batches`)).json).batches[0]?.state;

test('a watched folder brings each scan once when it is whole, also after a restart and while the folder was gone, and loses nothing of its own', async () => {
  await using data = await temporaryFolder();
  await using scanner = await temporaryFolder();
  const folder = join(scanner.path, '扫描');
  await mkdir(folder);
  await cp(first.path, join(folder, 'page 1.jpg'));
  const bytes = await readFile(second.path);
  {
    await using station = await openGatewayStation(data.path);
    await station.station.createOrUpdateExam(exam, null);
    expect((await start(station, folder)).status).toBe(200);
    await until('what was there is in', () => namesIn(station).length === 1);
    // The scanner is in the middle of its second page.
    await writeFile(join(folder, 'page 2.jpg'), bytes.subarray(0, bytes.length / 2));
    await writeFile(join(folder, 'notes.txt'), 'not a scan');
    await mkdir(join(folder, 'more'));
    await cp(third.path, join(folder, 'more', 'page 3.jpg'));
    await until('the page that came whole is in', () => namesIn(station).length === 2);
    expect(namesIn(station)).toEqual(['more/page 3.jpg', 'page 1.jpg']);
    // A page is in the record a moment before the watch counts it.
    await until('it is counted, and only the other is being written', async () => {
      const watch = await watchOf(station);
      return watch?.added === 2 && watch.writing === 1;
    });
    expect(await watchOf(station)).toMatchObject({ folder, batch: 'scanner', state: 'watching', error: null, added: 2, writing: 1 });
    expect(await batchState(station)).toBe('intake');
    expect((await station.request(`/api/exams/${exam.id}/publish`, { body: { force: true } })).problem.code).toBe('exam-busy');
    await appendFile(join(folder, 'page 2.jpg'), bytes.subarray(bytes.length / 2));
    await until('the page that was written slowly is in', () => namesIn(station).length === 3);
  }
  {
    await using station = await openGatewayStation(data.path);
    expect(await batchState(station)).toBe('intake');
    await rename(folder, `${folder} elsewhere`);
    await until('it shows that the folder is gone', async () => (await watchOf(station))?.state === 'waiting');
    expect(await watchOf(station)).toMatchObject({ error: 'input-missing' });
    await cp(first.path, join(`${folder} elsewhere`, 'page 4.jpg'));
    await rename(`${folder} elsewhere`, folder);
    await until('the page from meanwhile is in', () => namesIn(station).length === 4);
    await until('it shows that the folder is back', async () => (await watchOf(station))?.error === null);
    expect((await station.request(path, { method: 'DELETE' })).status).toBe(204);
    expect(await watchOf(station)).toBeNull();
    await until('the batch ends', async () => (await batchState(station)) === 'completed');
    expect(station.station.events({ examId: exam.id }).map(({ type }) => type).filter((type) => type.startsWith('watch.'))).toEqual(['watch.started', 'watch.failed', 'watch.resumed', 'watch.stopped']);
    expect(station.station.results(exam.id).pages).toHaveLength(4);
    expect((await readdir(folder)).toSorted()).toEqual(['more', 'notes.txt', 'page 1.jpg', 'page 2.jpg', 'page 4.jpg']);
  }
});

test('a sheet that is scanned twice waits for a person while the folder is still watched; a batch that is given up is not watched any longer', async () => {
  await using data = await temporaryFolder();
  await using scanner = await temporaryFolder();
  await using station = await openGatewayStation(data.path);
  await station.station.createOrUpdateExam(exam, null);
  await start(station, scanner.path);
  await cp(first.path, join(scanner.path, 'a.jpg'));
  await cp(second.path, join(scanner.path, 'b.jpg'));
  // The same sheet in another scan: other bytes.
  await writeFile(join(scanner.path, 'again.jpg'), Buffer.concat([await readFile(first.path), Buffer.from('scanned again')]));
  const repeated = async () => routes.listExceptions.answer.parse((await station.request(`/api/exams/${exam.id}/exceptions?kind=duplicate`)).json).exceptions;
  const duplicates = async () => (await repeated()).map(({ sourceFile }) => sourceFile).toSorted((a, b) => String(a).localeCompare(String(b)));
  await until('both scans of the sheet wait for a person', async () => (await duplicates()).length === 2);
  expect(await duplicates()).toEqual(['a.jpg', 'again.jpg']);
  expect(await batchState(station)).toBe('intake');
  // Whose the second one is in truth settles both.
  const again = (await repeated()).find(({ sourceFile }) => sourceFile === 'again.jpg')?.pageId;
  await station.station.correctItem(String(again), 'candidate', '25080999', 'ms-li');
  expect(await duplicates()).toEqual([]);

  const batchId = (await watchOf(station))?.batchId;
  expect((await station.request(`/api/batches/${batchId}/cancel`, { method: 'POST' })).status).toBe(200);
  expect(await watchOf(station)).toBeNull();
  await until('the batch ends', async () => (await batchState(station)) === 'completed');
  expect(await duplicates()).toEqual([]);
});

test('a folder that cannot be watched is refused by name, and only the machine of the station may name one', async () => {
  await using data = await temporaryFolder();
  await using station = await openGatewayStation(data.path);
  await station.station.createOrUpdateExam(exam, null);
  expect((await start(station, join(data.path, 'nowhere'))).problem.code).toBe('input-missing');
  expect((await start(station, 'relative')).problem.code).toBe('request-invalid');
  expect((await start(station, data.path)).problem.code).toBe('request-invalid');
  const remote = await station.inject({ name: 'watchFolder', params: { examId: exam.id }, body: { folder: '/', batch: 'b' }, principal: { ...localOperator, id: 'device:x', local: false } });
  expect(remote.status).toBe(403);
  expect(await watchOf(station)).toBeNull();
});
