import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { routes } from '../../../src/contract/routes.ts';
import type { PageDetail } from '../../../src/contract/routes/pages.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { countOf, exam, first, get, pagesOf, pdfOf, post, type Scan, scans, scoreOf, stationWithExam, upload, uploadAndSettle } from './exam-at-work.ts';

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
    await uploadAndSettle(station, files);
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
    await uploadAndSettle(station, [{ name: 'note.txt', bytes: Buffer.from('no image') }]);
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
    await uploadAndSettle(station, first(1));
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
    await uploadAndSettle(station, first(1));
    const [page] = await pagesOf(station);
    const correct = (field: string, value: string) => station.request(`/api/pages/${page?.pageId}/items/${field}`, { method: 'PUT', body: { value } });
    expect((await correct('1', 'Z')).problem).toMatchObject({ code: 'option-invalid' });
    expect((await correct('999', 'A')).problem).toMatchObject({ code: 'option-invalid' });
    expect((await correct('1', 'A')).status).toBe(204);
    const detail = await get(station, routes.getPage.answer, `/api/pages/${page?.pageId}`);
    expect(detail.answers.find((answer) => answer.no === '1')?.corrected).toBe('A');
  });
});
