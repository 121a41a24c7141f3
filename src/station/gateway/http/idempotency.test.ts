import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../../tests/support/redis.ts';
import { openStore } from '../../store/store.ts';
import { type Act, openIdempotency } from './idempotency.ts';

const request = { principalId: 'p', key: 'k', fingerprint: 'f' };

test('a repeat of what was changed and not answered hears so; what changed nothing is simply done', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  using once = openIdempotency(store, { now: () => new Date(), onTrouble: () => undefined });
  const tried: unknown[] = [];
  const failing = (change: boolean): Act => async (earlier) => {
    tried.push(earlier);
    if (change) await store.write((tx) => tx.append({ type: 'exam.created', examId: null, actor: 'p', payload: { revision: 1, layout_version: 'v', questions: 1 } }));
    throw new Error('gone');
  };
  await expect(once.once(request, failing(false))).rejects.toThrow('gone');
  await expect(once.once(request, failing(true))).rejects.toThrow('gone');
  const kept = store.db.all(z.object({ status: z.int() }), 'SELECT status FROM idempotent_requests');
  expect(kept).toEqual([{ status: 0 }]);
  const answer = await once.once(request, async (earlier) => {
    tried.push(earlier);
    return { status: 200, json: '{}' };
  });
  expect(answer).toEqual({ status: 200, json: '{}', replayed: false });
  expect(tried).toEqual([null, null, { seq: 1 }]);
  expect(await once.once(request, failing(true))).toEqual({ status: 200, json: '{}', replayed: true });
});
