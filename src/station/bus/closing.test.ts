import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ownModule } from '../own-files.ts';

const run = promisify(execFile);
const script = fileURLToPath(ownModule('../../../tests/support/open-and-close.ts', import.meta.url));
const reportSchema = z.object({ closeMs: z.number(), left: z.array(z.string()) });

// A process that ends by itself is the proof that nothing keeps the event loop alive; execFile fails if it has to be killed.
// Two pipes are the process's own output. BullMQ sleeps 5 s after a failed call, closed or not, so where Redis is gone for good its timers may be left;
// ioredis gives each connection that it ends up to 100 ms, which may outlast a quick closing.
it.concurrent.each([['calm', 0], ['without-redis', 4], ['gone-for-good', 3]])('Redis, bus, queue and pool leave nothing behind that keeps the process alive: %s', async (how, timers) => {
  const { stdout } = await run(process.execPath, [script, how], { timeout: 30_000, killSignal: 'SIGKILL' });
  const { left } = reportSchema.parse(JSON.parse(stdout));
  const count = (kind: string) => left.filter((one) => one === kind).length;
  expect(count('Timeout')).toBeLessThanOrEqual(timers);
  expect(count('PipeWrap')).toBeLessThanOrEqual(2);
  expect(left.filter((kind) => kind === 'TCPSocketWrap' || kind === 'ProcessWrap')).toEqual([]);
}, 40_000);
