import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../src/exam/exam.ts';
import { readRoster } from '../../../src/station/report/roster-file.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleRoster } from '../../support/station.ts';
import { batchOf, countOf, exam, exceptionsOf, first, formOf, pagesOf, post, type Scan, upload, uploadPath } from './exam-at-work.ts';

const roster: readonly Candidate[] = await readRoster(exampleRoster, { digits: exam.candidateNumber.digits });
const eight = first(8);

async function stationWithRoster(folder: string, now = () => new Date()): Promise<GatewayStation> {
  const opened = await openGatewayStation(folder, {}, { now });
  await opened.station.createOrUpdateExam(exam, roster);
  return opened;
}

/** One request of a sending of the first eight scans, as a browser makes it. */
async function bite(station: GatewayStation, files: readonly Scan[], before: number, batch = 'b', of: number = eight.length) {
  return station.request(`${uploadPath(batch)}&sending=eight&of=${of}&before=${before}`, { body: formOf(files) });
}

const end = (station: GatewayStation, query = '') => station.request(`/api/exams/${exam.id}/sendings/eight${query}`, { method: 'DELETE' });
const statusCount = (station: GatewayStation, status: string) => station.station.results(exam.id).scores.filter((row) => row.status === status).length;
const absentOnes = async (station: GatewayStation) => (await exceptionsOf(station, '?kind=absent&limit=1000')).exceptions.map(({ candidateNo }) => candidateNo ?? '').toSorted();
const onlyBatch = async (station: GatewayStation) => batchOf(station, String(station.station.events({ type: 'batch.started' })[0]?.payload['batch_id']));

