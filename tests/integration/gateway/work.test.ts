import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { localOperator, type Principal } from '../../../src/contract/access.ts';
import { routes } from '../../../src/contract/routes.ts';
import type { PageDetail } from '../../../src/contract/routes/pages.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

const exam = exampleExam();
const scans = await Promise.all(exampleScans(40).map(async ({ name, path }) => ({ name, bytes: new Uint8Array(await readFile(path)) })));
interface Scan { readonly name: string; readonly bytes: Uint8Array }
const first = (count: number): Scan[] => scans.slice(0, count);

/** A station with the example exam in it. */
async function stationWithExam(folder: string, { readsAnew = false } = {}): Promise<GatewayStation> {
  const opened = await openGatewayStation(folder, {}, { readsAnew });
  await opened.station.createOrUpdateExam(exam, null);
  return opened;
}

function formOf(files: readonly Scan[]): FormData {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('files', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

const uploadPath = (batch: string): string => `/api/upload?exam=${exam.id}&batch=${encodeURIComponent(batch)}`;

async function upload(station: GatewayStation, files: readonly Scan[], batch = 'b'): Promise<z.output<typeof routes.upload.answer>> {
  const answered = await station.request(uploadPath(batch), { body: formOf(files) });
  expect(answered.text).toContain('batchId');
  expect(answered.status).toBe(202);
  return routes.upload.answer.parse(answered.json);
}

async function get<S extends z.ZodType>(station: GatewayStation, schema: S, path: string): Promise<z.output<S>> {
  const answered = await station.request(path);
  expect({ status: answered.status, text: answered.status === 200 ? '' : answered.text }).toEqual({ status: 200, text: '' });
  return schema.parse(answered.json);
}

async function post(station: GatewayStation, path: string, body: unknown = undefined) {
  return station.request(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
}

const pagesOf = async (station: GatewayStation, query = '') => (await get(station, routes.listPages.answer, `/api/exams/${exam.id}/pages${query}`)).pages;
const exceptionsOf = (station: GatewayStation, query = '') => get(station, routes.listExceptions.answer, `/api/exams/${exam.id}/exceptions${query}`);
const batchOf = (station: GatewayStation, batchId: string) => get(station, routes.getBatch.answer, `/api/batches/${batchId}`);
const scoreOf = (station: GatewayStation, candidateNo: string | null) => station.station.results(exam.id).scores.find((row) => row.candidateNo === candidateNo)?.score?.total ?? null;
const countOf = (station: GatewayStation, type: string) => station.station.events({ type, limit: 10_000 }).length;

const leader: Principal = { ...localOperator, id: 'device:leader', role: 'leader', exams: [exam.id], local: false };

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

/** How dark the image is around the middle of an outline, 0 to 255. */
function darknessIn(image: { readonly pixels: Uint8Array; readonly width: number }, corners: PageDetail['overlay'][number]['corners']): number {
  const [a, , c] = corners;
  const [x, y] = [(a.x + c.x) / 2, (a.y + c.y) / 2];
  const reach = Math.max(1, Math.abs(c.y - a.y) / 5);
  let sum = 0, n = 0;
  for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++, n++) sum += 255 - (image.pixels[Math.round(y + dy) * image.width + Math.round(x + dx)] ?? 255);
  return sum / n;
}

describe('pages', () => {
  test('show their image and, over it, what was read, whatever the file is', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    // Its own size, twice the size (read at half), lying on its side by EXIF, TIFF and PDF.
    const originals = scans.slice(0, 5).map(({ bytes }) => Buffer.from(bytes));
    const [asIs, large, turned, tiff, pdf] = originals;
    if (!asIs || !large || !turned || !tiff || !pdf) throw new Error('the example has no scans');
    const { width = 0, height = 0 } = await sharp(large).metadata();
    const files: Scan[] = [
      { name: '1.jpg', bytes: asIs },
      { name: '2.png', bytes: await sharp(large).resize({ width: Math.ceil((4100 * width) / height), height: 4101, fit: 'fill' }).png().toBuffer() },
      { name: '3.jpg', bytes: await sharp(turned).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer() },
      { name: '4.tif', bytes: await sharp(tiff).tiff({ compression: 'lzw' }).toBuffer() },
      { name: '5.pdf', bytes: await pdfOf(pdf) },
    ];
    const { batchId } = await upload(station, files);
    await station.station.settled(batchId);
    const pages = await pagesOf(station);
    expect(pages.map((page) => [page.sourceFile, page.state, page.candidateNo !== null])).toEqual(files.map((file) => [file.name, 'read', true]));
    for (const [index, { pageId, sourceFile }] of pages.entries()) {
      const page = await get(station, routes.getPage.answer, `/api/pages/${pageId}`);
      const served = await station.request(`/api/pages/${pageId}/image`);
      expect(served.headers.get('content-type')).toBe(sourceFile === '2.png' ? 'image/png' : 'image/jpeg');
      if (index < 3) expect(Buffer.from(served.bytes).equals(files[index]?.bytes ?? new Uint8Array())).toBe(true);
      const { data, info } = await sharp(served.bytes).autoOrient().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
      expect([page.width, page.height]).toEqual([info.width, info.height]);

      const bubbles = page.overlay.filter((one) => one.kind === 'bubble' && one.doubt === null);
      expect(bubbles.length).toBeGreaterThan(100);
      const dark = (chosen: boolean): number[] => bubbles.filter((one) => one.chosen === chosen).map(({ corners }) => darknessIn({ pixels: data, width: info.width }, corners)).toSorted((a, b) => a - b);
      const [marked, empty] = [dark(true), dark(false)];
      // Half of the marks are darker than nearly all that is empty: the outlines lie on the bubbles.
      expect(marked[marked.length >> 1], sourceFile).toBeGreaterThan((empty[Math.floor(empty.length * 0.95)] ?? 0) + 20);

      const etag = served.headers.get('etag') ?? '';
      expect((await station.request(`/api/pages/${pageId}/image`, { headers: { 'if-none-match': etag } })).status).toBe(304);
      const small = await station.request(`/api/pages/${pageId}/image?width=300`);
      expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 300 });
      const again = await station.request(`/api/pages/${pageId}/image?width=300`);
      expect(again.headers.get('etag')).toBe(small.headers.get('etag'));
      expect(Buffer.from(again.bytes).equals(Buffer.from(small.bytes))).toBe(true);
    }
    expect((await station.request(`/api/pages/none/image`)).problem).toMatchObject({ code: 'not-found' });
  });

  test('of files that are no images have no picture, and say why', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, [{ name: 'note.txt', bytes: Buffer.from('no image') }]);
    await station.station.settled(batchId);
    const [page] = await pagesOf(station);
    expect(page).toMatchObject({ state: 'failed', trouble: 'file-type-unknown', doubtful: 1 });
    expect((await station.request(`/api/pages/${page?.pageId}/image`)).problem).toMatchObject({ code: 'file-type-unknown' });
    expect(await get(station, routes.getPage.answer, `/api/pages/${page?.pageId}`)).toMatchObject({ width: null, overlay: [], answers: [] });
  });

  test('come in the order in which they were put in, a few at a time, and by state, batch or candidate', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const one = await upload(station, first(3), 'one');
    const two = await upload(station, scans.slice(3, 5), 'two');
    await station.station.settled(one.batchId);
    await station.station.settled(two.batchId);
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const answer: z.output<typeof routes.listPages.answer> = await get(station, routes.listPages.answer, `/api/exams/${exam.id}/pages?limit=2${after === '' ? '' : `&after=${after}`}`);
      expect(answer.pages.length).toBeLessThanOrEqual(2);
      seen.push(...answer.pages.map((page) => page.sourceFile));
      after = answer.next;
    }
    expect(seen).toEqual(first(5).map((file) => file.name));
    expect((await pagesOf(station, `?batch=${two.batchId}`)).map((page) => page.sourceFile)).toEqual(scans.slice(3, 5).map((file) => file.name));
    expect(await pagesOf(station, '?state=waiting')).toEqual([]);
    const [page] = await pagesOf(station);
    expect((await pagesOf(station, `?candidate=${page?.candidateNo}`)).map((each) => each.candidateNo)).toContain(page?.candidateNo);
  });

  test('are read again; what a person said about them stays', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, first(1));
    await station.station.settled(batchId);
    const [page] = await pagesOf(station);
    if (!page) throw new Error('no page');
    expect((await station.request(`/api/pages/${page.pageId}/items/candidate`, { method: 'PUT', body: { value: '99999999' } })).status).toBe(204);
    const retried = await post(station, `/api/pages/${page.pageId}/retry`);
    expect(retried).toMatchObject({ status: 202, json: { taskId: `ocr_processing:${page.pageId}/2` } });
    await until('the batch was completed again', () => countOf(station, 'batch.completed') === 2);
    expect(countOf(station, 'ocr.completed')).toBe(2);
    expect(await pagesOf(station)).toMatchObject([{ candidateNo: '99999999', state: 'read' }]);
    expect(scoreOf(station, '99999999')).not.toBeNull();
    expect(await get(station, routes.getTask.answer, `/api/tasks/${encodeURIComponent(`ocr_processing:${page.pageId}/2`)}`)).toMatchObject({ state: 'done', examId: exam.id });
    expect(station.station.events({ type: 'task.retried' })).toMatchObject([{ actor: 'operator' }]);
    expect((await post(station, '/api/pages/none/retry')).problem).toMatchObject({ code: 'not-found' });
  });

  test('take a person\'s word on an item only where it can stand', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, first(1));
    await station.station.settled(batchId);
    const [page] = await pagesOf(station);
    const correct = (field: string, value: string) => station.request(`/api/pages/${page?.pageId}/items/${field}`, { method: 'PUT', body: { value } });
    expect((await correct('1', 'Z')).problem).toMatchObject({ code: 'option-invalid' });
    expect((await correct('999', 'A')).problem).toMatchObject({ code: 'option-invalid' });
    expect((await correct('1', 'A')).status).toBe(204);
    const detail = await get(station, routes.getPage.answer, `/api/pages/${page?.pageId}`);
    expect(detail.answers.find((answer) => answer.no === '1')?.corrected).toBe('A');
  });
});

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

