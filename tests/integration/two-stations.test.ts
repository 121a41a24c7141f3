/** Two stations, each with a record of its own, on one Redis with one prefix: a slip that costs time, and nothing else. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { translator } from '../../src/cli/i18n/texts.ts';
import { lookAt, watchWaits } from '../../src/cli/waits.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/redis-servers.ts';
import { temporaryFolder, until } from '../support/redis.ts';
import { rememberingOverrides } from '../support/remembering.ts';
import { eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

const exam = exampleExam();
const remembering = rememberingOverrides();
const prefix = { streamPrefix: 'zhiyue:twice' };

test('the second says what it waits for and takes no tasks; the first has its work again on an emptied Redis, and when it ends the second goes on', async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  const redis = await startServer(join(folder.path, 'redis'), port, []);
  const on = { ...prefix, redisUrl: `redis://127.0.0.1:${port}` };
  const t = await translator('en');
  const said: string[] = [];
  await using second = await (async () => {
    await using first = await openStation(join(folder.path, 'first'), on, remembering);
    await first.createOrUpdateExam(exam, null);
    await first.settled((await first.putIn(exam.id, exampleScans(2), { batchKey: 'b' })).batchId);

    await using opened = new AsyncDisposableStack();
    const other = opened.use(await openStation(join(folder.path, 'second'), on, remembering));
    await other.createOrUpdateExam(exam, null);
    opened.use(watchWaits({ look: () => lookAt(other), console: { t, note: (line) => void said.push(line) }, everyMs: 20 }));
    const { batchId } = await other.putIn(exam.id, exampleScans(2), { batchKey: 'b' });
    await until('it says what it waits for', () => said.length > 0);
    expect(said).toEqual([t('waits.lease')]);

    await redis.kill();
    opened.use(await startServer(join(folder.path, 'empty'), port, []));
    await first.settled((await first.putIn(exam.id, exampleScans(4), { batchKey: 'b' })).batchId);
    expect(first.progress(exam.id)).toMatchObject({ pages: 4, read: 4, completed: true });
    expect(other.progress(exam.id, batchId)).toMatchObject({ read: 0 });
    const owned = opened.move();
    return { other, batchId, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  })();
  expect(await second.other.settled(second.batchId)).toMatchObject({ pages: 2, read: 2, completed: true });
  await until('it says that it goes on', () => said.at(-1) === t('waits.over'));
  expect(eventCounts(join(folder.path, 'first'))).toMatchObject({ gapless: true, counts: { 'page.received': 4, 'ocr.completed': 4 } });
});
