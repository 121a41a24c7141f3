import type { LayoutAnchor } from '../layout.ts';
import { anchorCandidates, type AnchorCandidate } from './anchors.ts';
import type { CodeReader, FoundCode } from './codes.ts';
import { findComponents } from './components.ts';
import { applyHomography, fitHomography, invertHomography, isPlausible, jacobianAt, type Homography, type PointPair } from './homography.ts';
import type { LayoutIndex, PageFrame } from './layout-index.ts';
import { locateAnchor, type LocatedAnchor } from './locate-anchor.ts';
import { matchAnchors, residualMm } from './match-anchors.ts';
import type { GrayImage, PixelPoint } from './reading.ts';
import { readCodeAt, searchCodes } from './page-codes.ts';
import { shrink } from './shrink.ts';
import { darkPixels } from './threshold.ts';

/** A page laid over the image. */
export interface Registration {
  readonly frame: PageFrame;
  /** Millimetres on the page to pixels of the image. */
  readonly map: Homography;
  readonly anchors: readonly LocatedAnchor[];
  readonly residualMm: number;
  /** Page code read on the page, if any. */
  readonly code: FoundCode | null;
  /** True when the ring or a code says which way is up; else the page may be upside down. */
  readonly upKnown: boolean;
  /** Rests on few points, or on points that lie nearly on a line: the printed bubbles must confirm it. */
  readonly weak: boolean;
}

/** Standard deviation of the points across their narrower direction that holds a whole page in place; with a code's exact corners less will do. */
const LEAST_SPREAD_MM = 40;
const LEAST_SPREAD_WITH_CODES_MM = 8;

export interface RegistrationAttempt {
  readonly registration: Registration | null;
  /** A code found though the page could not be registered. */
  readonly code: FoundCode | null;
  /** Share of the image that is dark against its surroundings. */
  readonly darkShare: () => number;
}

/** Long side of the image that anchors are looked for in: 80 to 110 dpi on A4. */
const SMALL_LONG_SIDE = 1000;
/** Anchors that stray further from where all others put them are not this page's, in millimetres. */
const STRAY_LIMIT_MM = 1.2;
/** A worse fit is no registration. Photos of curved paper reach 0.8 mm. */
export const RESIDUAL_LIMIT_MM = 1.8;

/** Finds the anchors, and the code where they are, and fits the page; falls back on a search for codes all over the image (slow). */
export async function register(image: GrayImage, index: LayoutIndex, codes: CodeReader): Promise<RegistrationAttempt> {
  const factor = Math.max(1, Math.round(Math.max(image.width, image.height) / SMALL_LONG_SIDE));
  const small = shrink(image, factor);
  const dark = darkPixels(small, Math.round(Math.max(small.width, small.height) / 14), 0.8);
  // Only for what is no sheet.
  const darkShare = (): number => shareOf(dark, small);
  const longSide = Math.max(small.width, small.height);
  const components = findComponents(dark, small.width, small.height, Math.max(5, Math.round(longSide / 150)), Math.round(longSide / 16));
  const candidates = anchorCandidates(components, small);
  const attempts: Registration[] = [];
  for (const frame of index.frames) {
    for (const match of matchAnchors(frame.anchors, candidates)) {
      const fitted = fitAnchors(image, frame, scaled(match.map, factor), []);
      if (fitted) attempts.push(fitted);
    }
  }
  attempts.sort((a, b) => quality(b) - quality(a));
  const tried = new Set<string>();
  for (const attempt of attempts.slice(0, 4)) {
    const key = placeOf(attempt);
    if (tried.has(key)) continue;
    tried.add(key);
    const settled = await withCode(image, attempt, codes);
    if (settled.code || (settled.upKnown && quality(settled) >= 3.5)) return { registration: settled, code: settled.code, darkShare };
  }
  return searchWholePage(image, small, factor, candidates, index, codes, attempts[0] ?? null, darkShare);
}

/** Turned half around, a page has its anchors in the same places: such twins need one look at the codes only. */
function placeOf(r: Registration): string {
  const c = applyHomography(r.map, r.frame.width / 2, r.frame.height / 2);
  const corners = [applyHomography(r.map, 0, 0), applyHomography(r.map, r.frame.width, r.frame.height)].sort((a, b) => a.x + a.y * 3 - b.x - b.y * 3);
  return [c, ...corners].map((p) => `${Math.round(p.x / 40)},${Math.round(p.y / 40)}`).join(' ') + `${r.frame.width}`;
}

