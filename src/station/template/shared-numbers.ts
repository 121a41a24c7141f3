/** One candidate's number on several pages: two sheets of one pupil, one scanned twice, or one that took another's number. Pure. */

import { bare } from './answered-numbers.ts';

/** A page of a batch, and whose it is (`?` before a number that is not sure, empty where there is none). */
export interface NumberedPage { readonly sourceFile: string; readonly sourcePage: number; readonly candidateNo: string; readonly status: 'ok' | 'review' | 'failed' }

/** The numbers that are on several pages, each with these pages; pages that were not read have none. */
export function sharedNumbers<Page extends NumberedPage>(pages: readonly Page[]): { readonly number: string; readonly pages: readonly Page[] }[] {
  const byNumber = Map.groupBy(pages.filter(({ status }) => status !== 'failed'), ({ candidateNo }) => bare(candidateNo));
  return [...byNumber].flatMap(([number, own]) => (number === '' || own.length < 2 ? [] : [{ number, pages: own }]));
}

type Placed = Pick<NumberedPage, 'sourceFile' | 'sourcePage'>;

/** Where a page is: its file, and its page in it where there are several. */
export function placeIn(pages: readonly Placed[]): (page: Placed) => string {
  const lastPages = new Map<string, number>();
  for (const { sourceFile, sourcePage } of pages) lastPages.set(sourceFile, Math.max(sourcePage, lastPages.get(sourceFile) ?? 0));
  return ({ sourceFile, sourcePage }) => ((lastPages.get(sourceFile) ?? 0) > 1 ? `${sourceFile} (${sourcePage})` : sourceFile);
}
