/** Pictures of pages that browsers cannot show as they are (TIFF, PDF, WebP), or that were asked for in another size: drawn once, kept in `cache/pages` up to a bound, the longest unused ones dropped. */
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from '../pool/pool.ts';
import type { DrawPageInput } from './draw-page.job.ts';
import { type SharedJob, sharedJob } from './shared-job.ts';

export interface PictureOf {
  /** Of the file's bytes. */
  readonly sha256: string;
  /** Name within the data folder. */
  readonly file: string;
  readonly page: number;
  /** Null: as large as the page is read. */
  readonly width: number | null;
}

export interface PagePictures {
  /** Path of the JPEG. `signal`: whoever asked has gone; when all have, it is not drawn. Throws the signal's reason, or what decoding throws: file-damaged, file-type-unknown … */
  find(picture: PictureOf, signal: AbortSignal): Promise<string>;
}

export interface PagePicturesOptions { readonly dataFolder: string; readonly pool: Pick<Pool, 'run'>; readonly maxBytes?: number }

const folder = 'cache/pages';
const timeoutMs = 60_000;
const defaultBytes = 512 * 1024 ** 2;

export function pagePictures({ dataFolder, pool, maxBytes = defaultBytes }: PagePicturesOptions): PagePictures {
  const drawing = new Map<string, SharedJob>();
  /** Name -> bytes and the time of last use; filled from the folder at the first question. */
  let kept: Promise<Map<string, { bytes: number; usedAt: number }>> | null = null;

  const draw = async (name: string, { file, page, width }: PictureOf, signal: AbortSignal): Promise<void> => {
    const out = `${folder}/${name}`;
    const input: DrawPageInput = { dataFolder, file, page, width, out };
    await pool.run('draw-page', input, { timeoutMs, signal, line: 'asked' });
    const index = await (kept ??= indexOf(join(dataFolder, folder)));
    index.set(name, { bytes: (await stat(join(dataFolder, out))).size, usedAt: Date.now() });
    await dropOldest(index, name);
  };

  const dropOldest = async (index: Map<string, { bytes: number; usedAt: number }>, except: string): Promise<void> => {
    let total = [...index.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [name, { bytes }] of [...index].toSorted(([, a], [, b]) => a.usedAt - b.usedAt)) {
      if (total <= maxBytes) return;
      if (name === except) continue;
      index.delete(name);
      total -= bytes;
      await rm(join(dataFolder, folder, name), { force: true });
    }
  };

  return {
    async find(picture, signal) {
      const name = `${picture.sha256}-${picture.page}-${picture.width ?? 'full'}.jpg`;
      const path = join(dataFolder, folder, name);
      const index = await (kept ??= indexOf(join(dataFolder, folder)));
      const known = index.get(name);
      if (known) {
        known.usedAt = Date.now();
        // Says after a restart how long it has not been used; gone is gone, and drawn again.
        if (await utimes(path, new Date(), new Date()).then(() => true, () => false)) return path;
        index.delete(name);
      }
      // Whoever asks for the same picture at the same time waits for the one drawing.
      const job = drawing.get(name) ?? sharedJob((gone) => draw(name, picture, gone), () => drawing.delete(name));
      drawing.set(name, job);
      await job.join(signal);
      return path;
    },
  };
}

/** Names within the data folder of the pictures that are kept of these files. */
export async function keptPictures(dataFolder: string, hashes: ReadonlySet<string>): Promise<string[]> {
  const names = await readdir(join(dataFolder, folder)).catch(() => []);
  return names.filter((name) => hashes.has(name.slice(0, name.indexOf('-')))).map((name) => `${folder}/${name}`);
}

async function indexOf(path: string): Promise<Map<string, { bytes: number; usedAt: number }>> {
  await mkdir(path, { recursive: true });
  const entries = await Promise.all((await readdir(path)).map(async (name) => {
    const status = await stat(join(path, name)).catch(() => null);
    return status === null ? [] : [[name, { bytes: status.size, usedAt: status.mtimeMs }] as const];
  }));
  return new Map(entries.flat());
}
