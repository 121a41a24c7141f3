import type { Contradiction } from './verdict.ts';

/** Why a page is not read with a template: next to nothing is printed or written on it; the edges of its paper should be seen, and are not; nowhere are there bubbles like the template's; there are, but what else is printed there is another sheet's; it fits as well a row or a column further, or turned; its bubbles lie too far from where one flat page would have them. */
export type Refusal = 'blank' | 'paper-not-found' | 'sheet-not-found' | 'other-sheet' | 'place-unsure' | 'sheet-bent' | PictureFault;

/** Nowhere are there bubbles like the template's, and the picture shows why: it is too dark, or blurred, as long as two sheets, or of another shape than the sheet. */
export type PictureFault = 'picture-dark' | 'picture-blurred' | 'picture-long' | 'picture-shape';

/** What a search that found nothing says: what spoke against the place that fitted best, if one fitted at all. */
export function refusalOf(against: Contradiction | null, paperMissing: boolean): Refusal {
  if (against === null) return paperMissing ? 'paper-not-found' : 'sheet-not-found';
  return against === 'unsure' ? 'place-unsure' : 'other-sheet';
}
