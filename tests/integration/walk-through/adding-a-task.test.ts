/** What docs/adding-a-task.md shows is compiled with everything else, and runs here on a real queue, record and Redis. */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { on } from '../../../src/station/reaction.ts';
import { enterExam } from '../../../src/station/exam-entry.ts';
import { putIn } from '../../../src/station/intake/put-in.ts';
import { startQueue } from '../../../src/station/queue/queue.ts';
import { openStore } from '../../../src/station/store/store.ts';
import { startTestRedis, temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';
import { weighScan, weighScanTask } from './weigh-scan/definition.ts';

test('docs/adding-a-task.md shows the file as it is', () => {
  const docs = readFileSync(new URL('../../../docs/adding-a-task.md', import.meta.url), 'utf8');
  const shown = readFileSync(new URL('./weigh-scan/definition.ts', import.meta.url), 'utf8').replaceAll("'../../../../src/station/", "'../../");
  expect(docs).toContain(`\`\`\`ts\n${shown}\`\`\``);
});

test('an event leads to the new task, once, and it is done', async () => {
  await using folder = await temporaryFolder();
  await using redis = await startTestRedis();
  await using store = await openStore(folder.path);
  const weights = new Map<string, number>();
  await using queue = await startQueue({
    redis: redis.server, prefix: 'walk', retryDelaysMs: [10], maxRetries: 1, onExhausted: () => undefined, definitions: [weighScanTask({ store, weighed: (pageId, bytes) => void weights.set(pageId, bytes) })],
  });
  const reaction = on('page.received', async ({ payload }) => queue.add(weighScan, payload.page_id, { pageId: payload.page_id }));
  const exam = exampleExam();
  await enterExam(store, exam, null);
  const scans = exampleScans(2);
  const nothing = async (): Promise<void> => undefined;
  await putIn({ store, work: { expand: nothing, read: nothing, grade: nothing, report: nothing } }, exam.id, scans, { batchKey: 'b' });
  for (const event of store.log.since(0, 100).filter(({ type }) => type === 'page.received')) {
    await reaction.act(event);
    await reaction.act(event);
  }
  await until('both are weighed', () => weights.size === 2);
  await queue.idle();
  expect(new Set(weights.values())).toEqual(new Set(scans.map(({ path }) => statSync(path).size)));
  expect(queue.statistics()[weighScan]).toMatchObject({ failed: 0 });
});
