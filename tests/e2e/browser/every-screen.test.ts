/** Every screen of the navigation, in both languages, on a laptop and on a tablet, light and dark: nobody is kept from using it, nothing runs over the edge, nothing goes wrong. New screens are walked over by themselves. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

/** Those that other screens lead to. */
const hidden = (examId: string): readonly string[] => ['#/new-exam', `#/exams/${examId}/results/q/21`, `#/exams/${examId}/results/25080105`];

/** Pictures that the station draws (a page, a sheet) come last, on a busy machine long after the rest: only who looks at them waits for them. */
const drawnPictures = 'figure, [data-none]';

/** Goes to a screen, and waits until it is the one that is shown, and nothing of it is being opened or loaded any more. */
async function goTo(page: Page, place: string, { pictures }: { readonly pictures: boolean }): Promise<void> {
  await page.evaluate(async (hash) => {
    if (location.hash === hash) return;
    // What the screens make of it is under way when this has passed on: until then the screen before would be taken for it.
    const heard = new Promise((resolve) => { addEventListener('hashchange', resolve, { once: true }); });
    location.hash = hash;
    await heard;
  }, place);
  await page.waitForFunction((left) => {
    const content = document.querySelector('#content');
    if (content === null || content.textContent === '' || content.getAttribute('aria-busy') === 'true' || content.querySelector('[aria-busy=true]') !== null) return false;
    return [...content.querySelectorAll('*')].every((part) => part.childElementCount > 0 || !/Opening …|正在打开/.test(part.textContent ?? '') || (left !== '' && part.closest(left) !== null));
  }, pictures ? '' : drawnPictures);
}

async function faultsOf(page: Page, places: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const place of places) {
    await goTo(page, place, { pictures: true });
    faults.push(...(await seriousFaults(page)).map((fault) => `${place} ${fault}`));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) faults.push(`${place} is ${over} pixels wider than the screen`);
    if (await page.locator('#content').getByText(/^This page has broken down|页面出错/).count() > 0) faults.push(`${place} broke down`);
  }
  return faults;
}

/** Pixels; WCAG 2.5.5. Links within a sentence, and what only the keyboard brings, may be smaller. */
const fingerPx = 44;

/** What can be pressed, chosen or filled in, and is too low for a finger: itself, what it is stretched over, or its label. */
function tooLow(page: Page): Promise<readonly string[]> {
  return page.evaluate((least) => [...document.querySelectorAll<HTMLElement>('#side a, #content :is(a, button, select, input, textarea, summary)')].flatMap((part) => {
    const style = getComputedStyle(part);
    const box = part.getBoundingClientRect();
    const after = getComputedStyle(part, '::after');
    const over = after.position === 'absolute' && part.offsetParent !== null ? part.offsetParent.getBoundingClientRect().height : 0;
    const labels = part instanceof HTMLInputElement ? [...part.labels ?? []].map((label) => label.getBoundingClientRect().height) : [];
    const height = Math.max(box.height, over, ...labels);
    return box.width < 2 || style.visibility === 'hidden' || (part instanceof HTMLAnchorElement && style.display === 'inline') || height > least - 1 ? [] : [`${part.tagName} ${part.getAttribute('aria-label') ?? part.textContent ?? ''}: ${Math.round(height)}`];
  }), fingerPx);
}

describe.skipIf(noBrowser !== null)('every screen', () => {
  let station: ExampleStation;
  beforeAll(async () => { station = await exampleStation(); });
  afterAll(() => station?.[Symbol.asyncDispose]());

  test.each([
    { language: 'English', width: 1280, height: 720, scheme: 'light' },
    { language: '中文', width: 768, height: 1024, scheme: 'dark' },
  ] as const)('in $language, $width pixels wide, $scheme', async ({ language, width, height, scheme }) => {
    const { page, context, troubles } = await station.open(`#/exams/${station.examId}`, { width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    if (language === '中文') await page.getByRole('button', { name: '中文' }).click();
    const places = await page.locator('#side nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(places.length).toBeGreaterThan(10);
    expect(await faultsOf(page, [...places, ...hidden(station.examId)])).toEqual([]);
    expect(troubles).toEqual([]);
    await context.close();
  });

  test('a finger meets nothing lower than 44 pixels', async () => {
    const { page, context } = await station.open(`#/exams/${station.examId}`, { width: 1024, height: 768, touch: true });
    const places = await page.locator('#side nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const low: string[] = [];
    for (const place of [...places, ...hidden(station.examId)]) {
      await goTo(page, place, { pictures: false });
      low.push(...(await tooLow(page)).map((part) => `${place} ${part}`));
    }
    expect(low).toEqual([]);
    await context.close();
  });
});
