/** The page of a running `zhiyue grade`, in a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { example, scratch, start } from '../zhiyue.ts';
import { keptByPage, launch, noBrowser, pairPage, watchedPage } from './chromium.ts';

/** The station is gone when the run is over, and the page tries to come back. */
const stationGone = /ERR_CONNECTION|WebSocket connection to|ERR_EMPTY_RESPONSE|ERR_SOCKET/;

describe.skipIf(noBrowser !== null)('the page of a running grade', () => {
  let browser: Browser;
  beforeAll(async () => { browser = await launch(); });
  afterAll(() => browser?.close());

  test('shows its events as they happen, and its progress to the end', async () => {
    await using folder = await scratch();
    const watched = await watchedPage(browser);
    const { page } = watched;
    const run = start(['grade', '--port', '0', '--workers', '1', '--exam', example.exam, '--roster', example.roster, '--out', folder.at('out'), example.scans]);
    let said = '';
    run.child.stdout?.on('data', (text: string) => { said += text; });
    run.child.stderr?.on('data', (text: string) => { said += text; });
    await run.saw(/#pair=\S+/);
    const link = /http:\S+#pair=\S+/.exec(said)?.[0] ?? '';
    await pairPage(watched, link, 'Ms Chen');
    expect(page.url()).not.toContain('pair');
    await page.getByText('Live', { exact: true }).waitFor();

    const bar = page.getByRole('progressbar');
    await page.locator('tr[data-type="ocr.completed"]').first().waitFor();
    await page.locator('tr[data-type="grading.completed"]').first().waitFor();
    const progress = page.waitForFunction(() => {
      const element = document.querySelector('[role=progressbar]');
      return element !== null && Number(element.getAttribute('aria-valuemax')) > 50 && element.getAttribute('aria-valuenow') === element.getAttribute('aria-valuemax');
    });
    await progress;
    await page.locator('tr[data-type="batch.completed"]').waitFor();
    expect(await bar.getAttribute('aria-valuetext')).toBe('58 of 58 pages');

    expect(watched.tokens.size).toBeGreaterThan(0);
    const kept = await keptByPage(watched);
    for (const token of watched.tokens) {
      expect(kept).not.toContain(token);
      expect(watched.urls.join('\n')).not.toContain(token);
    }
    expect(kept).not.toMatch(/eyJ/);

    const ended = await run.ended;
    expect(ended.code, ended.stderr).toBe(0);
    await page.getByText('The station was stopped').waitFor();
    expect(watched.troubles.filter((trouble) => !stationGone.test(trouble))).toEqual([]);
    await watched.context.close();
  });
});
