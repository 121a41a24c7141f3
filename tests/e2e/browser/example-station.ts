/** A station with the bundled example in it, and a browser beside it. */
import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';
import type { StationClient } from '../../../src/client/station-client.ts';
import { madeOnce } from '../../support/kept-for-program.ts';
import { example } from '../zhiyue.ts';
import { pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, serving, servedStation } from './served-station.ts';

export interface ExampleStation extends ServedStation {
  readonly examId: string;
  /** A new device in this role, on a page of its own that shows `place` (`#/…`). */
  open(place: string, options?: { readonly role?: 'operator' | 'leader' | 'viewer'; readonly width?: number; readonly height?: number; readonly touch?: boolean }): Promise<Watched>;
}

/** `reads`: it has read so many of the scans itself. Else it goes on from the data folder of one that has read them all, once for all files of tests. */
export async function exampleStation({ reads }: { readonly reads?: number } = {}): Promise<ExampleStation> {
  const dataFolder = reads === undefined ? await madeOnce('example', async (folder) => {
    await using served = await serving(folder);
    await putInExample(served.client);
  }) : null;
  await using made = new AsyncDisposableStack();
  const station = made.use(await servedStation(dataFolder === null ? undefined : (folder) => cp(dataFolder, folder, { recursive: true })));
  if (reads !== undefined) await putInExample(station.client, reads);
  const { exams: [exam] } = await station.client.request('listExams', {});
  if (exam === undefined) throw new Error('The station has no example.');
  const all = made.move();
  return {
    ...station,
    examId: exam.id,
    async open(place, { role = 'operator', ...size } = {}) {
      const watched = await watchedPage(station.browser, size);
      await pairPage(watched, await station.link(role, role === 'operator' ? 'all' : [exam.id]), 'Ms Chen');
      await watched.page.evaluate((hash) => { location.hash = hash; }, place);
      return watched;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function putInExample(client: StationClient, scans?: number): Promise<void> {
  const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));
  await client.request('createExam', { body: exam });
  await client.request('importRoster', { params: { examId: exam.id }, body: await readFile(example.roster) });
  const form = new FormData();
  for (const name of (await readdir(example.scans)).toSorted().slice(0, scans)) form.append('files', new Blob([await readFile(path.join(example.scans, name))]), name);
  const { batchId } = await client.request('upload', { query: { exam: exam.id, batch: 'example' }, body: form });
  await vi.waitUntil(async () => (await client.request('getBatch', { params: { batchId } })).state === 'completed', { timeout: 120_000, interval: 100 });
}