describe('exceptions', () => {
  test('are settled by a value or by a word, and undone: the score is what it was', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, scans);
    await station.station.settled(batchId);
    const all = await exceptionsOf(station);
    const doubt = all.exceptions.find((one) => one.kind === 'doubtful' && /^([1-9]|1\d|20)$/.test(one.field) && one.candidateNo !== null);
    if (!doubt) throw new Error(`no doubtful single choice in ${JSON.stringify(all.exceptions)}`);
    expect(doubt).toMatchObject({ state: 'open', crop: true, resolvedBy: null });
    expect((await station.request(`/api/pages/${doubt.pageId}/crops/${doubt.field}`)).headers.get('content-type')).toBe('image/jpeg');
    const before = scoreOf(station, doubt.candidateNo);
    const settle = async (value: string): Promise<void> => {
      const graded = countOf(station, 'grading.completed');
      expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, { value })).status).toBe(204);
      await until('the sheet is scored again', () => countOf(station, 'grading.completed') > graded);
    };
    await settle('A');
    const withA = scoreOf(station, doubt.candidateNo);
    await settle('B');
    await settle('C');
    await settle('D');
    const settled = [withA, scoreOf(station, doubt.candidateNo)];
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open - 1 });
    const resolved = (await exceptionsOf(station, '?state=resolved')).exceptions.find((one) => one.exceptionId === doubt.exceptionId);
    expect(resolved).toMatchObject({ state: 'resolved', resolvedBy: 'operator', value: 'D' });

    // Somebody else, who had it open at the same moment: another value is refused and changes nothing, the same one is no news.
    const other = (body: { value?: string }) => station.inject({ name: 'resolveException', params: { exceptionId: doubt.exceptionId }, body, principal: { ...localOperator, id: 'device:other', local: false } });
    expect(await other({ value: 'A' })).toMatchObject({ status: 409, body: { code: 'revision-stale' } });
    expect((await other({})).status).toBe(doubt.value === 'D' ? 204 : 409);
    expect((await other({ value: 'D' })).status).toBe(204);
    expect((await exceptionsOf(station, '?state=resolved')).exceptions.find((one) => one.exceptionId === doubt.exceptionId)).toMatchObject({ value: 'D' });

    const graded = countOf(station, 'grading.completed');
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/reopen`)).status).toBe(204);
    await until('the sheet is scored again', () => countOf(station, 'grading.completed') > graded);
    expect(scoreOf(station, doubt.candidateNo)).toBe(before);
    expect(settled).toHaveLength(2);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open });
    expect((await exceptionsOf(station)).exceptions.find((one) => one.exceptionId === doubt.exceptionId)).toMatchObject({ value: doubt.value, detail: doubt.detail });
    expect(station.station.events({ type: 'correction.withdrawn' })).toMatchObject([{ actor: 'operator', payload: { field: doubt.field } }]);
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/reopen`)).status).toBe(204);

    // Without a value the best guess is confirmed; that, too, can be undone.
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, {})).status).toBe(204);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open - 1 });
    await post(station, `/api/exceptions/${doubt.exceptionId}/reopen`);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open });

    expect((await post(station, '/api/exceptions/none/resolve', {})).problem).toMatchObject({ code: 'not-found' });
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, { value: 'Z' })).problem).toMatchObject({ code: 'option-invalid' });

    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const answer: z.output<typeof routes.listExceptions.answer> = await exceptionsOf(station, `?limit=3${after === '' ? '' : `&after=${after}`}`);
      seen.push(...answer.exceptions.map((one) => one.exceptionId));
      after = answer.next;
    }
    expect(seen).toEqual((await exceptionsOf(station)).exceptions.map((one) => one.exceptionId));
  });

  test('about an unknown candidate say whom the roster suggests, and a page taken from one candidate to another and back scores both', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, first(2));
    await station.station.settled(batchId);
    const [page] = await pagesOf(station);
    const read = page?.candidateNo ?? '';
    const near = `${read.slice(0, -1)}${(Number(read.at(-1)) + 1) % 10}`;
    await station.station.createOrUpdateExam(exam, [near, '00000000'].map((candidateNo) => ({ candidateNo, name: `学生${candidateNo}`, class: '', extra: {} })));
    const unknown = (await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.find((one) => one.pageId === page?.pageId);
    expect(unknown).toMatchObject({ field: 'candidate', value: read, detail: 'not-on-roster', guesses: [{ candidateNo: near, name: `学生${near}`, distance: 1, probability: expect.any(Number) }] });
    expect((await post(station, `/api/exceptions/${unknown?.exceptionId}/resolve`, { value: near })).status).toBe(204);
    await until('the page counts for the other candidate', () => scoreOf(station, near) !== null);
    expect((await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.some((one) => one.pageId === page?.pageId)).toBe(false);
    expect((await post(station, `/api/exceptions/${unknown?.exceptionId}/reopen`)).status).toBe(204);
    await until('the page is as it was read', async () => (await pagesOf(station))[0]?.candidateNo === read);
    expect((await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.some((one) => one.pageId === page?.pageId)).toBe(true);
  });

  test('without a page are settled by a word and opened again; what the station settled cannot be', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, first(1));
    await station.station.settled(batchId);
    const [page] = await pagesOf(station);
    const person = (candidateNo: string) => ({ candidateNo, name: '', class: '', extra: {} });
    await station.station.createOrUpdateExam(exam, [person(page?.candidateNo ?? ''), { ...person('88888888'), name: '傅雨桐', class: '八（1）班' }]);
    const [absent] = (await exceptionsOf(station, '?kind=absent')).exceptions;
    expect(absent).toMatchObject({ candidateNo: '88888888', name: '傅雨桐', class: '八（1）班', pageId: null, crop: false });
    const at = (what: string) => `/api/exceptions/${absent?.exceptionId}/${what}`;
    expect((await post(station, at('resolve'), { value: 'A' })).problem).toMatchObject({ code: 'option-invalid' });
    expect((await post(station, at('resolve'), {})).status).toBe(204);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toEqual([]);
    expect((await post(station, at('reopen'))).status).toBe(204);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toHaveLength(1);
    await station.station.createOrUpdateExam(exam, [person(page?.candidateNo ?? '')]);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toEqual([]);
    expect((await post(station, at('reopen'))).problem).toMatchObject({ code: 'request-invalid' });
  });
});

