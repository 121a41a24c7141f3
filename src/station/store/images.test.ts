import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { openImageFolder } from './images.ts';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(300_000, 7)]);
const open = () => new AbortController().signal;

test('a stream is stored under what its bytes say, however they are cut up', async () => {
  await using folder = await temporaryFolder();
  const images = await openImageFolder(folder.path);
  const sha256 = createHash('sha256').update(png).digest('hex');
  for (const size of [1000, 65_536, png.length]) {
    const parts = Array.from({ length: Math.ceil(png.length / size) }, (_, i) => png.subarray(i * size, (i + 1) * size));
    const stored = await images.takeStream(Readable.from([png.subarray(0, 3), png.subarray(3, 9), ...[png.subarray(9)], Buffer.alloc(0)]), { name: 'a', maxBytes: png.length, signal: open() });
    expect(stored).toEqual({ sha256, bytes: png.length, kind: 'png', file: `images/${sha256.slice(0, 2)}/${sha256.slice(2)}.png` });
    expect(await images.takeStream(Readable.from(parts), { name: 'b', maxBytes: png.length, signal: open() })).toEqual(stored);
    expect((await readFile(join(folder.path, stored.file))).equals(png)).toBe(true);
  }
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
});

test('an empty stream is an empty file', async () => {
  await using folder = await temporaryFolder();
  const images = await openImageFolder(folder.path);
  expect(await images.takeStream(Readable.from([]), { name: 'a', maxBytes: 10, signal: open() })).toMatchObject({ bytes: 0, kind: null });
});

test('more than a file may have is refused by the file\'s name, and nothing of it stays', async () => {
  await using folder = await temporaryFolder();
  const images = await openImageFolder(folder.path);
  await expect(images.takeStream(Readable.from([png, png]), { name: 'big.png', maxBytes: png.length + 1, signal: open() })).rejects.toMatchObject({ code: 'request-too-large', about: 'big.png' });
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
  expect(await readdir(folder.path)).toEqual(['incoming']);
});

test('what breaks off, or whose sender has gone, leaves nothing', async () => {
  await using folder = await temporaryFolder();
  const images = await openImageFolder(folder.path);
  const broken = new PassThrough();
  broken.write(png);
  const taking = images.takeStream(broken, { name: 'a', maxBytes: 1e9, signal: open() });
  taking.catch(() => undefined);
  broken.destroy(new Error('reset'));
  await expect(taking).rejects.toThrow('reset');

  const stuck = new PassThrough();
  stuck.write(png);
  const gone = new AbortController();
  const waiting = images.takeStream(stuck, { name: 'a', maxBytes: 1e9, signal: gone.signal });
  waiting.catch(() => undefined);
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
  expect(await readdir(folder.path)).toEqual(['incoming']);
});
