import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { qrSvg } from './qr-code.ts';

test.each(['https://192.168.1.20:7412/#pair=ABCD-EFGH', 'https://[fd00:1234:5678:9abc:def0:1234:5678:9abc]:7412/#pair=ABCD-EFGH'])('a camera reads %s off the picture', async (link) => {
  const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) } });
  const { data, info } = await sharp(Buffer.from(qrSvg(link)), { density: 400 }).resize(400).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const found = await readBarcodes({ data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' }, { formats: ['QRCode'] });
  expect(found.map(({ text }) => text)).toEqual([link]);
});

test('the picture has neither style nor script, which a strict policy would refuse', () => {
  const svg = qrSvg('https://192.168.1.20:7412/#pair=ABCD-EFGH');
  expect(svg).toMatch(/^<svg xmlns="[^"]+" viewBox="0 0 \d+ \d+"/);
  expect(svg).not.toMatch(/style|script|on\w+=|href/);
});
