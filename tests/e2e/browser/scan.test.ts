/** Scans dropped into the page of an exam, watched while they are read. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StationClient } from '../../../src/client/station-client.ts';
import { example } from '../zhiyue.ts';
import { seriousFaults } from './axe.ts';
import { noBrowser, pairPage, type Watched, watchedPage } from './chromium.ts';
import { drop } from './drop-scans.ts';
import { type ServedStation, servedStation } from './served-station.ts';

const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));

describe.skipIf(noBrowser !== null)('the scan screen', () => {
  let station: ServedStation;
  let client: StationClient;
  let address: string;
  let operator: Watched;
  let scans: string[];

  beforeAll(async () => {
    scans = (await readdir(example.scans)).sort().map((name) => path.join(example.scans, name));
    station = await servedStation();
    ({ address, client } = station);
    await client.request('createExam', { body: exam });
    operator = await watchedPage(station.browser);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('says what to do while there are no scans, and leaves out what is no scan', async () => {
    const { page } = operator;
    await page.goto(`${address}/#/exams/${exam.id}/scan`);
    await page.getByText('No scans yet').waitFor();
    await drop(page, [example.roster]);
    await page.getByText('There were no scans among them').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('dropped files become pages with pictures, are read, and the batch is done when the last of them is in', async () => {
    const { page } = operator;
    await page.getByLabel('Name of the batch').fill('<b>morning</b>');
    const held = Promise.withResolvers<void>();
    await page.route(/\/api\/upload\?.*before=20/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await drop(page, scans.slice(0, 24));
    const batch = page.locator('[data-batch="<b>morning</b>"]');
    await batch.getByText('20 of 24 files here').waitFor();
    await batch.getByText(/^20 of 24 files here · (19 of 20 pages read · 1 copy|20 of 20 pages read)/).waitFor();
    await batch.getByText('Taking in').waitFor();
    held.resolve();
    await page.getByText('24 files are in.').waitFor();
    await batch.getByText('Done').waitFor();
    await expect.poll(() => page.locator('[data-page][data-look="waiting"]').count()).toBe(0);
    expect(await page.locator('[data-page]').count()).toBeGreaterThan(6);
    await page.locator('[data-page] img').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('what is dropped once more is known; another batch is shown by itself when it is picked', async () => {
    const { page } = operator;
    await page.getByLabel('Name of the batch').fill('afternoon');
    await drop(page, scans.slice(20, 30));
    await page.getByText('10 files are in. 4 were there already.').waitFor();
    const batch = page.locator('[data-batch="afternoon"]');
    await batch.getByText('Done').waitFor();
    await batch.getByRole('button', { name: /^afternoon/ }).click();
    await page.getByRole('button', { name: 'All 6' }).waitFor();
  });

  test('a page opens large and can be read again; the keyboard comes back to where it was', async () => {
    const { page } = operator;
    const tile = page.locator('[data-page]').first();
    await tile.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.locator('img').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => tile.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('fits a tablet, and nothing went wrong in the page', async () => {
    const { page } = operator;
    await page.setViewportSize({ width: 768, height: 1024 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    expect(operator.troubles).toEqual([]);
  });
});
