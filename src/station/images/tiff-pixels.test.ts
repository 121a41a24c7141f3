import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePage, decodePlanes } from './decode.ts';
import { pixelShape } from './tiff-pixels.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-tiff-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
const mmPerInch = 25.4;

async function tiff(name: string, width: number, height: number, dpi: readonly [number, number]): Promise<string> {
  await sharp({ create: { width, height, channels: 3, background: '#fff' } }).toColourspace('b-w').tiff({ xres: dpi[0] / mmPerInch, yres: dpi[1] / mmPerInch }).toFile(at(name));
  return at(name);
}

test('the pixels of a fax become square, as the file says that they are not; nearly square ones stay as they are', async () => {
  const coarse = await tiff('coarse.tif', 800, 560, [204, 98]), turned = await tiff('turned.tif', 560, 800, [98, 204]), fine = await tiff('fine.tif', 800, 1100, [204, 196]);
  for (const [file, width, height] of [[coarse, 800, 1166], [turned, 1166, 800], [fine, 800, 1100]] as const) {
    const { image, sourceWidth, sourceHeight, scale } = await decodePage(file, { page: 1 });
    expect([image.width, image.height, sourceWidth, sourceHeight, scale]).toEqual([width, height, width, height, 1]);
  }
  // Written by a program that does not know its resolution.
  const { image } = await decodePage(await tiff('mistaken.tif', 800, 1131, [200, 300]), { page: 1 });
  expect([image.width, image.height]).toEqual([800, 1131]);
  const { print, shrunk } = await decodePlanes(coarse, { page: 1, size: { least: 583, most: 583 } });
  expect([print.width, print.height, shrunk]).toEqual([400, 583, true]);
});

test('a file that says nothing, nonsense or leads around in a circle has square pixels', async () => {
  // Its only directory, which is empty, names itself as the next one.
  await writeFile(at('circle.tif'), Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0]));
  await writeFile(at('short.tif'), Buffer.from([0x49, 0x49, 42, 0]));
  expect([await pixelShape(at('circle.tif'), 3), await pixelShape(at('short.tif'), 1), await pixelShape(at('none.tif'), 1), await pixelShape(await tiff('slip.tif', 100, 100, [1000, 100]), 1)]).toEqual([1, 1, 1, 1]);
});

test('pixels that are numbers with fractions are refused for what they are', async () => {
  const entries = [[256, 3, 1], [257, 3, 1], [258, 3, 32], [259, 3, 1], [262, 3, 1], [273, 4, 200], [277, 3, 1], [278, 3, 1], [279, 4, 4], [339, 3, 3]] as const;
  const bytes = Buffer.alloc(204);
  bytes.write('II'); bytes.writeUInt16LE(42, 2); bytes.writeUInt32LE(8, 4); bytes.writeUInt16LE(entries.length, 8);
  for (const [k, [tag, type, value]] of entries.entries()) { const from = 10 + 12 * k; bytes.writeUInt16LE(tag, from); bytes.writeUInt16LE(type, from + 2); bytes.writeUInt32LE(1, from + 4); bytes.writeUInt32LE(value, from + 8); }
  bytes.writeFloatLE(1, 200);
  await writeFile(at('float.tif'), bytes);
  await expect(decodePage(at('float.tif'), { page: 1 })).rejects.toMatchObject({ code: 'file-type-unknown', faults: [{ code: 'scan-float' }] });
});
