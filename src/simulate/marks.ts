/** The strokes of one mark in or about one bubble. */
import type { Ink, Stroke } from './ink.ts';
import type { Pupil } from './pupil.ts';
import type { Random } from './random.ts';
import type { MarkKind } from './truth.ts';

/** A bubble in millimetres. */
export interface Box { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** What is drawn for `kind`; erased and crossed-out start from a filled bubble. */
export function strokesOf(kind: MarkKind, box: Box, pupil: Pupil, random: Random): Stroke[] {
  switch (kind) {
    case 'filled':
    case 'faint':
    case 'red-pen':
    case 'blue-pen':
      return fill(box, pupil, random, 1);
    case 'half':
      return half(box, pupil, random);
    case 'overflow':
      return [...fill(box, pupil, random, 1), escape(box, pupil, random)];
    case 'tick':
      return [tick(box, pupil, random)];
    case 'cross':
      return cross(box, pupil, random, 0.5, pupil.tipMm);
    case 'erased':
      return erased(box, pupil, random);
    case 'crossed-out':
      return [...fill(box, pupil, random, 1), ...strikeOut(box, pupil, random)];
    case 'dot':
      return [dot(box, pupil, random)];
    case 'line':
      return [slip(box, pupil, random)];
  }
}

interface Place { readonly cx: number; readonly cy: number; readonly rx: number; readonly ry: number }

function placed(box: Box, pupil: Pupil, random: Random, share: number): Place {
  return {
    cx: box.x + box.w / 2 + random.within(pupil.jitterMm, 0.3),
    cy: box.y + box.h / 2 + random.within(pupil.jitterMm, 0.25),
    rx: Math.max(0.3, (box.w / 2) * share - pupil.tipMm / 2),
    ry: Math.max(0.3, (box.h / 2) * share - pupil.tipMm / 2),
  };
}

function fill(box: Box, pupil: Pupil, random: Random, density: number): Stroke[] {
  const place = placed(box, pupil, random, pupil.fullness + random.within(0.04, 0.1));
  const strokes = [hatch(place, pupil, random, pupil.hatchStep / density, -1, 1)];
  if (pupil.outlines) strokes.unshift(outline(place, pupil, random));
  return strokes;
}

/** Zig-zag over the ellipse, from share `from` to share `to` across its width (-1 to 1). */
function hatch(place: Place, pupil: Pupil, random: Random, step: number, from: number, to: number): Stroke {
  const angle = ((pupil.hatchDegrees + random.within(6, 18)) * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  // Walk across lines v = const in a frame turned by the angle: the ellipse's half extent there, and its chord at v.
  const { rx, ry } = place;
  const reach = Math.hypot(rx * s, ry * c);
  const points: number[] = [];
  let side = random.chance(0.5) ? 1 : -1;
  const advance = Math.max(0.12, step * pupil.tipMm);
  for (let v = from * reach; v <= to * reach + advance / 2; v += advance * random.between(0.8, 1.2)) {
    const at = Math.max(-0.999, Math.min(0.999, v / reach));
    const chord = (rx * ry * Math.sqrt(1 - at * at)) / reach;
    // The chord's middle drifts when the ellipse is not a circle.
    const middle = (v * (ry * ry - rx * rx) * c * s) / (reach * reach);
    const along = middle + side * chord + random.within(pupil.jitterMm, 0.35);
    points.push(place.cx + along * c - v * s, place.cy + along * s + v * c);
    side = -side;
  }
  return { points, widthMm: pupil.tipMm * random.between(0.9, 1.1), ink: pupil.ink };
}

function outline(place: Place, pupil: Pupil, random: Random): Stroke {
  const points: number[] = [];
  const start = random.between(0, 2 * Math.PI);
  for (let i = 0; i <= 14; i++) {
    const angle = start + (i / 13) * 2 * Math.PI;
    points.push(place.cx + place.rx * Math.cos(angle) + random.within(pupil.jitterMm / 3, 0.1), place.cy + place.ry * Math.sin(angle) + random.within(pupil.jitterMm / 3, 0.1));
  }
  return { points, widthMm: pupil.tipMm, ink: pupil.ink };
}

function half(box: Box, pupil: Pupil, random: Random): Stroke[] {
  const place = placed(box, pupil, random, 0.95);
  // One side only, or the whole with the hand in a hurry.
  if (random.chance(0.6)) return [hatch(place, pupil, random, Math.min(0.75, pupil.hatchStep), -1, random.between(-0.1, 0.3))];
  // At least four lines, so that it is not a tick.
  const widest = (2 * 0.9 * Math.min(place.rx, place.ry)) / (3.2 * pupil.tipMm);
  return [hatch(place, pupil, random, Math.min(widest, random.between(1.4, 2)), -0.9, 0.9)];
}

function escape(box: Box, pupil: Pupil, random: Random): Stroke {
  const angle = random.between(0, 2 * Math.PI);
  const length = random.between(0.8, 2.2);
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  const ex = cx + Math.cos(angle) * (box.w / 2 + length);
  const ey = cy + Math.sin(angle) * (box.h / 2 + length * 0.6);
  return { points: [cx, cy, (cx + ex) / 2 + random.normal() * 0.15, (cy + ey) / 2 + random.normal() * 0.15, ex, ey], widthMm: pupil.tipMm, ink: pupil.ink };
}

function tick(box: Box, pupil: Pupil, random: Random): Stroke {
  const size = box.h * random.between(0.9, 1.25);
  const cx = box.x + box.w / 2 + random.within(0.2, 0.4);
  const cy = box.y + box.h / 2 + random.within(0.15, 0.3);
  return {
    points: [cx - size * 0.42, cy - size * 0.02, cx - size * 0.1, cy + size * 0.38, cx + size * 0.3, cy - size * 0.25, cx + size * 0.75, cy - size * random.between(0.55, 0.85)],
    widthMm: pupil.tipMm, ink: pupil.ink,
  };
}

function cross(box: Box, pupil: Pupil, random: Random, reach: number, widthMm: number): Stroke[] {
  const cx = box.x + box.w / 2 + random.within(0.15, 0.35);
  const cy = box.y + box.h / 2 + random.within(0.12, 0.3);
  const dx = box.w * reach * random.between(0.75, 1.05);
  const dy = box.h * reach * random.between(0.85, 1.15);
  const j = (): number => random.within(0.12, 0.3);
  return [
    { points: [cx - dx + j(), cy - dy + j(), cx + j() / 2, cy + j() / 2, cx + dx + j(), cy + dy + j()], widthMm, ink: pupil.ink },
    { points: [cx + dx + j(), cy - dy + j(), cx + j() / 2, cy + j() / 2, cx - dx + j(), cy + dy + j()], widthMm, ink: pupil.ink },
  ];
}

/** What an eraser leaves: the hatching as a shadow, some of it left darker, graphite rubbed about. */
function erased(box: Box, pupil: Pupil, random: Random): Stroke[] {
  const left = random.between(0.03, 0.13);
  const shadow: Ink = { color: pupil.ink.color, opacity: left, grain: 0.4 };
  const smear: Ink = { color: pupil.ink.color, opacity: random.between(0.02, 0.06), grain: 0.3 };
  const strokes = fill(box, pupil, random, 1).map((stroke) => ({ ...stroke, ink: shadow }));
  if (random.chance(0.3)) {
    // A corner that the eraser missed.
    const x = box.x + box.w * random.between(0.2, 0.7);
    const y = box.y + box.h * random.between(0.2, 0.7);
    strokes.push({ points: [x, y, x + random.between(0.3, 1), y + random.normal() * 0.3], widthMm: pupil.tipMm, ink: { ...shadow, opacity: random.between(0.15, 0.35) } });
  }
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  const angle = random.between(-0.5, 0.5);
  for (let n = random.integer(2, 4); n > 0; n--) {
    const length = random.between(1, 2.5);
    const [ox, oy] = [random.normal() * 0.5, random.normal() * 0.4];
    strokes.push({ points: [cx + ox - Math.cos(angle) * length, cy + oy - Math.sin(angle) * length, cx + ox + Math.cos(angle) * length, cy + oy + Math.sin(angle) * length], widthMm: random.between(1, 1.8), ink: smear });
  }
  return strokes;
}

/** A cross or two lines through it, well beyond the bubble, so that the teacher sees it. */
function strikeOut(box: Box, pupil: Pupil, random: Random): Stroke[] {
  if (random.chance(0.6)) return cross(box, pupil, random, random.between(0.75, 1), pupil.tipMm);
  const strokes: Stroke[] = [];
  for (let n = random.integer(1, 3); n > 0; n--) {
    const y = box.y + box.h / 2 + random.within(0.4, 0.9);
    const over = random.between(0.8, 1.8);
    strokes.push({ points: [box.x - over, y + random.normal() * 0.3, box.x + box.w / 2, y, box.x + box.w + over, y + random.normal() * 0.3], widthMm: pupil.tipMm, ink: pupil.ink });
  }
  return strokes;
}

function dot(box: Box, pupil: Pupil, random: Random): Stroke {
  const x = box.x + box.w * random.between(0.15, 0.85);
  const y = box.y + box.h * random.between(0.15, 0.85);
  return { points: [x, y, x + random.normal() * 0.1, y + random.normal() * 0.1], widthMm: Math.min(0.7, pupil.tipMm), ink: pupil.ink };
}

/** The pen slides across: short, light, often only touching the rim. */
function slip(box: Box, pupil: Pupil, random: Random): Stroke {
  const angle = random.between(0, Math.PI);
  const length = random.between(1, 3.5);
  const x = box.x + box.w * random.between(-0.3, 1.3);
  const y = box.y + box.h * random.between(-0.3, 1.3);
  return { points: [x, y, x + Math.cos(angle) * length, y + Math.sin(angle) * length], widthMm: pupil.tipMm * 0.7, ink: { ...pupil.ink, opacity: pupil.ink.opacity * random.between(0.5, 0.9) } };
}
