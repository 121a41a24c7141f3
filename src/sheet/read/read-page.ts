import type { LayoutBubble, LayoutPage } from '../layout.ts';
import { forget } from '../pixels/memory.ts';
import type { CodeReader } from './codes.ts';
import { decideItem } from './decide.ts';
import { hasFrame, lookUpCode, type KnownPage, type LayoutIndex } from './layout-index.ts';
import { blackLevel, measurePage, outlineFit } from './measure-page.ts';
import { imageOnly, qualityOf } from './quality.ts';
import type { GrayImage, PageReading, PageTrouble } from './reading.ts';
import { readCandidate } from './candidate.ts';
import { cornersOf, itemRegions, printedRegions } from './regions.ts';
import { register, type Registration } from './register.ts';
import { readWrittenNumber } from './written-number.ts';

export interface ReadContext { readonly layouts: LayoutIndex; readonly codes: CodeReader }

/** Below this share of dark pixels a page has nothing on it. */
const BLANK_SHARE = 0.0015;

/**
 * Reads one page: which page it is, who wrote it, what is marked, and how sure that is. Never throws for what is on the paper; `trouble` says what went wrong.
 * Pure but for the code reader; about 40 ms for A4 at 200 dpi.
 */
export async function readPage(image: GrayImage, context: ReadContext): Promise<PageReading> {
  // Whoever asks may have drawn into the picture since.
  forget();
  const attempt = await register(image, context.layouts, context.codes);
  const { registration } = attempt;
  const code = registration?.code ?? attempt.code;
  const lookup = code ? lookUpCode(context.layouts, code.code) : null;
  const identity = code ? { by: 'code' as const, examTag: code.code.examTag, layoutVersion: code.code.layoutVersion, page: code.code.page } : unknownIdentity;
  if (lookup && lookup.kind !== 'known') return unread(lookup.kind, identity, image, registration, code?.code.candidateNo ?? null);
  if (!registration) {
    if (lookup) return unread('not-registered', identity, image, null, code?.code.candidateNo ?? null);
    return unread(attempt.darkShare() < BLANK_SHARE ? 'blank' : 'not-a-sheet', identity, image, null, null);
  }
  if (lookup && code) {
    if (!hasFrame(lookup.known.page, registration.frame)) return unread('not-registered', identity, image, registration, code.code.candidateNo);
    const read = readKnown(image, registration, lookup.known, identity, code.code.candidateNo);
    return read ?? unread('not-registered', identity, image, registration, code.code.candidateNo);
  }
  return readByStructure(image, registration, context.layouts);
}

const unknownIdentity = { by: 'none' as const, examTag: null, layoutVersion: null, page: null };

/** Outlines this clear, and this much clearer than any other page's, tell a page without its code. */
const SURE_OUTLINE = 0.03;
const SURE_LEAD = 2.5;

/** Without a readable code a page is what its printed bubbles say, when only one of the known pages has its bubbles there. A person is told in any case. */
function readByStructure(image: GrayImage, registration: Registration, layouts: LayoutIndex): PageReading {
  const possible = layouts.pages.filter((p) => hasFrame(p.page, registration.frame)).map((known) => ({ known, fit: outlineFit(image, registration, known.page) })).sort((a, b) => b.fit - a.fit);
  const [best, next] = possible;
  if (!best || !registration.upKnown || best.fit < SURE_OUTLINE || (next && next.fit * SURE_LEAD > best.fit)) return unread('no-code', unknownIdentity, image, registration, null);
  const { known } = best;
  const identity = { by: 'structure' as const, examTag: known.examTag, layoutVersion: known.layout.version, page: known.page.page };
  const read = readKnown(image, registration, known, identity, null);
  return read ? { ...read, trouble: 'no-code' } : unread('no-code', unknownIdentity, image, registration, null);
}

/** Null when the bubbles are not where the layout says. */
function readKnown(image: GrayImage, registration: Registration, known: KnownPage, identity: PageReading['identity'], candidateNo: string | null): PageReading | null {
  const { page } = known;
  const quality = qualityOf(image, registration);
  const measured = page.bubbles.length === 0 ? null : measurePage(image, registration, page);
  if (!measured && page.bubbles.length > 0) return null;
  const items = measured ? [...measured.fields].map(([field, bubbles]) => decideItem(field, bubbles, measured.ink, field.includes(':'))) : [];
  const cutOff = items.some((i) => i.doubt === 'damaged') && anyOutside(image, registration, page);
  // A printed code says whose it is.
  const written = candidateNo === null ? readWrittenNumber(image, registration.map, page, blackLevel(registration)) : null;
  return {
    identity, candidate: readCandidate(candidateNo, items), ...(written === null ? {} : { written }), items,
    regions: [...printedRegions(page, registration.map), ...itemRegions(page, items.filter((i) => i.doubt !== null), registration.map)],
    paper: cornersOf({ x: 0, y: 0, w: page.width, h: page.height }, registration.map),
    quality, trouble: cutOff ? 'cut-off' : null,
  };
}

function anyOutside(image: GrayImage, registration: Registration, page: LayoutPage): boolean {
  const { map } = registration;
  const outside = (b: LayoutBubble): boolean => {
    const w = map[6]! * b.x + map[7]! * b.y + 1;
    const x = (map[0]! * b.x + map[1]! * b.y + map[2]!) / w, y = (map[3]! * b.x + map[4]! * b.y + map[5]!) / w;
    return x < 0 || y < 0 || x >= image.width || y >= image.height;
  };
  return page.bubbles.some(outside);
}

function unread(trouble: PageTrouble, identity: PageReading['identity'], image: GrayImage, registration: Registration | null, candidateNo: string | null): PageReading {
  return {
    identity, candidate: candidateNo === null ? { by: 'none', candidateNo: null, confidence: 0, doubt: null } : readCandidate(candidateNo, []),
    items: [], regions: [], quality: registration ? qualityOf(image, registration) : imageOnly(image), trouble,
  };
}
