/** One page of a foreign sheet, as `read` knows it. */
import type { PlainError } from '../../contract/errors.ts';
import type { ReadTemplatePageResult } from './read-template-page.job.ts';
import type { JudgedTexts } from './region-texts.ts';

export interface TemplatePage {
  readonly sourceFile: string;
  readonly sourcePage: number;
  readonly outcome: ReadPage | { readonly kind: 'failed'; readonly error: PlainError };
}

export interface ReadPage extends Pick<ReadTemplatePageResult, 'reading' | 'crops'>, JudgedTexts {
  readonly kind: 'read';
  /** Somebody else's number that is on the page as well. */
  readonly rival?: Rival;
}

/** What says that the page is somebody else's, and the two numbers. */
export interface Rival { readonly place: string; readonly own: string; readonly other: string }
