/** The samples of docs/client.md run as they stand there. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lanSchema } from '../../../src/contract/routes/access.ts';
import { temporaryFolder } from '../../support/redis.ts';
import { type House, openHouse } from './house.ts';
import { pairingCode } from './network-line.ts';

const root = new URL('../../../', import.meta.url);
const samples = [...readFileSync(new URL('docs/client.md', root), 'utf8').matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);

let house: House;
beforeAll(async () => {
  house = await openHouse({ lanHost: '127.0.0.1' });
});
afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
});

async function run(sample: string | undefined, ...args: readonly string[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'sample.mjs');
  await writeFile(file, (sample ?? '').replaceAll("'./src/", `'${root.href}src/`));
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { timeout: 60_000 });
  return stdout.trim().split('\n');
}

test('a script on the station\'s machine', async () => {
  expect(await run(samples[0], house.open().station.dataFolder)).toEqual(['0 exams', 'listening']);
});

test('a script on the LAN, which checks the station\'s certificate', async () => {
  const { address = '' } = await openLan();
  const output = await run(samples[1], address, join(house.open().station.dataFolder, 'tls', 'certificate.pem'), await pairingCode(house, { role: 'viewer', exams: 'all' }));
  expect(output).toEqual(['viewer exams.read roster.read scores.read', 'online', 'closed']);
});

async function openLan(): Promise<{ readonly address: string | undefined }> {
  const { body } = await house.open().inject({ name: 'openLan', body: { tls: true, port: 0 } });
  return { address: lanSchema.parse(body).addresses[0] };
}
