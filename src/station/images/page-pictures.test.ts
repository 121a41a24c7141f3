import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import type { Pool } from '../pool/pool.ts';
import { drawPageJob } from './draw-page.job.ts';
import { keptPictures, pagePictures } from './page-pictures.ts';

const asking = new AbortController().signal;

/** A data folder with a TIFF in it, and the job run in this thread. */
async function drawing(path: string) {
  await mkdir(join(path, 'incoming'), { recursive: true });
  const noise = Buffer.from(Array.from({ length: 400 * 300 }, (_, i) => (i * 7919) % 251));
  await writeFile(join(path, 'a.tif'), await sharp(noise, { raw: { width: 400, height: 300, channels: 1 } }).tiff().toBuffer());
  const drawn: unknown[] = [];
  const pool: Pick<Pool, 'run'> = {
    async run(job, input) {
      expect(job).toBe('draw-page');
      drawn.push(input);
      return drawPageJob(input);
    },
  };
  return { pool, drawn, picture: (width: number | null) => ({ sha256: 'abc', file: 'a.tif', page: 1, width }) };
}

test('a picture is drawn once, whoever asks for it at the same time or later', async () => {
  await using folder = await temporaryFolder();
  const { pool, drawn, picture } = await drawing(folder.path);
  const pictures = pagePictures({ dataFolder: folder.path, pool });
  const [one, two] = await Promise.all([pictures.find(picture(null), asking), pictures.find(picture(null), asking)]);
  expect(one).toBe(two);
  expect(await sharp(one).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 300 });
  await pictures.find(picture(null), asking);
  // Another station on the same folder.
  await pagePictures({ dataFolder: folder.path, pool }).find(picture(null), asking);
  expect(drawn).toHaveLength(1);
  expect(await keptPictures(folder.path, new Set(['abc']))).toEqual(['cache/pages/abc-1-full.jpg']);
  expect(await keptPictures(folder.path, new Set(['ab']))).toEqual([]);
  expect(await sharp(await pictures.find(picture(100), asking)).metadata()).toMatchObject({ width: 100, height: 75 });
  // Never larger than it is.
  expect(await sharp(await pictures.find(picture(4000), asking)).metadata()).toMatchObject({ width: 400 });
});

test('those unused for longest are dropped beyond the bound, and drawn again when somebody asks', async () => {
  await using folder = await temporaryFolder();
  const { pool, drawn, picture } = await drawing(folder.path);
  const whole = (await readFile(await pagePictures({ dataFolder: folder.path, pool }).find(picture(null), asking))).length;
  const pictures = pagePictures({ dataFolder: folder.path, pool, maxBytes: Math.round(whole * 1.2) });
  await pictures.find(picture(null), asking);
  await pictures.find(picture(390), asking);
  expect(await readdir(join(folder.path, 'cache', 'pages'))).toEqual(['abc-1-390.jpg']);
  const before = drawn.length;
  await readFile(await pictures.find(picture(null), asking));
  expect(drawn.length).toBe(before + 1);
});

test('a file that is no image is refused, and nothing is kept of it', async () => {
  await using folder = await temporaryFolder();
  const { pool } = await drawing(folder.path);
  await writeFile(join(folder.path, 'b.bin'), 'no image');
  const pictures = pagePictures({ dataFolder: folder.path, pool });
  await expect(pictures.find({ sha256: 'b', file: 'b.bin', page: 1, width: null }, asking)).rejects.toMatchObject({ code: 'file-type-unknown' });
  expect(await readdir(join(folder.path, 'cache', 'pages'))).toEqual([]);
});
