import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { greyPage, writePdf } from '../../../tests/fixtures/bad-files/make.ts';
import { mutated } from '../../../tests/fixtures/mutate.ts';
import { Random } from '../../simulate/random.ts';
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

describe('damaged files of every type', { timeout: 120_000 }, () => {
  it.each(['jpeg', 'png', 'lzw.tif', 'g4.tif', 'webp', 'pdf'])('become an image or a ZhiyueError about the file, never anything else: %s', async (name) => {
    const original = seeds.get(name) ?? Buffer.alloc(0);
    const random = new Random('damaged files', 20_261_122);
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
