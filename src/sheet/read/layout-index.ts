import type { Layout, LayoutAnchor, LayoutPage, LayoutRegion } from '../layout.ts';
import { tag, type PageCode } from '../page-code.ts';

/** A page that a code may name. */
export interface KnownPage { readonly examTag: string; readonly layout: Layout; readonly page: LayoutPage }

/** Where anchors and codes stand, shared by all pages of one paper size: what can be looked for before the code is read. */
export interface PageFrame { readonly width: number; readonly height: number; readonly anchors: readonly LayoutAnchor[]; readonly codes: readonly LayoutRegion[] }

/** The layouts that a page in hand may have. */
export interface LayoutIndex {
  readonly frames: readonly PageFrame[];
  readonly pages: readonly KnownPage[];
}

export type CodeLookup = { readonly kind: 'known'; readonly known: KnownPage } | { readonly kind: 'foreign-page' } | { readonly kind: 'other-layout' };

/** Indexes the layouts (blank and personal, all versions still in use) of one exam or of several. */
export function indexLayouts(layouts: readonly Layout[]): LayoutIndex {
  const pages = layouts.flatMap((layout) => layout.pages.map((page): KnownPage => ({ examTag: tag(layout.exam), layout, page })));
  const frames = new Map<string, PageFrame>();
  for (const { page } of pages) {
    const codes = page.regions.filter((r) => r.kind === 'code');
    const frame = { width: page.width, height: page.height, anchors: page.anchors, codes };
    frames.set(JSON.stringify(frame), frame);
  }
  return { frames: [...frames.values()], pages };
}

export function lookUpCode(index: LayoutIndex, code: PageCode): CodeLookup {
  const ofExam = index.pages.filter((p) => p.examTag === code.examTag);
  if (ofExam.length === 0) return { kind: 'foreign-page' };
  const known = ofExam.find((p) => p.layout.version === code.layoutVersion && p.page.page === code.page);
  return known ? { kind: 'known', known } : { kind: 'other-layout' };
}

/** Whether a page has the frame's anchors in the frame's places. */
export function hasFrame(page: LayoutPage, frame: PageFrame): boolean {
  return page.width === frame.width && page.height === frame.height && JSON.stringify(page.anchors) === JSON.stringify(frame.anchors);
}
