import { applyHomography, fitHomography, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { alignNear, apart, gapPx, refineMap, support, type Reach } from './align.ts';
import { darknessField, type DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { findMarkers } from './marker-search.ts';
import { paperOutline, type Quad } from './paper-outline.ts';

/** What first told where the page lies; the printed bubbles have always had the last word. */
export type FoundBy = 'markers' | 'paper' | 'image' | 'search';

export interface FoundPage {
  /** Page units to pixels of the image. */
  readonly map: Homography;
  readonly by: FoundBy;
  /** Mean response of the bubbles, 0 to 96. */
  readonly score: number;
  /** Share of the patches, and of the bubbles, that are seen in their places. */
  readonly support: { readonly patches: number; readonly bubbles: number };
  /** Whether the page lies as a mirror shows it. */
  readonly mirrored: boolean;
}

export interface PageSearch {
  readonly lattice: Lattice;
  readonly frame: 'image' | 'paper';
  readonly marker: { readonly image: GrayImage; readonly widthShare: number } | null;
}

interface Guess { readonly by: FoundBy; readonly quad: Quad; readonly reach: Reach }

/** Seen so clearly a page needs no second opinion. */
const sure = { patches: 0.85, bubbles: 0.8 };
/** Seen less than this, it is no page of this template. */
const least = { patches: 0.55, bubbles: 0.5 };
/** Smaller side of a bubble in the picture that is searched, in pixels. */
const bubblePx = 8;
/** A gap further from where the page was expected must be better by this share: rows look alike. */
const perGap = 0.025;

/** Lays the template over the image; null where its bubbles are nowhere to be seen. */
export function findPage(image: GrayImage, search: PageSearch): FoundPage | null {
  const levels = new Levels(image);
  let best: FoundPage | null = null;
  let paper: Quad | null | undefined;
  const outline = (): Quad | null => (paper === undefined ? (paper = paperOutline(image)) : paper);
  for (const guess of primaryGuesses(image, search, outline)) {
    const found = tryGuess(levels, search.lattice, guess, 0, false);
    if (found && enough(found, sure)) return found;
    best = better(best, found);
  }
  for (const guess of otherGuesses(image, search, outline)) {
    for (const mirrored of [false, true]) for (const turn of mirrored ? [0, 2, 1, 3] : [2, 1, 3, 0]) {
      const found = tryGuess(levels, search.lattice, guess, turn, mirrored);
      if (found && enough(found, sure)) return found;
      best = better(best, found);
    }
  }
  return best && enough(best, least) ? best : null;
}

function better(a: FoundPage | null, b: FoundPage | null): FoundPage | null {
  if (!a || !b) return a ?? b;
  return b.score * (b.support.patches + b.support.bubbles) > 1.05 * a.score * (a.support.patches + a.support.bubbles) ? b : a;
}

function enough({ support: s }: FoundPage, bound: { patches: number; bubbles: number }): boolean {
  return s.patches >= bound.patches && s.bubbles >= bound.bubbles;
}

function* primaryGuesses(image: GrayImage, search: PageSearch, outline: () => Quad | null): Generator<Guess> {
  if (search.marker) yield* markerGuesses(image, search.marker, search.frame === 'paper' ? outline() : null);
  const paper = search.frame === 'paper' ? outline() : null;
  if (paper) yield { by: 'paper', quad: paper, reach: { gapsX: 1, gapsY: 1, degrees: 0.6, scale: 0.0125 } };
  if (search.frame === 'image' || !paper) yield { by: 'image', quad: whole(image), reach: { gapsX: 1.5, gapsY: 1.5, degrees: 1.8, scale: 0 } };
}

/** All four markers, and each three of them with the fourth where it completes a parallelogram. */
function* markerGuesses(image: GrayImage, marker: NonNullable<PageSearch['marker']>, paper: Quad | null): Generator<Guess> {
  const found = findMarkers(image, marker.image, paper ?? whole(image), marker.widthShare);
  const at = found.map((f) => f?.centre ?? null);
  const reach: Reach = { gapsX: 0.75, gapsY: 0.75, degrees: 0, scale: 0 };
  const [a, b, c, d] = at;
  if (a && b && c && d) yield { by: 'markers', quad: [a, b, c, d], reach };
  const order = [0, 1, 2, 3].sort((i, k) => (found[i]?.match ?? 0) - (found[k]?.match ?? 0));
  for (const missing of order) {
    const [p, q, r] = [at[(missing + 1) % 4], at[(missing + 2) % 4], at[(missing + 3) % 4]];
    if (!p || !q || !r) continue;
    const completed = at.map((point, i) => (i === missing ? { x: p.x + r.x - q.x, y: p.y + r.y - q.y } : point));
    const [e, f, g, h] = completed;
    if (e && f && g && h) yield { by: 'markers', quad: [e, f, g, h], reach: { gapsX: 1, gapsY: 1, degrees: 0.6, scale: 0.0125 } };
  }
}

function* otherGuesses(image: GrayImage, search: PageSearch, outline: () => Quad | null): Generator<Guess> {
  const wide: Reach = { gapsX: 3, gapsY: 3, degrees: 3, scale: 0.0375 };
  yield { by: 'image', quad: whole(image), reach: wide };
  const paper = outline();
  if (paper) yield { by: 'paper', quad: paper, reach: { ...wide, gapsX: 4, gapsY: 4, scale: 0.05 } };
  // Something was cut off, or the scanner's glass is larger than the page: as large as the width says, at the top, at the bottom.
  const { width, height } = search.lattice;
  const tall = image.width * height / width;
  if (Math.abs(tall / image.height - 1) > 0.03) for (const top of [0, image.height - tall]) yield { by: 'search', quad: rectangle(0, top, image.width, tall), reach: { ...wide, gapsY: 8 } };
}

function rectangle(x: number, y: number, w: number, h: number): Quad {
  return [{ x, y }, { x: x + w, y }, { x: x + w, y: y + h }, { x, y: y + h }];
}

function whole(image: GrayImage): Quad {
  return rectangle(0, 0, image.width, image.height);
}

function tryGuess(levels: Levels, lattice: Lattice, guess: Guess, turn: number, mirrored: boolean): FoundPage | null {
  const start = mapTo(lattice, guess.quad, turn, mirrored);
  if (!start) return null;
  const gap = gapPx(lattice, start);
  const size = Math.min(gap.x / lattice.gapX, gap.y / lattice.gapY) * lattice.size;
  if (!(size >= 2)) return null;
  const { field, factor } = levels.at(size);
  const smallStart = scaled(start, 1 / factor);
  const smallGap = { x: gap.x / factor, y: gap.y / factor };
  const weighed = alignNear(field, lattice, smallStart, guess.reach).map((alignment) => {
    const shift = apart(alignment.map, smallStart, lattice) / Math.max(smallGap.x, smallGap.y);
    return { alignment, weight: alignment.score * (1 - perGap * shift) };
  }).sort((a, b) => b.weight - a.weight);
  const chosen = weighed[0]?.alignment;
  if (!chosen) return null;
  const final = refineMap(field, lattice, chosen.map);
  return { map: scaled(final.map, factor), by: guess.by, score: final.score, support: support(field, lattice, final.map), mirrored };
}

function mapTo(lattice: Lattice, quad: Quad, turn: number, mirrored: boolean): Homography | null {
  const corners: PixelPoint[] = [{ x: 0, y: 0 }, { x: lattice.width, y: 0 }, { x: lattice.width, y: lattice.height }, { x: 0, y: lattice.height }];
  const from = mirrored ? [corners[1]!, corners[0]!, corners[3]!, corners[2]!] : corners;
  return fitHomography(from.map((p, i) => ({ from: p, to: quad[(i + turn) % 4]! })));
}

export function scaled(map: Homography, factor: number): Homography {
  return map.map((v, i) => (i < 6 ? v * factor : v));
}

/** Where a page unit lies, for callers that only have the map. */
export function toImage(map: Homography, x: number, y: number): PixelPoint {
  return applyHomography(map, x, y);
}

/** The image at several sizes, each made when it is first needed. */
class Levels {
  readonly #image: GrayImage;
  readonly #fields = new Map<number, DarknessField>();
  constructor(image: GrayImage) { this.#image = image; }

  /** The field in which something of `sizePx` in the full image has about `bubblePx` pixels. */
  at(sizePx: number): { field: DarknessField; factor: number } {
    const factor = Math.max(1, Math.round(sizePx / bubblePx));
    let field = this.#fields.get(factor);
    if (!field) this.#fields.set(factor, field = darknessField(shrink(this.#image, factor)));
    return { field, factor };
  }
}
