import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { Random } from '../../simulate/random.ts';
import type { CodeFormat } from '../../exam/code-formats.ts';
import type { GrayImage } from './reading.ts';
import { createRegionCodeReader, type RegionCodeReader } from './region-codes.ts';

const require = createRequire(import.meta.url);
let reader: RegionCodeReader;
beforeAll(async () => {
  const wasm = await readFile(require.resolve('zxing-wasm/writer/zxing_writer.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: wasm.slice().buffer } });
  reader = createRegionCodeReader(await readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm')));
});

const texts: Readonly<Record<CodeFormat, string>> = { QRCode: '考号 20260101', DataMatrix: 'A-20260101', Code128: '20260101-07', Code39: 'ROOM 12', EAN13: '6901234567892', EAN8: '12345670', PDF417: 'ZY 20260101 page 2' };
const formats = Object.entries(texts) as [CodeFormat, string][];

/** A printed and scanned code: turned by some degrees, blurred, with noise. */
async function scanned(format: CodeFormat, { turn, noise, blur }: { turn: number; noise: number; blur: number }): Promise<GrayImage> {
  const { svg, error } = await writeBarcode(texts[format], { format, scale: 4 });
  if (error !== '') throw new Error(error);
  let picture = sharp(Buffer.from(svg), { density: 72 }).flatten({ background: '#fff' }).extend({ top: 20, bottom: 20, left: 20, right: 20, background: '#fff' });
  picture = sharp(await picture.png().toBuffer()).rotate(turn, { background: '#fff' });
  if (blur > 0) picture = sharp(await picture.png().toBuffer()).blur(blur);
  const { data, info } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const random = new Random('codes', format);
  return { width: info.width, height: info.height, pixels: Uint8Array.from(data, (value) => Math.max(0, Math.min(255, 20 + value * 0.86 + random.normal() * noise))) };
}

describe.each(formats)('%s', (format, text) => {
  test.each([['clean', { turn: 0, noise: 0, blur: 0 }], ['upside down', { turn: 180, noise: 8, blur: 0.5 }], ['on its side and askew', { turn: 92, noise: 8, blur: 0.5 }], ['noisy', { turn: 1, noise: 45, blur: 0 }]] as const)('%s', async (_, damage) => {
    expect(await reader.read(await scanned(format, damage))).toEqual([{ format, text }]);
  });
});

test('only the formats that are asked for, and nothing where no code is', async () => {
  expect(await reader.read(await scanned('Code128', { turn: 0, noise: 0, blur: 0 }), ['QRCode'])).toEqual([]);
  expect(await reader.read({ width: 200, height: 80, pixels: new Uint8Array(16_000).fill(230) })).toEqual([]);
});
