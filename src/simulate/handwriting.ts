/** Handwriting that nobody has to read: lines of small strokes in open boxes and header fields. */
import type { Box } from './marks.ts';
import type { Stroke } from './ink.ts';
import type { Pupil } from './pupil.ts';
import type { Random } from './random.ts';

/** `lines` lines of characters about `sizeMm` high, from the left of the box; the last one ends early. */
export function scribble(box: Box, lines: number, sizeMm: number, pupil: Pupil, random: Random): Stroke[] {
  const strokes: Stroke[] = [];
  const widthMm = Math.min(0.5, pupil.tipMm);
  for (let line = 0; line < lines; line++) {
    const y = box.y + sizeMm * (0.9 + line * 1.7) + random.normal() * 0.3;
    if (y + sizeMm * 0.6 > box.y + box.h) break;
    const end = box.x + box.w * (line === lines - 1 ? random.between(0.25, 0.8) : random.between(0.8, 0.97));
    for (let x = box.x + sizeMm * random.between(0.5, 1.2); x + sizeMm < end; x += sizeMm * random.between(0.95, 1.25)) {
      strokes.push(...character({ x, y: y - sizeMm / 2, w: sizeMm * 0.85, h: sizeMm }, widthMm, pupil, random));
    }
  }
  return strokes;
}

function character(box: Box, widthMm: number, pupil: Pupil, random: Random): Stroke[] {
  const strokes: Stroke[] = [];
  for (let n = random.integer(2, 5); n > 0; n--) {
    const x = box.x + box.w * random.between(0, 0.6);
    const y = box.y + box.h * random.between(0, 0.9);
    const across = random.chance(0.5);
    const ex = x + (across ? box.w * random.between(0.3, 0.7) : box.w * random.between(-0.3, 0.3));
    const ey = y + (across ? box.h * random.between(-0.12, 0.05) : box.h * random.between(0.25, 0.6));
    strokes.push({ points: [x, y, (x + ex) / 2 + random.normal() * 0.12, (y + ey) / 2 + random.normal() * 0.12, ex, ey], widthMm, ink: pupil.ink });
  }
  return strokes;
}
