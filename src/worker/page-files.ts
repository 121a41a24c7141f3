/** Files of a station as long as they are needed here: scans and layouts by what they contain, each fetched once, however many pages are in it. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StationClient } from '../client/station-client.ts';
import type { AnswerOf } from '../contract/routes.ts';
import { ZhiyueError } from '../contract/errors.ts';
import { writeWhole } from '../station/store/whole-file.ts';

export type ReadingOrder = Extract<AnswerOf<'startReading'>, { readonly next: 'read' }>;

/** Files that nobody uses now and that stay for the next page of the same scan. */
const keptFiles = 16;

export class PageFiles {
  readonly #folder: string;
  readonly #station: StationClient;
  /** By name; the least lately used one first. */
  readonly #files = new Map<string, { users: number; readonly there: Promise<void> }>();

  constructor(folder: string, station: StationClient) {
    this.#folder = folder;
    this.#station = station;
  }

  /** Empties the folder: pages of pupils do not stay on a machine that only reads them. */
  async clear(): Promise<void> {
    for (const name of ['incoming', 'images', 'layouts', 'crops']) await rm(join(this.#folder, name), { recursive: true, force: true });
    await mkdir(join(this.#folder, 'incoming'), { recursive: true, mode: 0o700 });
  }

  /** The scan and the layouts of a page for as long as `use` runs. Throws what the station answers, ZhiyueError disk-full, worker-crashed when something else arrived or the file is gone again. */
  async with<T>(pageId: string, order: ReadingOrder, signal: AbortSignal, use: (files: { readonly file: string; readonly layoutFile: string }) => Promise<T>): Promise<T> {
    const file = `images/${order.image.sha256}.${order.image.ending}`;
    const layoutFile = `layouts/${order.layouts}.json`;
    const input = { params: { pageId } };
    const taken = [
      this.#take(file, async () => sameAs(order.image.sha256, await this.#station.request('getReadingImage', input, { signal }))),
      this.#take(layoutFile, async () => new Uint8Array(await (await this.#station.request('getReadingLayouts', input, { signal })).arrayBuffer())),
    ];
    try {
      await Promise.all(taken.map(({ there }) => there));
      return await use({ file, layoutFile });
    } catch (error) {
      if (!(error instanceof ZhiyueError) || error.code !== 'input-missing') throw error;
      // Somebody tidied up on this machine: the page is not to blame, and its next try fetches anew.
      for (const name of [file, layoutFile]) this.#files.delete(name);
      throw new ZhiyueError('worker-crashed', `A file that was fetched is gone: ${error.message}`, { cause: error });
    } finally {
      for (const one of taken) one.users -= 1;
      await this.#prune();
    }
  }

  #take(name: string, fetched: () => Promise<Uint8Array>): { users: number; readonly there: Promise<void> } {
    const known = this.#files.get(name);
    this.#files.delete(name);
    const file = known ?? { users: 0, there: fetched().then((content) => writeWhole(this.#folder, name, content)) };
    this.#files.set(name, file);
    file.users += 1;
    // Whoever comes next tries again.
    if (!known) file.there.catch(() => { if (this.#files.get(name) === file) this.#files.delete(name); });
    return file;
  }

  async #prune(): Promise<void> {
    const idle = [...this.#files].filter(([, { users }]) => users === 0);
    for (const [name] of idle.slice(0, Math.max(0, idle.length - keptFiles))) {
      this.#files.delete(name);
      await rm(join(this.#folder, name), { force: true });
    }
  }
}

async function sameAs(sha256: string, blob: Blob): Promise<Uint8Array> {
  const content = new Uint8Array(await blob.arrayBuffer());
  // Cut short on the way, say: to be fetched again, for the page itself may be in order.
  if (createHash('sha256').update(content).digest('hex') !== sha256) throw new ZhiyueError('worker-crashed', 'Another file arrived than the one that was asked for.');
  return content;
}
