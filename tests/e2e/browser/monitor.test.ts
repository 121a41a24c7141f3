/** The monitor, in a real browser at a real station. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

describe.skipIf(noBrowser !== null)('monitor', () => {
  let station: ExampleStation;

  beforeAll(async () => { station = await exampleStation(); });
  afterAll(() => station?.[Symbol.asyncDispose]());

  test('shows every part at work, the queues, and what happens', async () => {
    const { page, troubles } = await station.open('#/monitor');
    await page.getByRole('heading', { name: 'Parts' }).waitFor();
    const { parts } = await station.client.request('getStatus', {});
    expect(await page.locator('li[data-state="up"]').count()).toBe(Object.keys(parts).length);
    await page.locator('tr[data-type="batch.completed"]').first().waitFor();
    await station.client.request('pauseTasks', {});
    await page.getByRole('heading', { name: 'Work · paused' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
