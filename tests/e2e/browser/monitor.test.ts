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
    await page.locator('[data-task="ocr_processing"]').getByText(/^\d+ ms$|^\d+\.\d s$/).first().waitFor();
    await station.client.request('pauseTasks', {});
    await page.getByRole('heading', { name: 'Work · paused' }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await page.getByRole('heading', { name: 'Work', exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('an event shows what led to it and what followed, from the page to the score, by keys, too', async () => {
    const { page, troubles } = await station.open('#/monitor');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('Scores');
    const scored = page.locator('tr[data-type="grading.completed"]').first();
    await scored.getByRole('button').focus();
    await page.keyboard.press('Enter');
    const chain = page.getByRole('dialog').locator('[data-chain]');
    await page.locator('[data-chain="page.received"]').waitFor();
    const types = await chain.evaluateAll((lines) => lines.map((line) => line.getAttribute('data-chain')));
    expect(types).toEqual(['batch.started', 'page.received', 'ocr.started', 'ocr.completed', 'grading.started', 'grading.completed']);
    expect(await seriousFaults(page)).toEqual([]);
    // The same chain from its other end: what followed from the page.
    await chain.nth(1).getByRole('button').press('Enter');
    await page.locator('[data-chain="page.received"][data-chosen]').waitFor();
    await page.locator('[data-chain="grading.completed"]').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });
});
