/** Opens Redis, bus, queue and pool, uses each, closes them, and prints what still keeps the event loop alive. Run by a test as a process of its own. */
import { z } from 'zod';
import { startBus } from '../../src/station/bus/bus.ts';
import { ownModule } from '../../src/station/own-files.ts';
import { startPool } from '../../src/station/pool/pool.ts';
import { startQueue } from '../../src/station/queue/queue.ts';
import { startRedis } from '../../src/station/redis/sidecar.ts';
import { openEventRecord } from './event-record.ts';
import { redisCommand, socketOf, temporaryFolder } from './redis.ts';

const [how = 'calm'] = process.argv.slice(2);
const started = performance.now();
let closing = 0;
{
  await using record = await openEventRecord();
  await using folder = await temporaryFolder();
  const own = await startRedis({ dataFolder: folder.path, server: redisCommand() });
  await using redis = how === 'gone-for-good' ? await startRedis({ dataFolder: folder.path, url: socketOf(own).url }) : own;
  await using pool = await startPool({ jobsModule: ownModule('./pool-jobs.ts', import.meta.url), threads: 2, folders: { read: [], write: [] } });
  await using bus = await startBus({ redis, ...record.parts, streamPrefix: 't', groupPrefix: 'g', retryDelaysMs: [1000], maxRetries: how === 'gone-for-good' ? 0 : 3 });
  await using queue = await startQueue({
    redis, prefix: 'q', retryDelaysMs: [1000], maxRetries: 3, onExhausted: () => {},
    definitions: [
      { type: 'ocr_processing', input: z.unknown(), priority: 'normal', concurrency: 4, timeoutMs: 300_000, run: async (input, { signal }) => void await pool.run('echo', input, { timeoutMs: 300_000, signal }) },
      { type: 'report_generation', input: z.unknown(), priority: 'low', concurrency: 1, timeoutMs: 300_000, run: async (_input, { signal }) => void await pool.run('sleep', null, { timeoutMs: 300_000, signal }) },
    ],
  });
  await bus.subscribe('grading', '*', async ({ seq }) => await queue.add('ocr_processing', `page:${seq}`, { seq }));
  await bus.subscribe('failing', '*', async () => {
    throw new Error('always');
  });
  await record.append(50);
  while (bus.position('grading') < 50) await new Promise((resolve) => setTimeout(resolve, 5));
  await queue.idle();
  await queue.add('report_generation', 'never-ends', {});
  await queue.add('ocr_processing', 'left', {});
  if (how === 'without-redis' && redis.pid !== null) process.kill(redis.pid, 'SIGKILL');
  if (how === 'gone-for-good') {
    await own[Symbol.asyncDispose]();
    while (redis.healthy()) await new Promise((resolve) => setTimeout(resolve, 5));
    queue.add('ocr_processing', 'too-late', {}).catch(() => {});
    await record.append(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  closing = performance.now();
}
process.stdout.write(`${JSON.stringify({ upMs: Math.round(closing - started), closeMs: Math.round(performance.now() - closing), left: process.getActiveResourcesInfo() })}\n`);
