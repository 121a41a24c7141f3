/** Pages that lie curled or were pulled askew by the feeder: their printed lines are curves or have steps. They are drawn straight, read, and told as they lie in the picture (decision 0127). */
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { inkPixels } from '../register/printed-ink.ts';
import { bendOf } from './bend.ts';
import { mmPerUnitOf, readWithTemplate, unread, type PagePlanes, type TemplateReader, type TemplateReading } from './read-template.ts';
import { toldElsewhere } from './told-elsewhere.ts';

/** Long side of the picture in which the lines are followed. */
const longSide = 1200;
/** Millimetres by which a page must be bent for the attempt, in the root mean square. */
const worthIt = 0.3;

/** Reads a page whose lines are no straight ones; null where they are, or where it is not to be believed. `isSure` says whether a reading is to be believed. */
export function readStraightened(planes: PagePlanes, reader: TemplateReader, isSure: (reading: TemplateReading) => boolean): TemplateReading | null {
  const { print, mark } = planes, { expanded, lattice } = reader;
  const factor = Math.max(1, Math.round(Math.max(print.width, print.height) / longSide));
  const small = shrink(print, factor), perMm = Math.max(small.width / lattice.width, small.height / lattice.height) / mmPerUnitOf(expanded);
  const bend = bendOf(inkPixels(small), small.width, small.height, perMm);
  if (bend.strayMm < worthIt) return null;
  /** A pixel of the straight picture in the one it came from. */
  const back = ({ x, y }: PixelPoint): PixelPoint => { const at = x + factor * bend.across(y / factor); return { x: at, y: y + factor * bend.down(at / factor) }; };
  const straightMark = drawn(mark, back), straight = { print: print === mark ? straightMark : drawn(print, back), mark: straightMark, coloured: planes.coloured };
  const reading = readWithTemplate(straight, reader);
  if (!isSure(reading)) return null;
  const residualMm = Math.hypot(reading.residualMm ?? 0, bend.strayMm);
  return residualMm > expanded.template.registration.limitMm ? unread('sheet-bent', residualMm) : { ...inPicture(reading, back), residualMm };
}

function drawn({ width, height, pixels }: GrayImage, back: (at: PixelPoint) => PixelPoint): GrayImage {
  const out = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) for (let x = 0; x < width; x++, to++) {
    const at = back({ x, y }), x0 = Math.floor(at.x), y0 = Math.floor(at.y);
    if (!(x0 >= 0 && y0 >= 0 && x0 < width - 1 && y0 < height - 1)) { out[to] = paper; continue; }
    const fx = at.x - x0, fy = at.y - y0, from = y0 * width + x0;
    const upper = pixels[from]! * (1 - fx) + pixels[from + 1]! * fx, lower = pixels[from + width]! * (1 - fx) + pixels[from + width + 1]! * fx;
    out[to] = upper + (lower - upper) * fy + 0.5;
  }
  return { width, height, pixels: out };
}

/** Grey of what lies beyond the picture. */
const paper = 235;

/** Places as they are in the picture that was drawn straight. */
function inPicture(reading: TemplateReading, back: (at: PixelPoint) => PixelPoint): TemplateReading {
  return toldElsewhere(reading, back, ({ x, y, ux, uy, vx, vy }) => {
    const centre = back({ x, y }), right = back({ x: x + ux, y: y + vx }), below = back({ x: x + uy, y: y + vy });
    return { ...centre, ux: right.x - centre.x, vx: right.y - centre.y, uy: below.x - centre.x, vy: below.y - centre.y };
  });
}
