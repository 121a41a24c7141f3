/** Which pages make up whose sheet. Pure. */
import type { Answer } from '../../exam/exam.ts';
import type { Layout } from '../../sheet/layout.ts';
import type { PageFacts, PlacedPage } from '../store/pages.ts';
import { hasItems } from './page-exceptions.ts';

export interface Sheet<Page extends PlacedPage = PageFacts> {
  readonly candidateNo: string;
  /** The page that counts for each page number: the first that was put in. */
  readonly pages: readonly Page[];
  /** Pages with other bytes that claim to be a page that is there already, with the page that counts. */
  readonly repeated: readonly Page[];
  /** Page numbers of the sheet that nobody has seen. */
  readonly missing: readonly number[];
}

/** The sheet of one candidate, from the candidate's pages in the order they were put in. */
export function sheetOf<Page extends PlacedPage>(candidateNo: string, pages: readonly Page[], layouts: readonly Layout[]): Sheet<Page> {
  const first = new Map<number, Page>();
  const repeated = new Set<Page>();
  for (const page of pages) {
    if (page.candidateNo !== candidateNo || page.pageNumber === null || !hasItems(page)) continue;
    const counting = first.get(page.pageNumber);
    if (!counting) {
      first.set(page.pageNumber, page);
      continue;
    }
    repeated.add(counting);
    repeated.add(page);
  }
  const counting = [...first.values()].toSorted((a, b) => (a.pageNumber ?? 0) - (b.pageNumber ?? 0));
  return { candidateNo, pages: counting, repeated: [...repeated], missing: missingPages(counting, layouts) };
}

function missingPages(counting: readonly PlacedPage[], layouts: readonly Layout[]): number[] {
  const layout = layouts.find((one) => counting.some((page) => page.layoutVersion === one.version)) ?? layouts[0];
  const there = new Set(counting.map((page) => page.pageNumber));
  // Without any page there is no sheet, and so none of it is missing.
  return counting.length === 0 ? [] : (layout?.pages ?? []).map((page) => page.page).filter((page) => !there.has(page));
}

export function sheetsOf<Page extends PlacedPage>(pages: readonly Page[], layouts: readonly Layout[]): Sheet<Page>[] {
  const byCandidate = new Map<string, Page[]>();
  for (const page of pages) {
    if (page.candidateNo === null || !hasItems(page)) continue;
    byCandidate.set(page.candidateNo, [...(byCandidate.get(page.candidateNo) ?? []), page]);
  }
  return [...byCandidate].map(([candidateNo, own]) => sheetOf(candidateNo, own, layouts));
}

/** What a page says, a person's word before the machine's. */
export function answersOn(page: PageFacts): Answer[] {
  return (page.answers ?? []).map(({ no, value, doubt }) => {
    const corrected = page.corrections[no];
    return corrected === undefined ? { no, value, doubtful: doubt !== null } : { no, value: corrected, doubtful: false };
  });
}
