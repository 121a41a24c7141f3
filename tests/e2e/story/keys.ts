/** Works a page with nothing but the keyboard. Whatever has the focus on the way must be in sight and must show that it has it. */
import type { Locator, Page } from 'playwright-core';

/** More than there are between the beginning of any screen of the story and its end. */
const mostStops = 120;

export interface Keys {
  /** On by Tab until it has the focus. */
  to(target: Locator): Promise<void>;
  /** There, and Enter. */
  press(target: Locator): Promise<void>;
  /** There, and what stands in it is replaced. */
  enter(target: Locator, text: string): Promise<void>;
  /** There, and the file is chosen in the browser's dialog. */
  choose(target: Locator, file: string): Promise<void>;
}

export function keysOf(page: Page): Keys {
  const { keyboard } = page;
  // From the beginning: one that is added right before the key may come after it.
  let chosen = '';
  page.on('filechooser', (chooser) => void chooser.setFiles(chosen));
  const to = async (target: Locator): Promise<void> => {
    await target.waitFor({ state: 'attached' });
    const passed: string[] = [];
    while (!(await target.evaluate((element) => element === document.activeElement))) {
      if (passed.length === mostStops) throw new Error(`Tab does not lead there. It led to: ${passed.join('; ')}`);
      await keyboard.press('Tab');
      passed.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.slice(0, 30) ?? ''));
    }
    const hidden = await target.evaluate(unseenBecause);
    if (hidden !== null) throw new Error(`${await target.evaluate((element) => element.outerHTML.slice(0, 200))}: ${hidden}`);
  };
  const press = async (target: Locator): Promise<void> => {
    await to(target);
    await keyboard.press('Enter');
  };
  return {
    to, press,
    async enter(target, text) {
      await to(target);
      await keyboard.press('ControlOrMeta+a');
      await keyboard.type(text);
    },
    async choose(target, file) {
      chosen = file;
      await press(target);
    },
  };
}

/** Why somebody who looks at the screen does not see that this has the focus; null: they do. Runs in the page. */
function unseenBecause(element: Element): string | null {
  // What is drawn for a field that is itself invisible is its label.
  const drawn = element instanceof HTMLInputElement && ['file', 'radio', 'checkbox'].includes(element.type) ? [element, ...(element.labels ?? [])] : [element];
  const rings = drawn.some((one) => [getComputedStyle(one), getComputedStyle(one, '::after')].some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1));
  const inSight = drawn.some((one) => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    return right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  });
  return !inSight ? 'has the focus outside of what is in sight' : !rings ? 'does not show that it has the focus' : null;
}
