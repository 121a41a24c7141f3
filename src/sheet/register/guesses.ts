/** First guesses at where a page lies: by its markers, its paper, the image, or what is printed on it. The bubbles have the last word. */
import { applyHomography, fitHomography, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import type { Reach } from './align.ts';
import { matchNear, type InkMatch } from './ink-match.ts';
import type { Lattice } from './lattice.ts';
import { findMarkers, type MarkerPicture } from './marker-search.ts';
import { meanSeen, type PagePart } from './page-parts.ts';
import type { Quad } from './paper-outline.ts';
import type { Picture } from './picture.ts';
import type { PrintedInk } from './printed-ink.ts';

/** What first told where the page lies; the printed bubbles have always had the last word. */
export type FoundBy = 'markers' | 'paper' | 'image' | 'search' | 'ink';

export interface PageSearch {
  readonly lattice: Lattice;
  /** The same as close rows, where its rows are; null where not, or where it is these. */
  readonly close: Lattice | null;
  readonly frame: 'image' | 'paper';
  readonly marker: { readonly image: MarkerPicture; readonly widthShare: number } | null;
  /** What is printed on the page, by its reference or marks; null where the template has none. */
  readonly ink: PrintedInk | null;
  /** What of it is printed beside the bubbles; none where it has too little ink to tell. */
  readonly beside: readonly PagePart[];
  /** Whether the template has all the blocks of its sheet: one that is being drawn has not, and is taken at its word. */
  readonly whole: boolean;
  /** Whether the picture may be just the page, on any of its sides or as a mirror shows it: then it is looked for only so. */
  readonly flat: boolean;
}

/** Where the template's page may lie, and how far from there its bubbles are looked for. */
export interface Guess { readonly by: FoundBy; readonly quad: Quad; readonly reach: Reach }

type FrameSearch = Pick<PageSearch, 'frame' | 'marker' | 'ink' | 'beside' | 'lattice' | 'flat'>;

/** Where the page may lie in one image by its frames, each looked for once, when it is first asked for. */
export class Frames {
  readonly image: GrayImage;
  readonly #picture: Picture;
  readonly #search: FrameSearch;
  #markers: readonly Guess[] | undefined;
  constructor(picture: Picture, search: FrameSearch) { this.image = picture.image; this.#picture = picture; this.#search = search; }

  /** Whether the image may be just the page, on any of its sides. */
  get flat(): boolean { return this.#search.flat; }

  /** The paper in the image. */
  outline(): Quad | null {
    return this.#picture.outline();
  }

  /** How much of what is printed beside the bubbles is seen where the page would lie so, 1 at best; `closely`: by as much beside as all of its ink says, for far from few bubbles it may lie further off. 0 where the template knows nothing of it. */
  seenBeside(way: Pick<InkMatch, 'map' | 'mirrored'>, closely: boolean): number {
    const { ink, beside } = this.#search;
    if (ink === null || beside.length === 0) return 0;
    const levels = this.#picture.inkLevels, place = closely ? matchNear(levels, ink, way) : way;
    return place === null ? 0 : meanSeen(levels, beside, place.map);
  }

  /** Where the page should lie, the likeliest first. */
  *primary(): Generator<Guess> {
    const { frame, ink, flat } = this.#search;
    yield* this.#byMarkers();
    if (flat) {
      yield { by: 'image', quad: whole(this.image), reach: { gapsX: 3, gapsY: 3, degrees: 1.2, scale: 0.05 } };
      return;
    }
    const outline = frame === 'paper' ? this.outline() : null, paper = outline && isShapedAs(this.#search.lattice, outline) ? outline : null;
    if (paper) yield { by: 'paper', quad: paper, reach: { gapsX: 1, gapsY: 1, degrees: 0.6, scale: 0.0125 } };
    if (frame === 'image' || !paper) yield { by: 'image', quad: whole(this.image), reach: { gapsX: 1.5, gapsY: 1.5, degrees: 1.8, scale: 0 } };
    // Last, for it takes longest.
    if (ink) yield* this.#byInk(ink);
  }

  /** Wherever else it may lie. */
  *others(): Generator<Guess> {
    const { image } = this;
    // The markers of a page that lies on its side or upside down are in the same quarters.
    yield* this.#byMarkers();
    const wide: Reach = { gapsX: 3, gapsY: 3, degrees: 1.2, scale: 0.075 };
    const skew = this.#picture.skew(widestSkew);
    yield { by: 'image', quad: turned(image, skew), reach: wide };
    if (Math.abs(skew) > 1) yield { by: 'image', quad: whole(image), reach: wide };
    const paper = this.outline();
    if (paper) yield { by: 'paper', quad: paper, reach: { ...wide, gapsX: 4, gapsY: 4 } };
    // Something was cut off, or the scanner's glass is larger than the page: as large as the width says, at the top, at the bottom.
    const { width, height } = this.#search.lattice;
    const tall = image.width * height / width;
    if (Math.abs(tall / image.height - 1) > 0.03) for (const top of [0, image.height - tall]) yield { by: 'search', quad: rectangle(0, top, image.width, tall), reach: { ...wide, gapsY: 8, scale: 0.1 } };
    yield* this.#onLargerGlass(wide);
  }

  /** On glass that is wider than the page: as large as the height says, at either side; or half as large as all of it (A4 on A3), in a corner. */
  *#onLargerGlass(reach: Reach): Generator<Guess> {
    const { image } = this, { width, height } = this.#search.lattice, across = image.height * width / height;
    if (across < image.width * widerGlass) for (const left of [0, image.width - across]) if (isBareBeside(image, left, 0, across, image.height)) yield { by: 'search', quad: rectangle(left, 0, across, image.height), reach: { ...reach, gapsX: 8, scale: 0.1 } };
    const [w, h] = [image.width * Math.SQRT1_2, image.height * Math.SQRT1_2];
    if (Math.abs(Math.log(w / h * height / width)) < sameShape) for (const left of [0, image.width - w]) for (const top of [0, image.height - h]) if (isBareBeside(image, left, top, w, h)) yield { by: 'search', quad: rectangle(left, top, w, h), reach };
  }

  /** Where it may lie when a part of its height and a strip of its width were cut off: larger than the width says, at the top, at the bottom. None where the image is as high against its width as the page. */
  *cutOnTwoSides(): Generator<Guess> {
    const { image } = this, { width, height } = this.#search.lattice, reach: Reach = { gapsX: 3, gapsY: 4, degrees: 1.2, scale: cutSize };
    if (image.width * height / width < image.height * leastCut) return;
    for (let wide = image.width * (1 + 2 * cutSize); wide <= image.width * mostCut; wide += image.width * 2 * cutSize) {
      const tall = wide * height / width, left = (image.width - wide) / 2;
      for (const top of [0, image.height - tall]) yield { by: 'search', quad: rectangle(left, top, wide, tall), reach };
    }
  }

  #byInk(ink: PrintedInk): readonly Guess[] {
    return inkGuess(this.#picture.matchOf(ink), ink);
  }

  #byMarkers(): readonly Guess[] {
    const { marker, frame, flat } = this.#search;
    return (this.#markers ??= marker ? markerGuesses(this.image, marker, frame === 'paper' && !flat ? this.outline() : null) : []);
  }
}

/** Pixels from one sample to the next; share of the light from which a pixel is paper or a white lid; and of those beside a page how many may be darker: dust, and a page that lies a little off. */
const bare = { step: 6, paper: 0.75, most: 0.004 };

/** Whether next to nothing is on the picture beside a place. */
function isBareBeside({ width, height, pixels }: GrayImage, left: number, top: number, w: number, h: number): boolean {
  const beside: number[] = [];
  let light = 0;
  for (let y = 0; y < height; y += bare.step) for (let x = 0; x < width; x += bare.step) {
    const grey = pixels[y * width + x]!;
    light = Math.max(light, grey);
    if (x < left || x >= left + w || y < top || y >= top + h) beside.push(grey);
  }
  return beside.filter((grey) => grey < bare.paper * light).length <= bare.most * beside.length;
}

/** Share of the glass that a page takes across at most for it to be wider; and how unlike shapes may be that are the same, as a logarithm. */
const widerGlass = 0.9, sameShape = 0.05;
/** Share by which a size is off at most that is looked at; page over image in height from which something was cut off, and in width that is looked for at most. */
const cutSize = 0.0125, leastCut = 1.03, mostCut = 1.105;

/** Whether a page of the template may look so on one of its sides: what a shadow or a streak leaves of the paper does not. */
function isShapedAs({ width, height }: Lattice, [a, b, c, d]: Quad): boolean {
  const across = Math.hypot(b.x - a.x, b.y - a.y) + Math.hypot(c.x - d.x, c.y - d.y), down = Math.hypot(d.x - a.x, d.y - a.y) + Math.hypot(c.x - b.x, c.y - b.y);
  return Math.abs(Math.abs(Math.log(across / down)) - Math.abs(Math.log(width / height))) < Math.log(mostFlat);
}

/** Nobody photographs a page so flat that one of its sides is shorter by more than this. */
export const mostFlat = 1.4;

/** Degrees to either side in which a page's lines are looked for. */
export const widestSkew = 24;

/** Where all that is printed on the page lies; a mirrored page is left to the other guesses. */
function inkGuess(found: InkMatch | null, ink: PrintedInk): Guess[] {
  if (!found || found.mirrored) return [];
  const at = (x: number, y: number): PixelPoint => applyHomography(found.map, x * ink.width, y * ink.height);
  return [{ by: 'ink', quad: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)], reach: { gapsX: 0.75, gapsY: 0.75, degrees: 0, scale: 0 } }];
}

/** All four markers, and each three of them with the fourth where it completes a parallelogram. */
function markerGuesses(image: GrayImage, marker: NonNullable<PageSearch['marker']>, paper: Quad | null): Guess[] {
  const guesses: Guess[] = [];
  const found = findMarkers(image, marker.image, paper ?? whole(image), marker.widthShare);
  const at = found.map((f) => f?.centre ?? null);
  const reach: Reach = { gapsX: 0.75, gapsY: 0.75, degrees: 0, scale: 0 };
  const [a, b, c, d] = at;
  if (a && b && c && d) guesses.push({ by: 'markers', quad: [a, b, c, d], reach });
  const order = [0, 1, 2, 3].sort((i, k) => (found[i]?.match ?? 0) - (found[k]?.match ?? 0));
  for (const missing of order) {
    const [p, q, r] = [at[(missing + 1) % 4], at[(missing + 2) % 4], at[(missing + 3) % 4]];
    if (!p || !q || !r) continue;
    const completed = at.map((point, i) => (i === missing ? { x: p.x + r.x - q.x, y: p.y + r.y - q.y } : point));
    const [e, f, g, h] = completed;
    if (e && f && g && h) guesses.push({ by: 'markers', quad: [e, f, g, h], reach: { gapsX: 1, gapsY: 1, degrees: 0.6, scale: 0.0125 } });
  }
  return guesses;
}

function rectangle(x: number, y: number, w: number, h: number): Quad {
  return [{ x, y }, { x: x + w, y }, { x: x + w, y: y + h }, { x, y: y + h }];
}

/** The page that, turned by so many degrees, just fills the image. */
export function turned({ width, height }: GrayImage, degrees: number): Quad {
  const a = degrees * Math.PI / 180, sin = Math.abs(Math.sin(a)), cos = Math.cos(a);
  const w = (width * cos - height * sin) / (cos * cos - sin * sin), h = (height * cos - width * sin) / (cos * cos - sin * sin);
  if (!(w > 0 && h > 0)) return rectangle(0, 0, width, height);
  const at = (x: number, y: number): PixelPoint => ({ x: width / 2 + x * cos - y * Math.sin(a), y: height / 2 + x * Math.sin(a) + y * cos });
  return [at(-w / 2, -h / 2), at(w / 2, -h / 2), at(w / 2, h / 2), at(-w / 2, h / 2)];
}

function whole(image: GrayImage): Quad {
  return rectangle(0, 0, image.width, image.height);
}

/** The corners of a page as a guess has them, clockwise in the picture, by those in reading order. */
export function quadOf([a, b, c, d]: Quad, mirrored: boolean): Quad {
  return mirrored ? [b, a, d, c] : [a, b, c, d];
}

/** Page units to pixels, the page in the corners given, so many quarters turned. */
export function mapTo(lattice: Lattice, quad: Quad, turn: number, mirrored: boolean): Homography | null {
  const corners: PixelPoint[] = [{ x: 0, y: 0 }, { x: lattice.width, y: 0 }, { x: lattice.width, y: lattice.height }, { x: 0, y: lattice.height }];
  const from = mirrored ? [corners[1]!, corners[0]!, corners[3]!, corners[2]!] : corners;
  return fitHomography(from.map((p, i) => ({ from: p, to: quad[(i + turn) % 4]! })));
}
