/** Faults of accessibility that keep somebody from using a page, as axe finds them. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const resultsSchema = z.object({ violations: z.array(z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) })) });

/** Nothing fades in for longer. */
const longestFadeMs = 2000;

/** What axe calls serious or critical, one line each; empty when all is well. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // What fades in is pale by then; what turns for ever is not waited for.
  await page.evaluate(async (mostMs) => {
    const fading = document.getAnimations().filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().iterations !== Infinity);
    await Promise.race([Promise.allSettled(fading.map(({ finished }) => finished)), new Promise((resolve) => { setTimeout(resolve, mostMs); })]);
  }, longestFadeMs);
  // Not as a script element: the page's CSP takes none.
  if (await page.evaluate('typeof axe') === 'undefined') await page.evaluate(axe.source);
  // Only violations are told element by element: of all that passes one is enough.
  const { violations } = resultsSchema.parse(await page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"));
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}
