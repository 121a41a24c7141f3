/** A station that serves, a client of its operator, and a browser beside it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import type { Principal } from '../../../src/contract/access.ts';
import { connectLocal } from '../../../src/client/connect-local.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import { scratch, start } from '../zhiyue.ts';
import { launch } from './chromium.ts';

export interface Serving extends AsyncDisposable {
  readonly address: string;
  readonly client: StationClient;
}

/** `zhiyue serve` on a data folder, and its operator's client. */
export async function serving(dataFolder: string): Promise<Serving> {
  await using made = new AsyncDisposableStack();
  const run = start(['serve', '--port', '0', '--data-dir', dataFolder]);
  made.defer(async () => {
    run.child.kill('SIGTERM');
    await run.ended;
  });
  await run.saw('is ready');
  const file = z.object({ address: z.string(), token: z.string() }).parse(JSON.parse(await readFile(path.join(dataFolder, 'operator.json'), 'utf8')));
  const client = connectLocal(file);
  made.defer(() => client.close());
  const all = made.move();
  return { address: file.address, client, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

export interface ServedStation extends Serving {
  readonly browser: Browser;
  /** A path in the folder of its own; `data` is the station's. */
  at(...parts: readonly string[]): string;
  /** A link by which one device comes in. */
  link(role: Principal['role'], exams: 'all' | string[]): Promise<string>;
}

/** `prepare` fills its data folder before it starts. */
export async function servedStation(prepare?: (dataFolder: string) => Promise<void>): Promise<ServedStation> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await scratch());
  await prepare?.(folder.at('data'));
  const { address, client } = made.use(await serving(folder.at('data')));
  const browser = await launch();
  made.defer(() => browser.close());
  const all = made.move();
  return {
    address, client, browser, at: (...names) => folder.at(...names),
    link: async (role, exams) => `${address}/#pair=${(await client.request('createPairing', { body: { role, exams } })).code}`,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
