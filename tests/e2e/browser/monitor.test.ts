/** The monitor, in a real browser at a real station. */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

describe.skipIf(noBrowser !== null)('monitor', () => {
  let station: ExampleStation;

  beforeAll(async () => { station = await exampleStation({ reads: 8 }); });
  afterAll(() => station?.[Symbol.asyncDispose]());

  test('shows every part at work, the queues, and what happens', async () => {
    const { page, troubles } = await station.open('#/monitor');
    await page.getByRole('heading', { name: 'Parts' }).waitFor();
    const { parts } = await station.client.request('getStatus', {});
    await expect.poll(() => page.locator('li[data-state="up"]').count(), { timeout: 30_000 }).toBe(Object.keys(parts).length);
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

  test('what a handler gave up is shown with its cause, tried again, or put away with a reason', async () => {
    const { page, troubles } = await station.open('#/monitor');
    await page.getByText('Everything that happened was dealt with.').waitFor();
    // As a handler leaves them that failed for a cause which is gone.
    using record = new DatabaseSync(station.at('data', 'record.sqlite'));
    record.exec(`PRAGMA busy_timeout = 10000; INSERT INTO dead_letters (group_name, seq, attempts, code, error, at)
      SELECT 'notification', seq, 4, 'disk-full', 'no room', at FROM events WHERE type = 'grading.completed' ORDER BY seq LIMIT 2`);
    const letters = page.locator('[data-letter]');
    await letters.nth(1).waitFor();
    expect(await letters.first().textContent()).toContain("The station's disk is full");
    expect(await seriousFaults(page)).toEqual([]);
    await letters.first().getByRole('button', { name: 'Try again' }).click();
    await letters.nth(1).waitFor({ state: 'detached' });
    await letters.first().getByRole('button', { name: 'Put away' }).click();
    await page.getByLabel('Reason').fill('a trial');
    await page.keyboard.press('Enter');
    await page.getByText('Everything that happened was dealt with.').waitFor();
    const { letters: all } = await station.client.request('listDeadLetters', { query: { state: 'all' } });
    expect(all.map(({ state, reason }) => `${state} ${reason ?? ''}`)).toEqual(expect.arrayContaining(['discarded a trial', 'handled ']));
    expect(troubles).toEqual([]);
  });
});
