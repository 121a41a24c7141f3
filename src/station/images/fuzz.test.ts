import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { greyPage, writePdf } from '../../../tests/fixtures/bad-files/make.ts';
import { decodePage } from './decode.ts';
import { inspectFile } from './inspect.ts';

const mutationsOfEach = 80;
let folder = '';
const seeds = new Map<string, Buffer>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiyue-fuzz-'));
  const page = await greyPage(160, 220);
  seeds.set('jpeg', await page.clone().jpeg().toBuffer());
  seeds.set('png', await page.clone().png().toBuffer());
  seeds.set('lzw.tif', await page.clone().tiff({ compression: 'lzw' }).toBuffer());
  seeds.set('g4.tif', await page.clone().tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer());
  seeds.set('webp', await page.clone().webp().toBuffer());
  await writePdf(join(folder, 'seed.pdf'), await page.clone().jpeg().toBuffer());
  seeds.set('pdf', await readFile(join(folder, 'seed.pdf')));
});
afterAll(() => rm(folder, { recursive: true }));

/** mulberry32: the same damage in every run. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mutated(original: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(original);
  const position = (): number => Math.floor(random() ** 2 * bytes.length);
  const kind = Math.floor(random() * 5);
  if (kind === 0) return bytes.subarray(0, position());
  if (kind === 1) return Buffer.concat([bytes.subarray(0, position()), bytes.subarray(position())]);
  if (kind === 2) bytes.fill(random() < 0.5 ? 0 : 0xff, position(), position());
  for (let i = 0; i < 1 + random() * 12; i++) bytes[position()] = Math.floor(random() * 256);
  return bytes;
}

describe('damaged files of every type', { timeout: 120_000 }, () => {
  it.each(['jpeg', 'png', 'lzw.tif', 'g4.tif', 'webp', 'pdf'])('become an image or a ZhiyueError about the file, never anything else: %s', async (name) => {
    const original = seeds.get(name) ?? Buffer.alloc(0);
    const random = generator(20_261_122);
    let images = 0;
    for (let i = 0; i < mutationsOfEach; i++) {
      const path = join(folder, `${i}.${name}`);
      await writeFile(path, mutated(original, random));
      try {
        await inspectFile(path);
        const { image } = await decodePage(path, { page: 1 });
        expect(image.pixels).toHaveLength(image.width * image.height);
        images++;
      } catch (error) {
        if (!(error instanceof ZhiyueError)) throw error;
        expect(error.code).toMatch(/^(?:file-|image-too-large|input-missing)/);
        expect(error.about).toBe(`${i}.${name}`);
      }
    }
    expect(images).toBeLessThan(mutationsOfEach);
  });
});
