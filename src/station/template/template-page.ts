/** One page of a foreign sheet, as `read` knows it, and what its row in a table says. */
import type { PlainError } from '../../contract/errors.ts';
import type { ReadTemplatePageResult } from './read-template-page.job.ts';
import type { JudgedTexts } from './region-texts.ts';

export interface TemplatePage {
  readonly sourceFile: string;
  readonly sourcePage: number;
  readonly outcome: ReadPage | { readonly kind: 'failed'; readonly error: PlainError };
}

export interface ReadPage extends Pick<ReadTemplatePageResult, 'reading' | 'quality' | 'crops'>, JudgedTexts {
  readonly kind: 'read';
  /** Somebody else's number that is on the page as well. */
  readonly rival?: Rival;
  /** The other pages of the batch on which the same candidate's number is. */
  readonly alike?: readonly string[];
}

/** What says that the page is somebody else's, and the two numbers. */
export interface Rival { readonly place: string; readonly own: string; readonly other: string }

/** What a page's row says, as it was read or as a person has corrected it. */
export interface AnsweredPage {
  readonly sourceFile: string;
  readonly sourcePage: number;
  readonly candidateNo: string;
  readonly status: 'ok' | 'review' | 'failed';
  /** Of a column or region, with `?` before what waits for a person; empty for a blank. */
  readonly valueOf: (name: string) => string;
}

/** With `?` before what waits for a person; a number beside which another one is, too. */
export function valueOf({ outcome }: TemplatePage, name: string): string {
  if (outcome.kind === 'failed') return '';
  if (name === outcome.rival?.place) return `?${readValue(outcome, name).replace(/^\?/, '')}`;
  return readValue(outcome, name);
}

function readValue(outcome: ReadPage, name: string): string {
  const column = outcome.reading.columns.find((each) => each.name === name);
  if (column !== undefined) return column.doubtful ? `?${column.value}` : column.value;
  const region = outcome.regions.find((each) => each.name === name);
  return region === undefined ? '' : region.doubt === null ? region.value : `?${region.value}`;
}
