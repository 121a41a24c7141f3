/** A station with the bundled example in it, and a browser beside it: put in once for a file of tests. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { vi } from 'vitest';
import { z } from 'zod';
import { connectLocal } from '../../../src/client/connect-local.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import { example, scratch, start } from '../zhiyue.ts';
import { launch, pairPage, type Watched, watchedPage } from './chromium.ts';

export interface ExampleStation extends AsyncDisposable {
  readonly client: StationClient;
  readonly examId: string;
  /** A new device in this role, on a page of its own that shows `place` (`#/…`). */
  open(place: string, options?: { readonly role?: 'operator' | 'viewer'; readonly width?: number; readonly height?: number }): Promise<Watched>;
}

export async function exampleStation(): Promise<ExampleStation> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await scratch());
  const run = start(['serve', '--port', '0', '--data-dir', folder.at('data')]);
  made.defer(async () => {
    run.child.kill('SIGTERM');
    await run.ended;
  });
  await run.saw('is ready');
  const file = z.object({ address: z.string(), token: z.string() }).parse(JSON.parse(await readFile(folder.at('data', 'operator.json'), 'utf8')));
  const client = connectLocal(file);
  made.defer(() => client.close());
  const browser: Browser = await launch();
  made.defer(() => browser.close());
  const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));
  await client.request('createExam', { body: exam });
  await client.request('importRoster', { params: { examId: exam.id }, body: await readFile(example.roster) });
  const form = new FormData();
  for (const name of await readdir(example.scans)) form.append('files', new Blob([await readFile(path.join(example.scans, name))]), name);
  const { batchId } = await client.request('upload', { query: { exam: exam.id, batch: 'example' }, body: form });
  await vi.waitUntil(async () => (await client.request('getBatch', { params: { batchId } })).state === 'completed', { timeout: 120_000, interval: 500 });
  const all = made.move();
  return {
    client,
    examId: exam.id,
    async open(place, { role = 'operator', ...size } = {}) {
      const watched = await watchedPage(browser, size);
      const { code } = await client.request('createPairing', { body: { role, exams: role === 'operator' ? 'all' : [exam.id] } });
      await pairPage(watched, `${file.address}/#pair=${code}`, 'Ms Chen');
      await watched.page.evaluate((hash) => { location.hash = hash; }, place);
      return watched;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
