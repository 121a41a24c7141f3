/**
 * The station's own jobs, in its pool; what came of a page (a pure function of its pixels, its layout and the program) is remembered and the next thread that meets it is spared the arithmetic (docs/decisions/0063, 0086).
 * Processes, threads, files and everything behind them are real; with a seed one page in 25, others with each seed, is read anew.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { z } from 'zod';
import type { Jobs } from '../../src/station/pool/pool.ts';
import { cropFile } from '../../src/station/store/crop-files.ts';
import { writeWhole } from '../../src/station/store/whole-file.ts';
import { jobs as real } from '../../src/station/tasks/jobs.ts';
import { readPageInputSchema, readPageResultSchema } from '../../src/station/tasks/ocr-processing/read-page-result.ts';

const given = new URL(import.meta.url).searchParams;
const folder = given.get('folder') ?? '';
const seed = given.get('seed');
const readAnewOneIn = 25;

const rememberedSchema = z.object({ result: readPageResultSchema, jpegs: z.array(z.string()) });

export const jobs: Jobs = {
  ...real,
  async 'read-page'(input, context) {
    const { dataFolder, file, pageInFile, pageId, layoutFile } = readPageInputSchema.parse(input);
    // An image's name is the hash of its content, and a layout file's that of its layouts.
    const name = createHash('sha256').update(`${file} ${pageInFile} ${layoutFile}`).digest('hex');
    const kept = join(folder, `${name}.json`);
    const anew = seed !== null && Number.parseInt(name.slice(0, 8), 16) % readAnewOneIn === Number(seed) % readAnewOneIn;
    if (existsSync(kept) && !anew) {
      const { result, jpegs } = rememberedSchema.parse(JSON.parse(await readFile(kept, 'utf8')));
      const crops = result.crops.map((crop) => ({ ...crop, file: cropFile(pageId, crop.field) }));
      for (const [at, crop] of crops.entries()) {
        context.signal.throwIfAborted();
        await writeWhole(dataFolder, crop.file, Buffer.from(jpegs[at] ?? '', 'base64'));
      }
      return { ...result, crops };
    }
    const result = readPageResultSchema.parse(await real['read-page']?.(input, context));
    if (!existsSync(kept)) {
      const jpegs = await Promise.all(result.crops.map(async (crop) => (await readFile(join(dataFolder, crop.file))).toString('base64')));
      await mkdir(folder, { recursive: true });
      const part = `${kept}.${process.pid}-${threadId}`;
      await writeFile(part, JSON.stringify({ result, jpegs }));
      await rename(part, kept);
    }
    return result;
  },
};
