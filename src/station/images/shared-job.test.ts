import { expect, test } from 'vitest';
import { sharedJob } from './shared-job.ts';

function started() {
  const work = Promise.withResolvers<void>();
  let ended = 0;
  let stopped = false;
  const job = sharedJob(async (signal) => {
    signal.addEventListener('abort', () => {
      stopped = true;
      work.reject(signal.reason);
    });
    await work.promise;
  }, () => { ended++; });
  return { job, work, state: () => ({ ended, stopped }) };
}

test('goes on while somebody waits, and stops when the last has gone', async () => {
  const { job, state } = started();
  const [first, second] = [new AbortController(), new AbortController()];
  const joined = [job.join(first.signal), job.join(second.signal)];
  first.abort(new Error('first has gone'));
  await expect(joined[0]).rejects.toThrow('first has gone');
  expect(state()).toEqual({ ended: 0, stopped: false });
  second.abort(new Error('second has gone'));
  await expect(joined[1]).rejects.toThrow('second has gone');
  expect(state()).toEqual({ ended: 1, stopped: true });
});

test('all who wait get what comes of it', async () => {
  const { job, work, state } = started();
  const joined = Promise.all([job.join(new AbortController().signal), job.join(new AbortController().signal)]);
  work.resolve();
  await joined;
  expect(state()).toEqual({ ended: 1, stopped: false });
});