function quality(r: Registration): number {
  let rings = 0;
  for (const a of r.anchors) {
    if (a.anchor.kind === 'ring') rings += a.hole ? 1 : -1;
    else if (a.hole) rings -= 1;
  }
  return r.anchors.length + rings - r.residualMm;
}

function scaled(map: Homography, factor: number): Homography {
  return map.map((v, i) => (i < 6 ? v * factor : v));
}

/** Measures all anchors at full resolution, drops what strays, and fits; `extra` are points known otherwise (a code's corners). Null when too few are left. */
export function fitAnchors(image: GrayImage, frame: PageFrame, start: Homography, extra: readonly PointPair[]): Registration | null {
  let map = start;
  let located: LocatedAnchor[] = [];
  for (let round = 0; round < 2; round++) {
    located = frame.anchors.flatMap((anchor) => locateAnchor(image, map, anchor) ?? []);
    const kept = fitRobustly(located, extra);
    if (!kept) return null;
    located = kept.located;
    map = kept.map;
  }
  const residual = residualMm(map, [...located.map(pairOf), ...extra]);
  if (residual > RESIDUAL_LIMIT_MM || !isPlausible(map, frame.width / 2, frame.height / 2)) return null;
  const span = narrowestSpread([...located.map((a) => centreOf(a.anchor)), ...extra.map((e) => e.from)]);
  if (span < (extra.length > 0 ? LEAST_SPREAD_WITH_CODES_MM : LEAST_SPREAD_MM)) return null;
  const upKnown = located.some((a) => a.anchor.kind === 'ring' && a.hole) && !located.some((a) => a.anchor.kind !== 'ring' && a.hole);
  return { frame, map, anchors: located, residualMm: residual, code: null, upKnown, weak: span < LEAST_SPREAD_MM || located.length + extra.length / 4 < 4 };
}

function narrowestSpread(points: readonly PixelPoint[]): number {
  const n = Math.max(1, points.length);
  const mx = points.reduce((sum, p) => sum + p.x, 0) / n, my = points.reduce((sum, p) => sum + p.y, 0) / n;
  let xx = 0, yy = 0, xy = 0;
  for (const p of points) { xx += (p.x - mx) ** 2 / n; yy += (p.y - my) ** 2 / n; xy += (p.x - mx) * (p.y - my) / n; }
  return Math.sqrt(Math.max(0, (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy)));
}

export function pairOf(located: LocatedAnchor): PointPair {
  return { from: centreOf(located.anchor), to: located.at };
}

function centreOf(anchor: LayoutAnchor): PixelPoint {
  return { x: anchor.x + anchor.w / 2, y: anchor.y + anchor.h / 2 };
}

function fitRobustly(all: readonly LocatedAnchor[], extra: readonly PointPair[]): { located: LocatedAnchor[]; map: Homography } | null {
  let located = [...all];
  for (;;) {
    const pairs = [...located.map(pairOf), ...extra];
    const map = fitHomography(pairs);
    if (!map) return null;
    let worst = -1, worstMm = STRAY_LIMIT_MM;
    for (const [i, a] of located.entries()) {
      const mm = residualMm(map, [pairOf(a)]);
      if (mm > worstMm) { worst = i; worstMm = mm; }
    }
    if (worst < 0 || pairs.length <= 4) return { located, map };
    located = located.filter((_, i) => i !== worst);
  }
}

async function withCode(image: GrayImage, registration: Registration, codes: CodeReader): Promise<Registration> {
  const found = await readCodeAt(image, registration.map, registration.frame, codes);
  if (!found) return registration;
  return { ...registration, map: found.upsideDown ? turnedHalf(registration.map, registration.frame) : registration.map, anchors: found.upsideDown ? turnAnchors(registration) : registration.anchors, code: found.code, upKnown: true };
}

