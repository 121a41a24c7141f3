import { expect, test } from 'vitest';
import { TaskTally } from './statistics.ts';

test('counts what ended and how, and says how long the last ones took', () => {
  const tally = new TaskTally(4, () => 0);
  expect(tally.read()).toMatchObject({ busy: 0, concurrency: 4, perMinute: 0, p50Ms: null, p95Ms: null });
  for (let ms = 1; ms <= 100; ms++) {
    tally.begun();
    tally.ended(ms === 100 ? 'failed' : ms === 99 ? 'retried' : 'done', ms);
  }
  tally.begun();
  expect(tally.read()).toMatchObject({ busy: 1, perMinute: 100, p50Ms: 51, p95Ms: 96, done: 98, failed: 1, retried: 1, cancelled: 0 });
});

test('forgets old durations, and what ended more than a minute ago no longer counts for the rate', () => {
  let nowMs = 0;
  const tally = new TaskTally(1, () => nowMs);
  const end = (ms: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      tally.begun();
      tally.ended('done', ms);
    }
  };
  end(1000, 100);
  nowMs = 59_000;
  end(1, 600);
  expect(tally.read()).toMatchObject({ perMinute: 700, p95Ms: 1, done: 700 });
  nowMs = 60_500;
  expect(tally.read().perMinute).toBe(600);
  nowMs = 200_000;
  expect(tally.read().perMinute).toBe(0);
});

test('what goes back in line because the station closes is no attempt', () => {
  const tally = new TaskTally(1, () => 0);
  tally.begun();
  tally.ended('returned', 5);
  expect(tally.read()).toMatchObject({ busy: 0, perMinute: 0, p50Ms: null, done: 0, failed: 0 });
});
