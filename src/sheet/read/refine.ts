import type { LayoutBubble } from '../layout.ts';
import type { Homography } from './homography.ts';
import { median } from './median.ts';
import type { GrayImage } from './reading.ts';
import { BOX_COLUMNS, BOX_ROWS, cutWindows, type Shift, type WindowShape } from './windows.ts';

/** How the printed bubbles lie beside where the anchors put them. */
export interface Refinement {
  readonly shiftOf: (bubble: number) => Shift;
  /** For each bubble, how clearly the outlines around it were found, 1 like the rest of the page, 0 not at all. */
  readonly fitOf: (bubble: number) => number;
  /** Mean darkness of the printed outlines over their surroundings: near 0 when no bubbles are printed here. */
  readonly outlineDarkness: number;
  /** The same in the worst quarter of the page. */
  readonly weakestDarkness: number;
  /** Median of the patches' own shifts, in millimetres. */
  readonly shiftMm: number;
}

interface Patch { readonly members: number[]; readonly x: number; readonly y: number; shift: Shift; score: number; bestScore: number }

const PATCH_WIDTH_MM = 40;
const PATCH_HEIGHT_MM = 30;
/** Grid points around the box while searching: 2 mm. */
const SEARCH_MARGIN = 10;
const MAX_SHIFT = 7;
const FEWEST_IN_PATCH = 8;
/** Bubbles a patch is measured by. */
const SAMPLED_PER_PATCH = 18;

/**
 * Paper bends and feeders shear, so the anchors alone are not enough: in each patch of about 40 × 30 mm the palest bubbles are averaged (marks vanish, outlines stay), and
 * the shift is searched at which a capsule outline fits best: darkness on it minus darkness on both sides of it. Shifts that disagree with their neighbours
 * where the outlines are weak are replaced by what the neighbours say.
 */
export function refine(image: GrayImage, map: Homography, bubbles: readonly LayoutBubble[]): Refinement {
  const patches = makePatches(bubbles);
  for (const patch of patches) measure(image, map, bubbles, patch);
  const usual = median(patches.map((p) => p.bestScore));
  settle(patches, usual);
  const scale = Math.max(usual, 0.01);
  return {
    shiftOf: (i) => shiftAt(patches, bubbles[i]),
    fitOf: (i) => Math.max(0, Math.min(1, fitAt(patches, i) / scale)),
    outlineDarkness: usual,
    weakestDarkness: patches.map((p) => p.bestScore).sort((a, b) => a - b)[patches.length >> 2] ?? 0,
    shiftMm: median(patches.map((p) => Math.hypot(p.shift.x, p.shift.y))),
  };
}

/** Bubbles taken to lie where the anchors put them. */
export const unrefined: Refinement = { shiftOf: () => ({ x: 0, y: 0 }), fitOf: () => 1, outlineDarkness: 0, weakestDarkness: 0, shiftMm: 0 };

function makePatches(bubbles: readonly LayoutBubble[]): Patch[] {
  const cells = new Map<string, number[]>();
  for (const [i, b] of bubbles.entries()) {
    const key = `${Math.floor((b.x + b.w / 2) / PATCH_WIDTH_MM)},${Math.floor((b.y + b.h / 2) / PATCH_HEIGHT_MM)}`;
    const members = cells.get(key);
    if (members) members.push(i); else cells.set(key, [i]);
  }
  const patches = [...cells.values()].map((members) => patchOf(bubbles, members));
  // A few bubbles alone may all be filled: they join their neighbours.
  for (;;) {
    const small = patches.find((p) => p.members.length < FEWEST_IN_PATCH);
    const nearest = small && patches.filter((p) => p !== small).sort((a, b) => Math.hypot(a.x - small.x, a.y - small.y) - Math.hypot(b.x - small.x, b.y - small.y))[0];
    if (!small || !nearest) return patches;
    patches.splice(patches.indexOf(small), 1);
    patches.splice(patches.indexOf(nearest), 1, patchOf(bubbles, [...nearest.members, ...small.members]));
  }
}

function patchOf(bubbles: readonly LayoutBubble[], members: number[]): Patch {
  let x = 0, y = 0;
  for (const i of members) { const b = bubbles[i]; if (b) { x += (b.x + b.w / 2) / members.length; y += (b.y + b.h / 2) / members.length; } }
  return { members, x, y, shift: { x: 0, y: 0 }, score: 0, bestScore: 0 };
}

function measure(image: GrayImage, map: Homography, bubbles: readonly LayoutBubble[], patch: Patch): void {
  const every = Math.max(1, patch.members.length / SAMPLED_PER_PATCH);
  const chosen: LayoutBubble[] = [];
  for (let k = 0; k < patch.members.length; k += every) {
    const b = bubbles[patch.members[Math.floor(k)] ?? -1];
    if (b) chosen.push(b);
  }
  const windows = cutWindows(image, map, chosen, SEARCH_MARGIN, () => ({ x: 0, y: 0 }));
  const mean = meanOfPalest(windows.darkness, windows.shape, chosen.length);
  const surface = scoreSurface(mean, windows.shape);
  const span = 2 * MAX_SHIFT + 1;
  let best = 0;
  for (let i = 1; i < surface.length; i++) if (surface[i]! > surface[best]!) best = i;
  const bx = best % span, by = (best - bx) / span;
  const at = (x: number, y: number): number => x < 0 || y < 0 || x >= span || y >= span ? -1 : surface[y * span + x]!;
  const fineX = bx + peakOffset(at(bx - 1, by), at(bx, by), at(bx + 1, by));
  const fineY = by + peakOffset(at(bx, by - 1), at(bx, by), at(bx, by + 1));
  const first = chosen[0];
  if (!first) return;
  patch.shift = { x: (fineX - MAX_SHIFT) * first.w / BOX_COLUMNS, y: (fineY - MAX_SHIFT) * first.h / BOX_ROWS };
  patch.bestScore = Math.max(0, surface[best]!);
  patch.score = patch.bestScore;
}

