/** The station of the bench: the example, half read, the built screens, and on demand pages that go in at a steady rate. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { livePath, liveProtocol } from '../../../src/contract/live.ts';
import { readOperatorFile } from '../../../src/station/gateway/access/operator-file.ts';
import { exampleExam, exampleScans, openStation } from '../../support/station.ts';
import type { FromWindowServer, ToWindowServer } from './messages.ts';

const dataFolder = await mkdtemp(path.join(tmpdir(), 'zhiyue-bench-window-'));
const station = await openStation(dataFolder, { port: 0, maxConnections: 5000 });
const operator = await readOperatorFile(dataFolder);
if (operator === null) throw new Error('the station says nowhere how to reach it');
const { address, token } = operator;

async function ask(method: string, route: string, by: string | null, body: unknown): Promise<unknown> {
  const answer = await fetch(`${address}${route}`, { method, headers: { 'content-type': 'application/json', ...(by === null ? {} : { authorization: `Bearer ${by}` }) }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const pairing = async (): Promise<string> => z.object({ code: z.string() }).parse(await ask('POST', '/api/pairings', token, { role: 'operator' })).code;

const exam = exampleExam();
await station.createOrUpdateExam(exam, null);
const { batchId } = await station.putIn(exam.id, exampleScans(20), { batchKey: 'first' });
await station.settled(batchId);
const listener = z.object({ accessToken: z.string() }).parse(await ask('POST', '/api/session/pair', null, { code: await pairing(), name: 'listener', keep: 'body' }));

const stopping = new AbortController();
const scans = path.join(dataFolder, 'bench-scans');
await mkdir(scans);

/** Each page is one of the example's with a few bytes of its own behind the end of the image: another file, of the same work. */
async function* steadily(perMinute: number): AsyncGenerator<{ path: string; name: string }> {
  const originals = await Promise.all(exampleScans(40).map(({ path: file }) => readFile(file)));
  const begun = performance.now();
  for (let number = 0; !stopping.signal.aborted; number++) {
    const name = `${number}.jpg`;
    await writeFile(path.join(scans, name), Buffer.concat([originals[number % originals.length] ?? Buffer.alloc(0), Buffer.from(`page ${number}`)]));
    yield { path: path.join(scans, name), name };
    await sleep(Math.max(0, begun + ((number + 1) * 60_000) / perMinute - performance.now()), undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

const say = (answer: FromWindowServer): void => void process.send?.(answer);
async function close(): Promise<void> {
  stopping.abort();
  await station[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true });
}

process.on('message', (said: ToWindowServer) => void (async () => {
  switch (said.kind) {
    case 'pairing': return say({ kind: 'pairing', link: `${address}/#pair=${await pairing()}` });
    case 'pages': {
      void station.putIn(exam.id, steadily(said.perMinute), { batchKey: 'steady', signal: stopping.signal }).catch(() => undefined);
      return say({ kind: 'pages' });
    }
    case 'read': {
      const { pages, read } = station.progress(exam.id);
      return say({ kind: 'read', read, waiting: pages - read });
    }
    case 'end': {
      await Promise.race([close(), sleep(10_000, undefined, { ref: false })]);
      return process.exit(0);
    }
  }
})());
process.on('disconnect', () => void close().finally(() => process.exit(0)));
say({ kind: 'ready', port: Number(new URL(address).port), path: livePath, record: '', hello: JSON.stringify({ type: 'hello', protocol: liveProtocol, connection: 'general', token: listener.accessToken }), examId: exam.id });
