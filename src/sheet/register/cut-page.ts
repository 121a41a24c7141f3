/**
 * Where a page may lie of which a part is not on the picture: at the size that the side tells which was not cut, all places at which enough bubbles would be seen, by how much darker these are than
 * the room around them.
 */
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { apart, followed, gapPx, scaled } from './maps.ts';
import type { DarknessField } from './darkness.ts';
import { widestSkew } from './guesses.ts';
import type { Lattice } from './lattice.ts';
import type { Levels } from './levels.ts';
import type { Picture } from './picture.ts';
import { placesOf, responses, responsesAt } from './response.ts';

/** Sizes that are tried, as shares of the one that the picture's side says. */
const sizes = [1, 0.98, 1.02];
/** Share of the bubbles that must be on the picture. */
export const leastInView = 0.35;
/** Steps between bubbles by which a page may lie off along the side that was not cut. */
const looseGaps = 4;
/** Places of each size that are kept, and in all. */
const keptPlaces = 3, mostPlaces = 6;
/** What a place must be worth to be kept: pages that were read had 0.57 and more, pages of other sheets, or of none, 0.33 at most and mostly less than nothing. */
const leastWorth = 0.2;
/** Shifts of each size that are looked at more closely, */
const mostLikely = 80;
/** found by their sum, in which a bubble that should be seen takes such a share of a usual one; */
const missingCosts = 0.6;
/** and then told by the bubbles that answer with this share of the usual one, less those that do not, which count so much more. */
const seenFrom = 0.35, absentCosts = 1.5;

/** Maps of page units to pixels, the likeliest first. */
export function cutPlaces(picture: Picture, lattice: Lattice): readonly Homography[] {
  const { image, levels } = picture;
  const across = image.width / lattice.width, down = image.height / lattice.height;
  const skew = picture.skew(widestSkew);
  const found = sizes.flatMap((size) => [0, 180].flatMap((turn) => placesAt(image, lattice, levels, { size: size * Math.max(across, down), degrees: skew + turn, loose: across > down ? 'down' : 'across' })));
  const kept: { readonly map: Homography; readonly worth: number }[] = [];
  for (const one of found.sort((a, b) => b.worth - a.worth)) {
    if (kept.length >= mostPlaces || one.worth < leastWorth) break;
    const gap = gapPx(lattice, one.map);
    if (kept.every((other) => apart(other.map, one.map, lattice) > 0.75 * Math.min(gap.x, gap.y))) kept.push(one);
  }
  return kept.map(({ map }) => map);
}

interface Attempt { readonly size: number; readonly degrees: number; /** The direction in which a part was cut off. */ readonly loose: 'across' | 'down' }

function placesAt(image: GrayImage, lattice: Lattice, levels: Levels, { size, degrees, loose }: Attempt): { readonly map: Homography; readonly worth: number }[] {
  const { field, factor } = levels.at(size * lattice.size);
  const start = scaled(laid(image, lattice, size, degrees), 1 / factor);
  const gap = gapPx(lattice, start), stepX = gap.x / 4, stepY = gap.y / 4;
  const reachX = loose === 'across' ? lattice.width * size / factor * (1 - leastInView) : looseGaps * gap.x, reachY = loose === 'down' ? lattice.height * size / factor * (1 - leastInView) : looseGaps * gap.y;
  const nx = Math.ceil(reachX / stepX), ny = Math.ceil(reachY / stepY), columns = 2 * nx + 1, rows = 2 * ny + 1;
  const places = placesOf(lattice, start, lattice.fewest);
  const answers = responsesAt(field, places, { origin: 0, from: -nx, step: stepX, count: columns }, { origin: 0, from: -ny, step: stepY, count: rows });
  const inView = countInView(places.values, field, { nx, ny, stepX, stepY, columns, rows });
  let usual = 0;
  for (let k = 0; k < answers.length; k++) if (inView[k]! >= leastInView * places.count) usual = Math.max(usual, answers[k]! / inView[k]!);
  const likely = (k: number): number => answers[k]! - missingCosts * usual * inView[k]!;
  const order = Array.from({ length: answers.length }, (_, k) => k).filter((k) => inView[k]! >= leastInView * places.count && likely(k) > 0).sort((i, k) => likely(k) - likely(i)).slice(0, mostLikely);
  // The rest of one hill is the same place.
  const tops = order.filter((k, at) => order.slice(0, at).every((other) => Math.abs(other % columns - k % columns) + Math.abs(Math.floor(other / columns) - Math.floor(k / columns)) > 2));
  return tops.map((k) => {
    const map = followed(start, 1, 0, 0, 1, (k % columns - nx) * stepX, (Math.floor(k / columns) - ny) * stepY);
    return { map: scaled(map, factor), worth: worthOf(field, lattice, map, usual) };
  }).sort((i, k) => k.worth - i.worth).slice(0, keptPlaces);
}

/** Bubbles of the sample that are seen, less those that should be. */
function worthOf(field: DarknessField, lattice: Lattice, map: Homography, usual: number): number {
  const { values } = placesOf(lattice, map, lattice.sample);
  const own = lattice.sample.filter((_, k) => { const [u = 0, v = 0, w = 0, h = 0] = values.subarray(6 * k, 6 * k + 4); return u >= w && v >= h && u + w <= field.width && v + h <= field.height; });
  const seen = responses(field, placesOf(lattice, map, own), 0, 0).filter((answer) => answer > seenFrom * usual).length;
  return (seen - absentCosts * (own.length - seen)) / lattice.sample.length;
}

/** The page of this size, turned so about its middle, which lies in the picture's. */
function laid(image: GrayImage, lattice: Lattice, size: number, degrees: number): Homography {
  const a = degrees * Math.PI / 180, cos = size * Math.cos(a), sin = size * Math.sin(a);
  return Float64Array.of(cos, -sin, image.width / 2 - cos * lattice.width / 2 + sin * lattice.height / 2, sin, cos, image.height / 2 - sin * lattice.width / 2 - cos * lattice.height / 2, 0, 0, 1);
}

/** How many of the places' middles lie in the field at each displacement. */
function countInView(values: Float64Array, { width, height }: { readonly width: number; readonly height: number }, { nx, ny, stepX, stepY, columns, rows }: { readonly nx: number; readonly ny: number; readonly stepX: number; readonly stepY: number; readonly columns: number; readonly rows: number }): Uint16Array {
  const counts = new Uint16Array(columns * rows);
  for (let at = 0; at < values.length; at += 6) {
    const [u = 0, v = 0, w = 0, h = 0] = values.subarray(at, at + 4);
    const from = Math.max(0, Math.ceil((w - u) / stepX) + nx), to = Math.min(columns - 1, Math.floor((width - w - u) / stepX) + nx);
    for (let row = Math.max(0, Math.ceil((h - v) / stepY) + ny), last = Math.min(rows - 1, Math.floor((height - h - v) / stepY) + ny); row <= last; row++) for (let c = from; c <= to; c++) counts[row * columns + c]!++;
  }
  return counts;
}
