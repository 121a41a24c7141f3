import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../contract/errors.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { blankPng, greyPage, makeBadFiles, writePdf } from '../../../tests/fixtures/bad-files/make.ts';
import type { BadFiles } from '../../../tests/fixtures/bad-files/make.ts';
import { decodePage } from './decode.ts';
import { inspectFile } from './inspect.ts';

let folder = '';
let files: BadFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiyue-bad-files-'));
  files = await makeBadFiles(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function refusal(work: Promise<unknown>): Promise<ZhiyueError> {
  const error = await work.then(() => null, (reason: unknown) => reason);
  if (error instanceof ZhiyueError) return error;
  throw new Error(`Expected a ZhiyueError, got ${String(error)}`);
}

describe('a file that is no good scan', () => {
  it.each<[keyof BadFiles, ErrorCode]>([
    ['empty', 'file-empty'],
    ['textNamedJpg', 'file-type-unknown'],
    ['hugePng', 'image-too-large'],
    ['passwordPdf', 'file-encrypted'],
    ['damagedPdf', 'file-damaged'],
  ])('is refused when it is looked at: %s is %s, about the file, with words for it in both languages', async (name, code) => {
    const path = files[name];
    for (const work of [() => inspectFile(path), () => decodePage(path, { page: 1 })]) {
      const error = await refusal(work());
      expect(error.code).toBe(code);
      expect(error.about).toBe(basename(path));
      expect(error.faults.length).toBeGreaterThan(0);
    }
  });

  it.each<keyof BadFiles>(['truncatedJpeg', 'truncatedPng', 'truncatedTiff', 'truncatedWebp'])('is refused, not read with grey rows, when it is cut off: %s', async (name) => {
    expect(await refusal(decodePage(files[name], { page: 1 }))).toMatchObject({ code: 'file-damaged', about: basename(files[name]) });
  });

  it('is refused when only the tail of a JPEG is missing', async () => {
    const jpeg = await (await greyPage(600, 850)).jpeg().toBuffer();
    const path = join(folder, 'tail.jpg');
    await writeFile(path, jpeg.subarray(0, jpeg.length - 200));
    expect((await refusal(decodePage(path, { page: 1 }))).code).toBe('file-damaged');
  });

  it('is read when a JPEG only has stray bytes between its segments or after its end', async () => {
    const jpeg = await (await greyPage(600, 850)).jpeg().toBuffer();
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const path = join(folder, 'stray.jpg');
    await writeFile(path, Buffer.concat([jpeg.subarray(0, scan), Buffer.from([0, 1, 2, 3]), jpeg.subarray(scan), Buffer.alloc(300, 7)]));
    expect((await decodePage(path, { page: 1 })).image).toMatchObject({ width: 600, height: 850 });
  });

  it('is refused from its header: a PNG of 20,000 × 20,000 pixels is not decoded', async () => {
    // Little more than the header: decoding would fail as damaged.
    const path = join(folder, 'header-only.png');
    await writeFile(path, Buffer.from(blankPng(20_000, 20_000)).subarray(0, 2_000));
    expect(await refusal(inspectFile(path))).toMatchObject({ code: 'image-too-large' });
  });

  it('tells a missing file and a page that is not there from a damaged one', async () => {
    expect((await refusal(inspectFile(join(folder, 'nobody.jpg')))).code).toBe('input-missing');
    const pdf = join(folder, 'one-page.pdf');
    await writePdf(pdf, await (await greyPage(600, 850)).jpeg().toBuffer());
    expect((await refusal(decodePage(pdf, { page: 2 }))).code).toBe('input-missing');
    const tiff = join(folder, 'one-page.tif');
    await (await greyPage(100, 100)).tiff().toFile(tiff);
    expect((await refusal(decodePage(tiff, { page: 2 }))).code).toBe('input-missing');
  });

  it('leaves the good files alone: they are read after each bad one', async () => {
    const good = join(folder, 'good.pdf');
    await writePdf(good, await (await greyPage(600, 850)).jpeg().toBuffer());
    for (const bad of Object.values(files)) {
      await refusal(decodePage(bad, { page: 1 }));
      expect((await decodePage(good, { page: 1 })).image).toMatchObject({ width: 600, height: 850 });
    }
  });
});