/** The map of the same page turned by 180 degrees. */
function turnedHalf(map: Homography, frame: PageFrame): Homography {
  const corner = (x: number, y: number): PointPair => ({ from: { x, y }, to: applyHomography(map, frame.width - x, frame.height - y) });
  return fitHomography([corner(0, 0), corner(frame.width, 0), corner(0, frame.height), corner(frame.width, frame.height)]) ?? map;
}

function turnAnchors(r: Registration): LocatedAnchor[] {
  return r.anchors.flatMap((a) => {
    const c = centreOf(a.anchor);
    const twin = r.frame.anchors.find((o) => Math.hypot(centreOf(o).x - (r.frame.width - c.x), centreOf(o).y - (r.frame.height - c.y)) < 1);
    return twin ? [{ ...a, anchor: twin }] : [];
  });
}

async function searchWholePage(image: GrayImage, small: GrayImage, factor: number, candidates: readonly AnchorCandidate[], index: LayoutIndex, codes: CodeReader, best: Registration | null, darkShare: () => number): Promise<RegistrationAttempt> {
  const found = await searchCodes(image, small, factor, codes);
  const code = found[0] ?? null;
  if (code) {
    for (const frame of index.frames) {
      const registration = fromCodes(image, frame, found, candidates.map((c) => ({ x: c.x * factor, y: c.y * factor })));
      if (registration) return { registration: { ...registration, code, upKnown: true }, code, darkShare };
    }
    return { registration: null, code, darkShare };
  }
  const usable = best !== null && best.anchors.length >= 4 ? best : null;
  return { registration: usable, code: null, darkShare };
}

/** The corners of one or two codes place the page roughly; the anchors then sharpen it. A single code may be either of the page's two. */
function fromCodes(image: GrayImage, frame: PageFrame, found: readonly FoundCode[], spots: readonly PixelPoint[]): Registration | null {
  let best: Registration | null = null;
  const first = found[0];
  if (!first) return null;
  const second = found.find((f) => Math.hypot(f.corners[0].x - first.corners[0].x, f.corners[0].y - first.corners[0].y) > 50);
  for (const a of frame.codes) {
    const pairs = cornerPairs(a, first);
    if (second) for (const b of frame.codes) if (b !== a) pairs.push(...cornerPairs(b, second));
    const rough = fitHomography(pairs, second !== undefined);
    if (!rough) continue;
    for (const reachMm of second ? [8] : [16]) {
      const inverse = invertHomography(rough);
      const near: PointPair[] = frame.anchors.flatMap((anchor) => {
        const from = centreOf(anchor);
        const at = applyHomography(rough, from.x, from.y);
        const j = jacobianAt(rough, from.x, from.y);
        const reach = reachMm * Math.hypot(j.ux, j.vx);
        const spot = spots.filter((s) => Math.hypot(s.x - at.x, s.y - at.y) < reach).sort((p, q) => Math.hypot(p.x - at.x, p.y - at.y) - Math.hypot(q.x - at.x, q.y - at.y))[0];
        return spot && Number.isFinite(inverse[0] ?? NaN) ? [{ from, to: spot }] : [];
      });
      const start = fitHomography([...pairs, ...near]);
      const fitted = start ? fitAnchors(image, frame, start, pairs) : null;
      const enough = fitted && (second !== undefined || fitted.anchors.length >= 2);
      if (enough && (!best || quality(fitted) > quality(best))) best = fitted;
    }
  }
  return best;
}

function cornerPairs(region: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }, code: FoundCode): PointPair[] {
  const { x, y, w, h } = region;
  const [a, b, c, d] = code.corners;
  return [{ from: { x, y }, to: a }, { from: { x: x + w, y }, to: b }, { from: { x: x + w, y: y + h }, to: c }, { from: { x, y: y + h }, to: d }];
}

function shareOf(dark: Uint8Array, small: GrayImage): number {
  // The outer 4 % is left out: scanner edges and dark desks are no writing.
  const mx = Math.round(small.width * 0.04), my = Math.round(small.height * 0.04);
  let sum = 0;
  for (let y = my; y < small.height - my; y++) for (let i = y * small.width + mx, end = (y + 1) * small.width - mx; i < end; i++) sum += dark[i]!;
  return sum / Math.max(1, (small.width - 2 * mx) * (small.height - 2 * my));
}
