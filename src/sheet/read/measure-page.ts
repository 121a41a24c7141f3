import type { LayoutPage } from '../layout.ts';
import type { InkedBubble } from './decide.ts';
import { measureInk, type PageInk } from './ink.ts';
import { jacobianAt } from './homography.ts';
import type { GrayImage } from './reading.ts';
import { refine, unrefined } from './refine.ts';
import type { Registration } from './register.ts';
import { shrink } from './shrink.ts';
import { cutWindows } from './windows.ts';

/** Margin around a bubble that is looked at, in grid points of 0.2 mm. */
const INK_MARGIN = 5;
/** Printed outlines fainter than this are not there: a hard threshold lost them, or the page is another one than the structure says. */
const LEAST_OUTLINE = 0.012;

/** All bubbles of a page, by field, in the layout's order. */
export interface MeasuredPage { readonly ink: PageInk; readonly fields: ReadonlyMap<string, readonly InkedBubble[]> }

/** Measures every bubble of a registered page; null when the printed bubbles are not where the layout says. */
export function measurePage(image: GrayImage, registration: Registration, page: LayoutPage): MeasuredPage | null {
  const { base, map } = workingImage(image, registration);
  const refined = refine(base, map, page.bubbles);
  const printed = refined.outlineDarkness >= LEAST_OUTLINE;
  // A 1-bit or over-exposed scan loses the grey outlines: then anchors that fit well, with a code, must do.
  if (!printed && !(registration.code && registration.anchors.length >= 5 && registration.residualMm < 0.5)) return null;
  if (registration.weak && (refined.weakestDarkness < 0.6 * refined.outlineDarkness || refined.shiftMm > 1)) return null;
  const refinement = printed ? refined : unrefined;
  const windows = cutWindows(base, map, page.bubbles, INK_MARGIN, refinement.shiftOf);
  const ink = measureInk(windows, page.bubbles, blackOf(registration), printed);
  const fields = new Map<string, InkedBubble[]>();
  for (const [i, bubble] of page.bubbles.entries()) {
    const measured = ink.bubbles[i];
    if (!measured) continue;
    const inked: InkedBubble = { value: bubble.value, ink: measured, fit: refinement.fitOf(i) };
    const members = fields.get(bubble.field);
    if (members) members.push(inked); else fields.set(bubble.field, [inked]);
  }
  return { ink, fields };
}

/** How clearly the page's bubbles are printed where its layout has them: the darkness of the outlines in the worst quarter of the page. */
export function outlineFit(image: GrayImage, registration: Registration, page: LayoutPage): number {
  const { base, map } = workingImage(image, registration);
  return page.bubbles.length === 0 ? 0 : refine(base, map, page.bubbles).weakestDarkness;
}

/** Bubbles are read at 150 to 300 dpi: more costs time and shows nothing new. */
function workingImage(image: GrayImage, registration: Registration): { base: GrayImage; map: Registration['map'] } {
  const { map, frame } = registration;
  const j = jacobianAt(map, frame.width / 2, frame.height / 2);
  const dpi = Math.sqrt(Math.abs(j.ux * j.vy - j.uy * j.vx)) * 25.4;
  const factor = Math.max(1, Math.round(dpi / 200));
  return { base: shrink(image, factor), map: factor === 1 ? map : map.map((v, i) => (i < 6 ? v / factor : v)) };
}

/** Darkness of the page's printed black, from its anchors. */
function blackOf(registration: Registration): number {
  const values = registration.anchors.map((a) => 1 - a.black / Math.max(1, a.white)).sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0.85;
}

/** Median grey of the anchors' black, 0 to 1; the same scale as the image's. */
export function blackLevel({ anchors }: Registration): number {
  const values = anchors.map((a) => a.black / 255).sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0.15;
}