describe('a sending over several requests', () => {
  test('is not taken for all there is before its last file: until then nobody is absent and nothing is published', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithRoster(folder.path);
    expect((await bite(station, eight.slice(0, 5), 0)).status).toBe(202);
    await until('all that came is graded', () => countOf(station, 'grading.completed') === 5);
    expect(await onlyBatch(station)).toMatchObject({ state: 'intake', progress: { completed: false }, sendings: [{ sendingId: 'eight', files: 8, came: 5, interrupted: false }] });
    expect([statusCount(station, 'absent'), statusCount(station, 'awaiting-pages'), countOf(station, 'batch.completed')]).toEqual([0, roster.length - 5, 0]);
    expect(await absentOnes(station)).toEqual([]);
    expect((await post(station, `/api/exams/${exam.id}/publish`, { note: '', force: true })).problem).toMatchObject({ code: 'exam-busy' });

    expect((await bite(station, eight.slice(5), 5)).status).toBe(202);
    const { batchId } = await onlyBatch(station);
    await station.station.settled(batchId);
    expect(await onlyBatch(station)).toMatchObject({ state: 'completed', run: 1, sendings: [], progress: { pages: 8 } });
    expect([statusCount(station, 'absent'), statusCount(station, 'awaiting-pages'), countOf(station, 'batch.completed'), countOf(station, 'batch.cut-short')]).toEqual([roster.length - 8, 0, 1, 0]);
    expect(await absentOnes(station)).toHaveLength(roster.length - 8);
  });

  test('that broke off is waited for, over a restart too, and goes on in its own batch when the same files are sent again', async () => {
    await using folder = await temporaryFolder();
    let minutes = 0;
    const now = () => new Date(Date.now() + minutes * 60_000);
    {
      await using station = await stationWithRoster(folder.path, now);
      await bite(station, eight.slice(0, 5), 0);
      await until('all that came is graded', () => countOf(station, 'grading.completed') === 5);
      minutes = 1;
      expect((await onlyBatch(station)).sendings).toEqual([{ sendingId: 'eight', files: 8, came: 5, interrupted: true }]);
    }
    await using station = await openGatewayStation(folder.path, {}, { now });
    const open = await onlyBatch(station);
    expect(open).toMatchObject({ state: 'intake', sendings: [{ came: 5, interrupted: true }] });
    expect([statusCount(station, 'absent'), await absentOnes(station)]).toEqual([0, []]);

    // Everything again, as a browser without TLS must, and under the name of that minute.
    const again = await bite(station, eight, 0, 'another name');
    expect(again.json).toMatchObject({ batchId: open.batchId, added: 3, known: 5 });
    await station.station.settled(open.batchId);
    expect([countOf(station, 'batch.started'), countOf(station, 'ocr.completed'), (await pagesOf(station)).length]).toEqual([1, 8, 8]);
    expect((await batchOf(station, open.batchId)).sendings).toEqual([]);
    expect(await absentOnes(station)).toHaveLength(roster.length - 8);
  });

  test('is work as long as it comes or is read; what broke off is none, though more may come', async () => {
    await using folder = await temporaryFolder();
    // It stands still but for one step: on a busy machine five pages take longer than a sender may be silent.
    let now = new Date();
    await using station = await stationWithRoster(folder.path, () => now);
    const left = () => station.station.workOn(exam.id);
    expect(left()).toEqual({ pages: 0, busy: false, mayCome: false });
    await bite(station, eight.slice(0, 5), 0);
    expect(left()).toMatchObject({ busy: true, mayCome: true });
    await until('all that came is graded', () => countOf(station, 'grading.completed') === 5);
    expect(left()).toEqual({ pages: 0, busy: true, mayCome: true });
    now = new Date(now.getTime() + 60_000);
    expect(left()).toEqual({ pages: 0, busy: false, mayCome: true });
    const { batchId } = await onlyBatch(station);
    await end(station);
    await station.station.settled(batchId);
    expect(left()).toEqual({ pages: 0, busy: false, mayCome: false });
  });

  test('ends with what is in when somebody says so; who said it stands in the log', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithRoster(folder.path);
    await bite(station, eight.slice(0, 2), 0);
    const { batchId } = await onlyBatch(station);
    expect((await end(station)).status).toBe(204);
    await station.station.settled(batchId);
    expect(station.station.events({ type: 'batch.cut-short' })).toMatchObject([{ actor: 'operator', payload: { batch_id: batchId, files: 8, came: 2 } }]);
    expect(await absentOnes(station)).toHaveLength(roster.length - 2);

    // Some more of it after all: it is waited for anew, and a sender that knows of all files that they are in says nothing else.
    await bite(station, eight.slice(2, 4), 2);
    expect(await absentOnes(station)).toEqual([]);
    expect((await end(station, '?came=8')).status).toBe(204);
    await until('the batch was completed again', () => countOf(station, 'batch.completed') === 2);
    expect([countOf(station, 'batch.cut-short'), (await absentOnes(station)).length]).toEqual([1, roster.length - 4]);
    expect((await end(station)).status).toBe(204);
  });

  test('is given up with its batch', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithRoster(folder.path);
    await bite(station, eight.slice(0, 2), 0);
    const { batchId } = await onlyBatch(station);
    await post(station, `/api/batches/${batchId}/cancel`);
    await station.station.settled(batchId);
    expect(await batchOf(station, batchId)).toMatchObject({ state: 'completed', sendings: [] });
  });

  test('that brings only what is known keeps a completed batch from counting as all there is, no longer than it lasts', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithRoster(folder.path);
    const { batchId } = await upload(station, eight);
    await station.station.settled(batchId);
    const absent = await absentOnes(station);
    await bite(station, eight.slice(0, 4), 0, 'b', 9);
    expect(await batchOf(station, batchId)).toMatchObject({ state: 'completed', run: 1, sendings: [{ files: 9, came: 4 }] });
    expect([await absentOnes(station), statusCount(station, 'absent')]).toEqual([[], 0]);
    await end(station);
    expect([await absentOnes(station), statusCount(station, 'absent')]).toEqual([absent, absent.length]);
  });

  test('needs its number of files', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithRoster(folder.path);
    expect((await station.request(`${uploadPath('b')}&sending=eight`, { body: formOf(first(1)) })).problem).toMatchObject({ code: 'request-invalid' });
    expect(countOf(station, 'batch.started')).toBe(0);
  });
});

test('exceptions and results agree on who is absent while another batch is being taken in', async () => {
  await using folder = await temporaryFolder();
  await using station = await stationWithRoster(folder.path);
  await station.station.settled((await upload(station, first(2), 'first')).batchId);
  const agree = async (): Promise<number> => {
    const absent = station.station.results(exam.id).scores.filter(({ status }) => status === 'absent').map(({ candidateNo }) => candidateNo).toSorted();
    expect(await absentOnes(station)).toEqual(absent);
    const { exceptions, open } = await exceptionsOf(station, '?limit=1000');
    expect(open).toBe(exceptions.length);
    expect(station.station.progress(exam.id).exceptions).toBe(open);
    return absent.length;
  };
  expect(await agree()).toBe(roster.length - 2);
  await bite(station, eight.slice(2, 4), 0, 'second');
  expect(await agree()).toBe(0);
  // The first ends again while the second is open.
  const [page] = await pagesOf(station);
  await post(station, `/api/pages/${page?.pageId}/retry`);
  await until('the first batch was completed again', () => countOf(station, 'batch.completed') === 2);
  expect(await agree()).toBe(0);
  await end(station);
  await until('the second batch was completed', () => countOf(station, 'batch.completed') === 3);
  expect(await agree()).toBe(roster.length - 4);
});
