/** Pages that lie curled or were pulled askew by the feeder: their printed lines are curves or have steps. They are drawn straight, read, and told as they lie in the picture (decision 0127). */
import type { PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { inkPixels } from '../register/printed-ink.ts';
import { bendOf } from './bend.ts';
import { mmPerUnitOf } from './expand.ts';
import { isNotFound, openMade, unread, type PagePlanes, type PictureReading, type TemplateReader, type TemplateReading } from './read-template.ts';
import { redrawnPlanes } from './redrawn.ts';
import { toldElsewhere } from './told-elsewhere.ts';

/** Long side of the picture in which the lines are followed. */
const longSide = 1200;
/** Millimetres by which a page must be bent for the attempt, in the root mean square. */
const worthIt = 0.3;

/** Reads a page whose lines are no straight ones; null where they are, or where it is not to be believed. `isSure` says whether a reading is to be believed. */
export function readStraightened(planes: PagePlanes, found: PictureReading, reader: TemplateReader, isSure: (reading: TemplateReading) => boolean): TemplateReading | null {
  const { print } = planes, { expanded, lattice } = reader;
  const factor = Math.max(1, Math.round(Math.max(print.width, print.height) / longSide));
  const small = shrink(print, factor), perMm = Math.max(small.width / lattice.width, small.height / lattice.height) / mmPerUnitOf(expanded);
  const bend = bendOf(inkPixels(small), small.width, small.height, perMm);
  // Further, it would be put aside as bent; and what has no lines to follow strays furthest.
  if (bend.strayMm < worthIt || bend.strayMm > expanded.template.registration.limitMm) return null;
  /** A pixel of the straight picture in the one it came from. */
  const back = ({ x, y }: PixelPoint): PixelPoint => { const at = x + factor * bend.across(y / factor); return { x: at, y: y + factor * bend.down(at / factor) }; };
  const downAt = Float64Array.from({ length: small.width + 1 }, (_, x) => bend.down(x));
  const row = (y: number, us: Float64Array, vs: Float64Array): void => {
    const across = factor * bend.across(y / factor);
    for (let x = 0; x < us.length; x++) {
      const u = x + across, at = Math.max(0, Math.min(small.width, u / factor)), column = Math.min(small.width - 1, at | 0);
      us[x] = u; vs[x] = y + factor * (downAt[column]! + (downAt[column + 1]! - downAt[column]!) * (at - column));
    }
  };
  const page = openMade(redrawnPlanes(planes, { width: print.width, height: print.height, row }, () => paper), reader, found.picture.levels.effort), near = page.near();
  const reading = isNotFound(near) ? page.asIn(found) : near;
  if (!isSure(reading)) return null;
  const residualMm = Math.hypot(reading.residualMm ?? 0, bend.strayMm);
  return residualMm > expanded.template.registration.limitMm ? unread('sheet-bent', residualMm) : { ...inPicture(reading, back), residualMm };
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