describe('the event log', () => {
  test('is asked by family, person, batch and time, from either end, a few at a time', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    const { batchId } = await upload(station, first(3));
    await station.station.settled(batchId);
    await post(station, '/api/tasks/pause');
    const ask = (query: string) => get(station, routes.listEvents.answer, `/api/events?${query}`);
    const all = await ask('limit=1000');
    expect(all.events.map((event) => event.seq)).toEqual(Array.from({ length: all.lastSeq }, (_, index) => index + 1));
    expect(all.next).toBeNull();
    expect(new Set((await ask('type=ocr.*')).events.map((event) => event.type))).toEqual(new Set(['ocr.started', 'ocr.completed']));
    expect((await ask('actor=people')).events.map((event) => event.type)).toEqual(['batch.started', 'work.paused']);
    expect((await ask(`correlation=${batchId}&type=page.received`)).events).toHaveLength(3);
    expect((await ask(`exam=${exam.id}&type=work.paused`)).events).toEqual([]);
    const newest = await ask('order=newest&limit=2');
    expect(newest.events.map((event) => event.seq)).toEqual([all.lastSeq, all.lastSeq - 1]);
    expect((await ask(`order=newest&limit=2&after=${newest.next}`)).events.map((event) => event.seq)).toEqual([all.lastSeq - 2, all.lastSeq - 3]);
    const oldest = await ask('limit=2');
    expect((await ask(`limit=2&after=${oldest.next}`)).events.map((event) => event.seq)).toEqual([3, 4]);
    const at = all.events[4]?.at ?? '';
    expect((await ask(`until=${at}`)).events.every((event) => event.at <= at)).toBe(true);
    expect((await ask(`since=${at}`)).events.length + (await ask(`until=${at}`)).events.length).toBeGreaterThanOrEqual(all.lastSeq);
  });

  test('shows a leader what leaders may see of their exams, and fills its pages with that', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await post(station, '/api/tasks/pause');
    await post(station, '/api/tasks/resume');
    const { batchId } = await upload(station, first(2));
    await station.station.settled(batchId);
    const ask = async (principal: Principal, query: Readonly<Record<string, number>> = {}) => {
      const { status, body } = await station.inject({ name: 'listEvents', query, principal });
      expect(status).toBe(200);
      return routes.listEvents.answer.parse(body);
    };
    const seen = await ask(leader, { limit: 3 });
    expect(seen.events).toHaveLength(3);
    const whole = await ask(leader);
    expect(whole.events.length).toBeGreaterThan(5);
    expect(whole.events.every((event) => event.exam_id === exam.id)).toBe(true);
    expect((await ask({ ...leader, exams: ['other'] })).events).toEqual([]);
    expect((await ask({ ...leader, exams: 'all' })).events.some((event) => event.type === 'work.paused')).toBe(false);
    expect((await station.inject({ name: 'listEvents', principal: { ...leader, role: 'viewer' } })).status).toBe(403);
  });
});

