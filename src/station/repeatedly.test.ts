import { expect, test } from 'vitest';
import { repeatedly } from './repeatedly.ts';

test('looks again and again, never twice at once, also after a look that failed', async () => {
  const troubles: Error[] = [];
  let under = 0, most = 0, looks = 0;
  const first = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    most = Math.max(most, ++under);
    try {
      if (++looks === 1) await first.promise;
    } finally {
      under--;
    }
  };
  using looking = repeatedly(1, look, (error) => troubles.push(error));
  looking.now();
  looking.now();
  await expect.poll(() => looks).toBe(1);
  first.reject(new Error('broken'));
  await expect.poll(() => looks).toBeGreaterThan(3);
  expect([most, troubles.map(({ message }) => message)]).toEqual([1, ['broken']]);
});
