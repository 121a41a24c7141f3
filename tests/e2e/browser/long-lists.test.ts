/** Lists as long as an exam of a whole district has them: however long, only what is in sight is in the page, before and after scrolling. Counted, not timed. Scores have theirs in `results.test.ts`. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/station/store/store.ts';
import { generateRecord, largeExam } from '../../support/generated-record.ts';
import { noBrowser, pairPage, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

const exam = largeExam();
const [candidates, scanned] = [1500, 60];
/** Of a screen 720 pixels high; with every row there would be tens of thousands. */
const mostElements = 2000;

const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

/** To the end of what `part` stands in, until `last` is drawn: a list that comes in chunks grows while one scrolls. */
async function toTheEnd(page: Page, part: string, last: Locator): Promise<void> {
  await expect.poll(async () => {
    await page.locator(part).first().evaluate((one) => {
      let box = one.parentElement;
      while (box !== null && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
      (box ?? document.scrollingElement)?.scrollTo({ top: 10_000_000 });
    });
    return last.first().isVisible();
  }, { timeout: 30_000 }).toBe(true);
}

describe.skipIf(noBrowser !== null)('of lists of thousands only what is in sight is drawn', () => {
  let station: ServedStation;
  let page: Page;
  beforeAll(async () => {
    station = await servedStation(async (folder) => {
      await using store = await openStore(folder);
      await generateRecord(store, { exam, candidates, scanned });
    });
    const operator = await watchedPage(station.browser);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
    ({ page } = operator);
  });
  afterAll(() => station?.[Symbol.asyncDispose]());
  const go = (screen: string): Promise<void> => page.evaluate((hash) => { location.hash = hash; }, `#/exams/${exam.id}/${screen}`);

  test.each([
    { list: 'the roster', screen: 'roster', part: '[role=row][aria-rowindex]', last: `[aria-rowindex="${candidates + 1}"]` },
    { list: 'exceptions', screen: 'exceptions', part: '[data-exception]', last: 'text=10001499' },
    { list: 'pages', screen: 'scan', part: '[data-page]', last: 'text=10000059-2.jpg' },
  ])('$list', async ({ screen, part, last }) => {
    await go(screen);
    await page.locator(part).first().waitFor();
    const before = await page.locator(part).count();
    expect(before).toBeLessThan(80);
    await toTheEnd(page, part, page.locator(last));
    expect(await page.locator(part).count()).toBeLessThan(80);
    expect(await elements(page)).toBeLessThan(mostElements);
  });

  test('everybody who was absent, settled together: the tiles in sight, and all of them are counted', async () => {
    await go('exceptions');
    await page.getByRole('button', { name: `${candidates - scanned}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('学生60', { exact: false }).first().waitFor();
    expect(await dialog.getByRole('listitem').count()).toBeLessThan(120);
    await toTheEnd(page, '[role=dialog] li', dialog.getByText('学生1499'));
    expect(await dialog.getByRole('listitem').last().getAttribute('aria-posinset')).toBe(String(candidates - scanned));
    expect(await elements(page)).toBeLessThan(mostElements);
    await dialog.getByRole('listitem').last().getByRole('button').click();
    await dialog.getByRole('button', { name: `${candidates - scanned - 1}` }).waitFor();
  });
});