test('the station says how it is: parts, queues, disk, and no dead letters', async () => {
  await using folder = await temporaryFolder();
  await using station = await stationWithExam(folder.path);
  const status = await get(station, routes.getStatus.answer, '/api/status');
  expect(status).toMatchObject({ dataFolder: folder.path, parts: { record: 'up', redis: 'up' }, paused: false, exams: 1, deadLetters: 0, queues: { ocr_processing: { waiting: 0, active: 0, delayed: 0 } } });
  expect(status.disk?.freeBytes).toBeGreaterThan(0);
  expect(status.tasks['ocr_processing']).toMatchObject({ busy: 0, perMinute: 0, p50Ms: null, failed: 0 });
  expect((await station.request(`/api/events/${crypto.randomUUID()}/chain`)).problem.code).toBe('not-found');
  expect(status.workers).toMatchObject({ threads: 2, crashes: 0 });
  expect(await get(station, routes.listDeadLetters.answer, '/api/dead-letters')).toEqual({ letters: [], next: null, waiting: 0 });
  expect((await station.request('/health', { token: null })).json).toEqual({ status: 'up', parts: {} });
  expect((await station.request('/health')).json).toMatchObject({ status: 'up', parts: { record: 'up' } });
});

/** A page for each scan, as a scanner makes it. */
async function pdfOf(...jpegs: readonly Buffer[]): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(document, 'end');
  for (const jpeg of jpegs) document.addPage({ size: 'A4', margin: 0 }).image(jpeg, 0, 0, { width: 595.28, height: 841.89 });
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
