import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routes } from '../../../src/contract/routes.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleScans } from '../../support/station.ts';
import { batchOf, countOf, exam, first, formOf, pagesOf, post, type Scan, stationWithExam, upload, uploadPath } from './exam-at-work.ts';

/** A multipart request that is sent piece by piece. */
function slowUpload(station: GatewayStation, batch: string) {
  const boundary = 'zhiyue-test';
  const request = httpRequest(`${station.base}${uploadPath(batch)}`, {
    method: 'POST', headers: { 'authorization': `Bearer ${station.token}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  request.on('error', () => {});
  const answered = once(request, 'response').then(([response]) => response.statusCode);
  answered.catch(() => {});
  request.write(`--${boundary}`);
  const begin = (name: string): void => void request.write(`\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`);
  return {
    begin,
    bytes: (part: Uint8Array): void => void request.write(part),
    file: (scan: Scan): void => {
      begin(scan.name);
      request.write(scan.bytes);
      // A file has ended when the next boundary is there.
      request.write(`\r\n--${boundary}`);
    },
    end: async () => {
      request.end('--\r\n');
      return answered;
    },
    breakOff: () => request.destroy(),
  };
}

describe('uploads', () => {
  test('go from files to scores, and the same upload again does nothing', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId, added, known, files } = await upload(station, first(6));
    expect({ added, known }).toEqual({ added: 6, known: 0 });
    expect(files.map((file) => [file.name, file.bytes, file.known])).toEqual(first(6).map(({ name, bytes }) => [name, bytes.length, false]));
    await station.station.settled(batchId);
    expect(await batchOf(station, batchId)).toMatchObject({ batchKey: 'b', run: 1, state: 'completed', progress: { pages: 6, intakeDone: true, completed: true } });
    expect((await pagesOf(station)).map((page) => page.sourceFile)).toEqual(first(6).map((file) => file.name));
    expect(station.station.events({ type: 'batch.started' })[0]?.actor).toBe('operator');

    const lastSeq = station.station.events({ limit: 10_000 }).at(-1)?.seq;
    expect(await upload(station, first(6))).toMatchObject({ batchId, added: 0, known: 6 });
    expect(station.station.events({ limit: 10_000 }).at(-1)?.seq).toBe(lastSeq);

    const sums = files.map(({ name, sha256 }) => ({ name, sha256 }));
    const check = await post(station, `/api/upload/check?exam=${exam.id}`, { files: [...sums, { name: 'other.jpg', sha256: sums[0]?.sha256 }] });
    expect(check.json).toEqual({ missing: ['other.jpg'] });
  });

  test('that break off in the middle of a file leave nothing half stored, and the repeat brings what is missing', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const [one, two] = first(2);
    if (!one || !two) throw new Error('the example has no scans');
    const sending = slowUpload(station, 'b');
    sending.file(one);
    sending.begin(two.name);
    sending.bytes(two.bytes.subarray(0, two.bytes.length >> 1));
    await until('the first file is in', () => countOf(station, 'page.received') === 1);
    await until('the second file arrives', async () => (await readdir(join(folder.path, 'incoming'))).length > 0);
    sending.breakOff();
    // What is in is all there is, until somebody comes back.
    await until('the batch is completed', () => countOf(station, 'batch.completed') === 1);
    expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
    const again = await upload(station, [one, two]);
    expect(again).toMatchObject({ added: 1, known: 1 });
    await station.station.settled(again.batchId);
    expect(countOf(station, 'page.received')).toBe(2);
    expect(await batchOf(station, again.batchId)).toMatchObject({ run: 2, state: 'completed', progress: { pages: 2 } });
  });

  test('into one batch at once: it is completed when the last of them has ended, once', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const [one, two, three] = first(3);
    if (!one || !two || !three) throw new Error('the example has no scans');
    const slow = slowUpload(station, 'b');
    slow.file(one);
    await until('the first file is in', () => countOf(station, 'page.received') === 1);
    const { batchId } = await upload(station, [two]);
    await until('both pages are graded', () => countOf(station, 'grading.completed') === 2);
    expect(await batchOf(station, batchId)).toMatchObject({ state: 'intake' });
    slow.file(three);
    expect(await slow.end()).toBe(202);
    await station.station.settled(batchId);
    expect(countOf(station, 'batch.completed')).toBe(1);
    expect((await pagesOf(station)).map((page) => page.sourceFile)).toEqual([one.name, two.name, three.name]);
  });

  test('without files, or into an exam that is not there, are refused', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const empty = new FormData();
    empty.append('note', 'nothing');
    expect((await station.request(uploadPath('b'), { body: empty })).problem).toMatchObject({ code: 'request-invalid' });
    expect((await station.request('/api/upload?exam=other&batch=b', { body: formOf(first(1)) })).problem).toMatchObject({ code: 'not-found' });
    expect(countOf(station, 'batch.started')).toBe(0);
  });

  test('of folders on the station\'s machine take their scans and name what was left out; a pipe is refused by its name', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(join(folder.path, 'data'));
    const place = join(folder.path, 'scans');
    await mkdir(place);
    for (const { name, bytes } of first(2)) await writeFile(join(place, name), bytes);
    await writeFile(join(place, 'notes.txt'), 'not a scan');
    const put = await post(station, `/api/exams/${exam.id}/paths`, { batch: 'folder', paths: [place] });
    expect(put.status).toBe(202);
    expect(put.json).toMatchObject({ added: 2, known: 0, skipped: ['notes.txt'] });
    const { batchId } = routes.putInPaths.answer.parse(put.json);
    await station.station.settled(batchId);
    expect((await post(station, `/api/exams/${exam.id}/paths`, { batch: 'folder', paths: [place] })).json).toMatchObject({ added: 0, known: 2 });
    expect((await post(station, `/api/exams/${exam.id}/paths`, { batch: 'folder', paths: ['scans'] })).problem).toMatchObject({ code: 'request-invalid', about: 'scans' });
    const pipe = join(folder.path, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    expect((await post(station, `/api/exams/${exam.id}/paths`, { batch: 'folder', paths: [pipe] })).problem).toMatchObject({ code: 'file-type-unknown', about: pipe });
  });

  test('that a crash cut off end with what is in at the next start', async () => {
    await using folder = await temporaryFolder();
    const [one, two] = first(2);
    if (!one || !two) throw new Error('the example has no scans');
    {
      await using station = await stationWithExam(folder.path);
      // As `grade` leaves it when it is interrupted: open for files.
      const stop = new AbortController();
      async function* endless() {
        for (const { name, path } of exampleScans(1)) yield { name, path };
        stop.abort(new Error('interrupted'));
        yield { name: 'never', path: 'never' };
      }
      await expect(station.station.putIn(exam.id, endless(), { batchKey: 'b', signal: stop.signal })).rejects.toThrow();
      expect(countOf(station, 'batch.completed')).toBe(0);
    }
    await using station = await openGatewayStation(folder.path);
    await until('the batch is completed', () => countOf(station, 'batch.completed') === 1);
  });
});
