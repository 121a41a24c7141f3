import { expect, test } from 'vitest';
import sharp from 'sharp';
import { routes } from '../../../src/contract/routes.ts';
import type { ScanSource } from '../../../src/station/station-api.ts';
import { openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

const exam = exampleExam();

test('a feeder that pulls pages askew is told once, and again when the paper comes straight', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  await station.station.createOrUpdateExam(exam, null);
  const upload = async (from: number, to: number, degrees: number) => {
    const form = new FormData();
    for (const { name, path } of exampleScans(to).slice(from)) {
      const bytes = degrees === 0 ? await sharp(path).toBuffer() : await sharp(path).rotate(degrees, { background: '#fff' }).jpeg().toBuffer();
      form.append('files', new Blob([new Uint8Array(bytes)]), name);
    }
    return routes.upload.answer.parse((await station.request(`/api/upload?exam=${exam.id}&batch=b`, { body: form })).json);
  };
  const told = () => station.station.events({ examId: exam.id }).filter(({ type }) => type.startsWith('quality.')).map(({ type, payload }) => `${type} ${String(payload['kind'])}`);
  // Somebody else still puts files in: the batch is not over.
  const open = Promise.withResolvers<readonly ScanSource[]>();
  const holding = station.station.putIn(exam.id, (async function* () { yield* await open.promise; })(), { batchKey: 'b' });
  const { batchId } = await upload(0, 6, 3.5);
  const batch = async () => routes.getBatch.answer.parse((await station.request(`/api/batches/${batchId}`)).json);
  await until('it is told', () => told().includes('quality.alarm skewed'));
  expect((await batch()).alarms).toMatchObject([{ kind: 'skewed' }]);
  await until('all six are read', async () => (await batch()).progress.read === 6);
  expect(told()).toEqual(['quality.alarm skewed']);
  await upload(6, 12, 0);
  await until('it is over', () => told().includes('quality.cleared skewed'));
  expect(told()).toEqual(['quality.alarm skewed', 'quality.cleared skewed']);
  expect((await batch()).alarms).toEqual([]);
  open.resolve([]);
  await holding;
});

test('what a batch ends with stays with it: nobody has seen the paper come well again', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  await station.station.createOrUpdateExam(exam, null);
  const form = new FormData();
  for (const { name, path } of exampleScans(5)) form.append('files', new Blob([new Uint8Array(await sharp(path).rotate(3.5, { background: '#fff' }).jpeg().toBuffer())]), name);
  const { batchId } = routes.upload.answer.parse((await station.request(`/api/upload?exam=${exam.id}&batch=b`, { body: form })).json);
  const batch = async () => routes.getBatch.answer.parse((await station.request(`/api/batches/${batchId}`)).json);
  const told = () => station.station.events({ examId: exam.id }).map(({ type }) => type);
  await until('the batch is over, and its last page looked at', async () => (await batch()).state === 'completed' && told().includes('quality.alarm'));
  expect((await batch()).alarms).toMatchObject([{ kind: 'skewed' }]);
  expect(told()).not.toContain('quality.cleared');
});
