/** Two browsers at one station: each sees what it may, in its language, whatever names hold. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StationClient } from '../../../src/client/station-client.ts';
import { example } from '../zhiyue.ts';
import { keptByPage, noBrowser, pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));
const nasty = `<img src=x onerror="document.title='broken'">\u202Eabc\u202C ${'W'.repeat(35)}`;

async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

describe.skipIf(noBrowser !== null)('two devices at one station', () => {
  let station: ServedStation;
  let browser: Browser;
  let client: StationClient;
  let address: string;
  let operator: Watched;
  let viewer: Watched;

  beforeAll(async () => {
    station = await servedStation();
    ({ address, browser, client } = station);
    operator = await watchedPage(browser);
    viewer = await watchedPage(browser, { width: 768, height: 1024 });
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('without a session a page asks for a code, and says why one is not taken', async () => {
    const stranger = await watchedPage(browser);
    await stranger.page.goto(address);
    await stranger.page.getByLabel('Pairing code').fill('ZZZZ-ZZZZ');
    await stranger.page.getByLabel('Your name').fill('Nobody');
    await stranger.page.getByRole('button', { name: 'Pair', exact: true }).click();
    await stranger.page.getByText('The pairing code was not taken').waitFor();
    // What the browser itself says of an answer that is no success.
    expect(stranger.troubles.filter((trouble) => !/Failed to load resource: the server responded with a status of 4\d\d/.test(trouble))).toEqual([]);
    await stranger.context.close();
  });

  test('the operator begins with an empty page that says what to do, and an exam appears by itself', async () => {
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
    await operator.page.getByText('No exam yet').waitFor();
    await client.request('createExam', { body: exam });
    await operator.page.locator(`[data-exam="${exam.id}"]`).waitFor();
    await operator.page.locator('tr[data-type="exam.created"]').waitFor();
  });

  test('names with markup, right-to-left marks and no spaces appear as text and break nothing', async () => {
    await client.request('createExam', { body: { ...exam, id: 'nasty-names', title: nasty } });
    const card = operator.page.locator('[data-exam="nasty-names"]');
    await card.waitFor();
    expect(await card.locator('h2').textContent()).toBe(nasty);
    await operator.page.locator('tr[data-type="exam.created"]').first().getByText('<img src=x', { exact: false }).waitFor();
    expect(await operator.page.locator('img').count()).toBe(0);
    expect(await operator.page.title()).not.toBe('broken');
    expect(await overflows(operator.page)).toBe(false);
  });

  test('a viewer with one exam sees that exam and its events, and nothing of others or of the station', async () => {
    await pairPage(viewer, await station.link('viewer', [exam.id]), nasty.slice(0, 60));
    await viewer.page.locator(`[data-exam="${exam.id}"]`).waitFor();
    expect(await viewer.page.locator('[data-exam]').count()).toBe(1);
    await viewer.page.getByRole('button', { name: 'Screens' }).click();
    const links = await shownLinks(viewer.page);
    expect(links.slice(0, 2)).toEqual(['Exams', 'Overview']);
    for (const closed of ['Network and devices', 'Who did what', 'New exam', 'Scan', 'Exceptions']) expect(links).not.toContain(closed);
    await viewer.page.keyboard.press('Escape');

    const { revision } = await client.request('getExam', { params: { examId: 'nasty-names' } });
    await client.request('changeExam', { params: { examId: 'nasty-names' }, body: { revision, subject: 'Not for viewers' } });
    await client.request('changeExam', { params: { examId: exam.id }, body: { revision: 1, title: 'Mathematics, changed' } });
    const changed = viewer.page.locator('tr[data-type="exam.updated"]');
    await changed.waitFor();
    // Events keep their order: what came before this one and was to be seen is there by now.
    await operator.page.locator('tr[data-type="exam.updated"]').nth(1).waitFor();
    expect(await changed.count()).toBe(1);
    await viewer.page.getByRole('heading', { name: 'Mathematics, changed' }).waitFor();
    expect(await viewer.page.getByText('Not for viewers').count()).toBe(0);
    expect(await overflows(viewer.page)).toBe(false);
    await viewer.page.goto(`${address}/#/lan`);
    expect(await viewer.page.getByText('Paired devices').count()).toBe(0);
  });

  test('the slash goes to the filter, and a pause holds the table still', async () => {
    const { page } = operator;
    await page.locator('body').press('/');
    await page.keyboard.type('exam.*');
    await page.locator('tr[data-type]').first().waitFor();
    expect(new Set(await page.locator('tr[data-type]').evaluateAll((rows) => rows.map((row) => (row instanceof HTMLElement ? (row.dataset['type'] ?? '').split('.')[0] : ''))))).toEqual(new Set(['exam']));
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await page.locator('tr[data-type]').count();
    const { revision } = await client.request('getExam', { params: { examId: exam.id } });
    await client.request('changeExam', { params: { examId: exam.id }, body: { revision, title: 'Mathematics' } });
    await page.getByText('Paused; newer ones: 1').waitFor();
    expect(await page.locator('tr[data-type]').count()).toBe(before);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => page.locator('tr[data-type]').count()).toBe(before + 1);
    await page.getByRole('searchbox').fill('');
  });

  test('the language changes at once and stays', async () => {
    await operator.page.getByRole('button', { name: '中文' }).click();
    await operator.page.getByRole('heading', { name: '考试', exact: true }).waitFor();
    expect(await operator.page.getAttribute('html', 'lang')).toBe('zh-CN');
    await operator.page.reload();
    await operator.page.getByRole('heading', { name: '实时事件' }).waitFor();
    await operator.page.getByRole('button', { name: 'English' }).click();
  });

  test('the operator makes a code for another device, sees it in the audit, and revokes a device', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Network and devices' }).click();
    await page.getByRole('button', { name: 'Make a code' }).click();
    expect(await page.getByTestId('pairing-code').textContent()).toMatch(/^[A-Z0-9-]{6,}$/);
    // The code that the station printed at its start is open, too.
    await page.getByRole('button', { name: 'Void the code for Leader' }).click();
    await page.getByText('This code is of no use any more').waitFor();
    const row = page.getByRole('row').filter({ hasText: 'Viewer' });
    expect(await row.locator('bdi').first().textContent()).toBe(nasty.slice(0, 60).trim());
    await row.getByRole('button', { name: 'Change' }).press('Enter');
    const form = page.getByRole('form');
    expect(await form.getByLabel('Viewer').evaluate((radio) => radio === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await row.getByRole('button', { name: 'Change' }).evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await form.getByLabel('Leader').check();
    await page.keyboard.press('Enter');
    await page.getByRole('row').filter({ hasText: 'Leader' }).first().waitFor();
    // The other device has its new screens at once, and loses them when that is undone.
    await viewer.page.getByRole('button', { name: 'Screens' }).click();
    await viewer.page.getByRole('link', { name: 'Exceptions' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await viewer.page.getByRole('link', { name: 'Exceptions' }).waitFor({ state: 'detached' });
    await viewer.page.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Revoke' }).click();
    await row.getByRole('button', { name: 'Revoke for good?' }).click();
    await row.getByText('revoked').waitFor();
    // What it showed is gone, and a new code has its field.
    await viewer.page.getByText('This device may not use the station any more').first().waitFor();
    await viewer.page.getByLabel('Pairing code').waitFor();
    expect(await viewer.page.locator('#content').count()).toBe(0);
    await page.getByRole('link', { name: 'Who did what' }).click();
    await page.locator('tr[data-type="device.revoked"]').waitFor();
    for (const type of ['pairing.created', 'pairing.voided']) await page.locator(`tr[data-type="${type}"]`).first().waitFor();
    expect(await overflows(page)).toBe(false);
  });

  test('on a phone, the network screen is no wider than the page, and says with which command the LAN is opened', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Network and devices' }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [language, other] of [['en', '中文'], ['zh-CN', 'English']] as const) {
      await page.getByText(`npx --no -- zhiyue lan open --data-dir "${station.at('data')}"`).waitFor();
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await overflows(page)).toBe(false);
      await page.getByRole('button', { name: other }).click();
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('the LAN is closed only after a question', async () => {
    const { page } = operator;
    await client.request('openLan', { body: { tls: true, port: 0 } });
    const panel = page.getByRole('region', { name: 'Local network' });
    await panel.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('shut out at once').waitFor();
    await page.getByRole('button', { name: 'Keep open' }).click();
    expect((await client.request('getLan', {})).open).toBe(true);
    await panel.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Close for everybody' }).click();
    await page.getByText('npx --no -- zhiyue lan open').waitFor();
    expect((await client.request('getLan', {})).open).toBe(false);
  });

  test('who signs out leaves nothing behind for the next at the same browser', async () => {
    const { page } = operator;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Pair this device' }).waitFor();
    await pairPage(operator, await station.link('viewer', ['nasty-names']), 'Next');
    await page.locator('[data-exam="nasty-names"]').waitFor();
    expect(await page.locator('[data-exam]').count()).toBe(1);
    expect(await page.locator('tr[data-type]').count()).toBe(0);
  });

  test('no token lies where scripts or logs could find it, and nothing broke a rule of the page', async () => {
    for (const watched of [operator, viewer]) {
      expect(watched.tokens.size).toBeGreaterThan(0);
      const kept = await keptByPage(watched);
      for (const token of watched.tokens) {
        expect(kept).not.toContain(token);
        expect(watched.urls.join('\n')).not.toContain(token);
      }
    }
    expect(operator.troubles).toEqual([]);
    // A revoked device is told so, which its browser writes down.
    expect(viewer.troubles.filter((trouble) => !/status of 401/.test(trouble))).toEqual([]);
  });
});

/** Of the navigation, once it has slid in. */
async function shownLinks(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  return await links.allTextContents();
}
