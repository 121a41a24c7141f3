/** A station with the bundled example in it, and a browser beside it: put in once for a file of tests. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';
import { example } from '../zhiyue.ts';
import { pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

export interface ExampleStation extends ServedStation {
  readonly examId: string;
  /** A new device in this role, on a page of its own that shows `place` (`#/…`). */
  open(place: string, options?: { readonly role?: 'operator' | 'leader' | 'viewer'; readonly width?: number; readonly height?: number }): Promise<Watched>;
}

export async function exampleStation(): Promise<ExampleStation> {
  await using made = new AsyncDisposableStack();
  const station = made.use(await servedStation());
  const { browser, client } = station;
  const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));
  await client.request('createExam', { body: exam });
  await client.request('importRoster', { params: { examId: exam.id }, body: await readFile(example.roster) });
  const form = new FormData();
  for (const name of await readdir(example.scans)) form.append('files', new Blob([await readFile(path.join(example.scans, name))]), name);
  const { batchId } = await client.request('upload', { query: { exam: exam.id, batch: 'example' }, body: form });
  await vi.waitUntil(async () => (await client.request('getBatch', { params: { batchId } })).state === 'completed', { timeout: 120_000, interval: 500 });
  const all = made.move();
  return {
    ...station,
    examId: exam.id,
    async open(place, { role = 'operator', ...size } = {}) {
      const watched = await watchedPage(browser, size);
      await pairPage(watched, await station.link(role, role === 'operator' ? 'all' : [exam.id]), 'Ms Chen');
      await watched.page.evaluate((hash) => { location.hash = hash; }, place);
      return watched;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