/** Marks would pull the mean: only the palest 60 % count, and no point counts more than a printed outline can. */
function meanOfPalest(darkness: Float32Array, shape: WindowShape, count: number): Float32Array {
  const order = Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let k = i * shape.points; k < (i + 1) * shape.points; k++) sum += darkness[k]!;
    return { i, sum };
  }).sort((a, b) => a.sum - b.sum).slice(0, Math.max(1, Math.ceil(count * 0.6)));
  const mean = new Float32Array(shape.points);
  for (const { i } of order) for (let k = 0, from = i * shape.points; k < shape.points; k++) mean[k]! += Math.min(0.6, darkness[from + k]!) / order.length;
  return mean;
}

interface OutlinePoint { readonly on: readonly [number, number]; readonly inner: readonly [number, number]; readonly outer: readonly [number, number] }

/** Points along the capsule (a box with half-round ends), each with a point 0.5 mm inside and outside, in grid points from the window's corner. */
const outline: readonly OutlinePoint[] = (() => {
  const points: OutlinePoint[] = [];
  const radius = BOX_ROWS / 2, straight = (BOX_COLUMNS - BOX_ROWS) / 2, away = 2.5;
  const put = (cx: number, nx: number, ny: number): void => {
    const on = (r: number): [number, number] => [Math.round(SEARCH_MARGIN + BOX_COLUMNS / 2 - 0.5 + cx + nx * r), Math.round(SEARCH_MARGIN + BOX_ROWS / 2 - 0.5 + ny * r)];
    points.push({ on: on(radius - 0.5), inner: on(radius - 0.5 - away), outer: on(radius - 0.5 + away) });
  };
  for (let k = 0; k <= 8; k++) for (const side of [-1, 1]) put(-straight + k / 8 * 2 * straight, 0, side);
  for (let k = 1; k < 8; k++) {
    const a = -Math.PI / 2 + k / 8 * Math.PI;
    put(straight, Math.cos(a), Math.sin(a));
    put(-straight, -Math.cos(a), Math.sin(a));
  }
  return points;
})();

function scoreSurface(mean: Float32Array, shape: WindowShape): Float32Array {
  const span = 2 * MAX_SHIFT + 1;
  const surface = new Float32Array(span * span);
  for (let sy = -MAX_SHIFT; sy <= MAX_SHIFT; sy++) for (let sx = -MAX_SHIFT; sx <= MAX_SHIFT; sx++) {
    const shift = sy * shape.columns + sx;
    let sum = 0;
    for (const p of outline) {
      const on = mean[p.on[1] * shape.columns + p.on[0] + shift]!;
      const inner = mean[p.inner[1] * shape.columns + p.inner[0] + shift]!;
      const outer = mean[p.outer[1] * shape.columns + p.outer[0] + shift] ?? 0;
      sum += on - (inner + outer) / 2;
    }
    surface[(sy + MAX_SHIFT) * span + sx + MAX_SHIFT] = sum / outline.length;
  }
  return surface;
}

function peakOffset(before: number, at: number, after: number): number {
  const curve = before - 2 * at + after;
  if (before < 0 || after < 0 || curve >= 0) return 0;
  return Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve)));
}

/** A patch with weak outlines, or one that strays from all around it, takes its neighbours' shift. */
function settle(patches: readonly Patch[], usual: number): void {
  const measured = patches.map((p) => p.shift);
  for (const [i, patch] of patches.entries()) {
    const near = patches.flatMap((other, k) => {
      const shift = measured[k];
      return k !== i && shift && other.bestScore > usual * 0.5 ? [{ shift, distance: Math.hypot(other.x - patch.x, other.y - patch.y) }] : [];
    }).sort((a, b) => a.distance - b.distance).slice(0, 5);
    if (near.length < 2) continue;
    const around = { x: median(near.map((n) => n.shift.x)), y: median(near.map((n) => n.shift.y)) };
    const strays = Math.hypot(patch.shift.x - around.x, patch.shift.y - around.y);
    const weak = patch.bestScore < usual * 0.5;
    if (strays > 0.8 || (weak && strays > 0.3)) {
      patch.shift = around;
      // Its own outlines are elsewhere: what is read here cannot be trusted as much.
      patch.score = weak ? patch.bestScore : usual * 0.4;
    }
  }
}

function shiftAt(patches: readonly Patch[], bubble: LayoutBubble | undefined): Shift {
  if (!bubble) return { x: 0, y: 0 };
  const x = bubble.x + bubble.w / 2, y = bubble.y + bubble.h / 2;
  let sum = 0, sx = 0, sy = 0;
  for (const p of patches) {
    const weight = Math.exp(-((p.x - x) ** 2 + (p.y - y) ** 2) / (2 * 16 * 16)) + 1e-12;
    sum += weight; sx += weight * p.shift.x; sy += weight * p.shift.y;
  }
  return sum === 0 ? { x: 0, y: 0 } : { x: sx / sum, y: sy / sum };
}

function fitAt(patches: readonly Patch[], bubble: number): number {
  return patches.find((p) => p.members.includes(bubble))?.score ?? 0;
}
