import { expect, test } from 'vitest';
import { z } from 'zod';
import { startTestRedis, until } from '../../../tests/support/redis.ts';
import { startQueue } from '../queue/queue.ts';
import type { TaskDefinition } from '../queue/task.ts';
import type { TaskType } from '../tasks/task-type.ts';
import { watchUnfinished } from './resume.ts';

test('a task that Redis lost without telling anybody is queued again and runs', async () => {
  await using redis = await startTestRedis();
  const unfinished = new Set(['a', 'b']);
  const definition: TaskDefinition<unknown> = {
    type: 'report_generation', input: z.unknown(), priority: 'low', concurrency: 1, timeoutMs: 60_000,
    run: async (_input, { taskId }) => void unfinished.delete(taskId),
  };
  const type: TaskType = { type: definition.type, definition, unfinished: () => [...unfinished].map((key) => ({ key, input: {} })), exhausted: async () => {} };
  await using queue = await startQueue({ redis: redis.server, definitions: [definition], prefix: 'test', retryDelaysMs: [1], maxRetries: 1, paused: true, onExhausted: () => {} });
  await queue.addMany(type.type, type.unfinished?.() ?? []);
  const other = redis.server.connect('other');
  const keys = await other.keys(`*${definition.type}:*`);
  expect(keys.length).toBeGreaterThan(2);
  await other.del(keys);
  await queue.resume();
  await using opened = new AsyncDisposableStack();
  const troubles: Error[] = [];
  opened.use(watchUnfinished({ queue, types: [type], onTrouble: (error) => void troubles.push(error), everyMs: 20 }));
  await until('both have run', () => unfinished.size === 0);
  expect(troubles).toEqual([]);
});
