/** A station that serves, a client of its operator, and a browser beside it. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import type { Principal } from '../../../src/contract/access.ts';
import { connectLocal } from '../../../src/client/connect-local.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import { scratch, start } from '../zhiyue.ts';
import { launch } from './chromium.ts';

export interface ServedStation extends AsyncDisposable {
  readonly address: string;
  readonly client: StationClient;
  readonly browser: Browser;
  /** A path in the folder of its own; `data` is the station's. */
  at(...parts: readonly string[]): string;
  /** A link by which one device comes in. */
  link(role: Principal['role'], exams: 'all' | string[]): Promise<string>;
}

export async function servedStation(): Promise<ServedStation> {
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
  const browser = await launch();
  made.defer(() => browser.close());
  made.defer(() => client.close());
  const all = made.move();
  return {
    address: file.address, client, browser, at: (...names) => folder.at(...names),
    link: async (role, exams) => `${file.address}/#pair=${(await client.request('createPairing', { body: { role, exams } })).code}`,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
