import type { LayoutAnchor } from '../layout.ts';
import { greyCounts, moments } from '../pixels/rectangle.ts';
import { applyHomography, jacobianAt, type Homography } from './homography.ts';
import type { GrayImage, PixelPoint } from './reading.ts';

/** An anchor measured in the full image. */
export interface LocatedAnchor {
  readonly anchor: LayoutAnchor;
  /** Centre, to a fraction of a pixel. */
  readonly at: PixelPoint;
  /** Grey values of its black and of the paper around it. */
  readonly black: number;
  readonly white: number;
  /** Whether the middle is light, as in the ring. */
  readonly hole: boolean;
}

/**
 * Measures an anchor near where `map` expects it: the centroid of what is darker than half way between its black and its white, weighted by darkness,
 * inside the clear zone around it (2.5 mm). Null when there is no such square there, or it is cut, covered or touched by other ink.
 */
export function locateAnchor(image: GrayImage, map: Homography, anchor: LayoutAnchor): LocatedAnchor | null {
  const cx = anchor.x + anchor.w / 2, cy = anchor.y + anchor.h / 2;
  const j = jacobianAt(map, cx, cy);
  const pxPerMm = Math.sqrt(Math.abs(j.ux * j.vy - j.uy * j.vx));
  let centre: PixelPoint = applyHomography(map, cx, cy);
  let found: Blob | null = null;
  for (const searchMm of [3.6, 2, 1.7]) {
    found = centroid(image, centre, (anchor.w / 2 + searchMm) * pxPerMm);
    if (!found) return null;
    centre = { x: found.x, y: found.y };
  }
  if (!found) return null;
  const holeShare = anchor.kind === 'ring' ? 0.84 : 1;
  const areaMm = found.area / (pxPerMm * pxPerMm);
  const expected = anchor.w * anchor.h * holeShare;
  if (areaMm < expected * 0.72 || areaMm > expected * 1.3) return null;
  // Same spread along both axes as a square of this size; a bar or a corner of something else is not.
  const spreadMm = Math.sqrt(6 * found.spread) / pxPerMm;
  if (spreadMm < anchor.w * 0.86 || spreadMm > anchor.w * 1.2) return null;
  const r = 0.5 * pxPerMm;
  const middle = (sample(image, centre.x, centre.y) * 2 + sample(image, centre.x - r, centre.y) + sample(image, centre.x + r, centre.y) + sample(image, centre.x, centre.y - r) + sample(image, centre.x, centre.y + r)) / 6;
  return { anchor, at: centre, black: found.black, white: found.white, hole: middle - found.black > 0.4 * (found.white - found.black) };
}

interface Blob { x: number; y: number; area: number; spread: number; black: number; white: number }

function centroid(image: GrayImage, centre: PixelPoint, reach: number): Blob | null {
  const left = Math.floor(centre.x - reach), right = Math.ceil(centre.x + reach);
  const top = Math.floor(centre.y - reach), bottom = Math.ceil(centre.y + reach);
  const x0 = Math.max(0, left), x1 = Math.min(image.width - 1, right);
  const y0 = Math.max(0, top), y1 = Math.min(image.height - 1, bottom);
  const rectangle = { left: x0, top: y0, columns: x1 - x0 + 1, rows: y1 - y0 + 1 };
  const inside = rectangle.columns * rectangle.rows;
  if (x1 <= x0 || y1 <= y0 || inside < 0.8 * (right - left + 1) * (bottom - top + 1)) return null;
  const counts = greyCounts(image, rectangle);
  const black = percentile(counts, inside, 0.1), white = percentile(counts, inside, 0.85);
  if (white - black < 24) return null;
  const found = moments(image, rectangle, centre, weightsOf(black, white)), { weight } = found;
  if (weight < 9) return null;
  const mx = found.right / weight, my = found.below / weight;
  return { x: centre.x + mx, y: centre.y + my, area: weight, spread: found.squares / weight - mx * mx - my * my, black, white };
}

const weights = new Float64Array(256);

/** Weight of each grey value: 1 well below the middle, 0 well above, a ramp between: steadier than a hard threshold. Good until the next call. */
function weightsOf(black: number, white: number): Float64Array {
  const middle = (black + white) / 2;
  const soft = 2 / (white - black);
  for (let v = 0; v < 256; v++) weights[v] = Math.min(1, Math.max(0, 0.5 + (middle - v) * soft));
  return weights;
}

function percentile(counts: Int32Array, total: number, share: number): number {
  let left = total * share;
  for (let v = 0; v < 256; v++) { left -= counts[v]!; if (left <= 0) return v; }
  return 255;
}

function sample(image: GrayImage, x: number, y: number): number {
  const column = Math.min(image.width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(image.height - 1, Math.max(0, Math.floor(y)));
  return image.pixels[row * image.width + column] ?? 0;
}
