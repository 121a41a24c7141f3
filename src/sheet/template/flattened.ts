/** A part of a picture as if the camera had looked at it from straight above. */
import { applyHomography, fitHomography, jacobianAt, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import type { Quad } from '../register/paper-outline.ts';
import type { PagePlanes, TemplateReading } from './read-template.ts';
import { redrawnPlanes } from './redrawn.ts';
import { toldElsewhere } from './told-elsewhere.ts';

/** The picture in which the part is upright, and its way back: pixels of it to pixels of the one it came from. */
export interface Flat { readonly map: Homography; readonly width: number; readonly height: number }

const mostSide = 2400;

/** The four corners as rectangles whose sides are as long as in the picture, but in the ratio given or its inverse where they nearly are; in both where they are as near to the one as to the other. None where they are no quadrilateral. */
export function flatsOf([a, b, c, d]: Quad, ratio: number): Flat[] {
  const across = Math.max(distance(a, b), distance(d, c)), down = Math.max(distance(a, d), distance(b, c));
  const off = (r: number): number => Math.abs(Math.log(across / down / r));
  const [first = ratio, second = ratio] = [ratio, 1 / ratio].sort((p, q) => off(p) - off(q));
  const meant = off(first) >= sameRatio ? [across / down] : off(second) < sameRatio && off(first) > surelyThat ? [first, second] : [first];
  return meant.flatMap((r) => rectangleOf([a, b, c, d], across, down, r) ?? []);
}

function rectangleOf([a, b, c, d]: Quad, across: number, down: number, meant: number): Flat | null {
  const size = Math.min(Math.max(across, down * meant), mostSide * Math.min(1, meant));
  const width = Math.round(size), height = Math.round(size / meant);
  const map = width < 50 || height < 50 ? null : fitHomography([{ from: { x: 0, y: 0 }, to: a }, { from: { x: width, y: 0 }, to: b }, { from: { x: width, y: height }, to: c }, { from: { x: 0, y: height }, to: d }]);
  return map && { map, width, height };
}

/** Logarithm of how much a sheet's sides may be foreshortened, from 25 degrees aside two ways or 40 one way; and below which the other ratio is none to think of. */
const sameRatio = 0.4, surelyThat = 0.25;

function distance(a: PixelPoint, b: PixelPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The planes of the part. */
export function flattened(planes: PagePlanes, { map, width, height }: Flat): PagePlanes {
  const stepU = map[0]!, stepV = map[3]!, stepW = map[6]!;
  const row = (y: number, us: Float64Array, vs: Float64Array): void => {
    // Pixel middles are at halves.
    const cy = y + 0.5;
    let nu = map[0]! * 0.5 + map[1]! * cy + map[2]!, nv = map[3]! * 0.5 + map[4]! * cy + map[5]!, nw = map[6]! * 0.5 + map[7]! * cy + map[8]!;
    for (let x = 0; x < width; x++, nu += stepU, nv += stepV, nw += stepW) { us[x] = nu / nw - 0.5; vs[x] = nv / nw - 0.5; }
  };
  return redrawnPlanes(planes, { width, height, row }, meanOf);
}

/** What lies beyond the picture is neither paper nor ink. */
function meanOf({ pixels }: GrayImage): number {
  let sum = 0;
  for (let k = 0; k < pixels.length; k += 64) sum += pixels[k]!;
  return sum / Math.ceil(pixels.length / 64);
}

/** Places as they are in the picture that the part is of. */
export function asInPicture(reading: TemplateReading, { map }: Flat): TemplateReading {
  const at = ({ x, y }: PixelPoint): PixelPoint => applyHomography(map, x, y);
  return toldElsewhere(reading, at, ({ x, y, ux, uy, vx, vy }) => {
    const j = jacobianAt(map, x, y);
    return { ...at({ x, y }), ux: j.ux * ux + j.uy * vx, vx: j.vx * ux + j.vy * vx, uy: j.ux * uy + j.uy * vy, vy: j.vx * uy + j.vy * vy };
  });
}
