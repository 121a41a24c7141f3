import type { Component } from './components.ts';
import type { GrayImage } from './reading.ts';

/** A dark spot that may be a printed anchor, in pixels of the small image. */
export interface AnchorCandidate {
  readonly x: number;
  readonly y: number;
  /** Side of the square with the same outer spread. */
  readonly side: number;
  /** A light hole in the middle: the ring at the page's top left. */
  readonly hole: boolean;
}

/** At most this many candidates go into matching; the squarest win. */
const MAX_CANDIDATES = 32;

/**
 * Square-like components. A filled square has second moments xx + yy = area / 6, the ring (6 mm with a 2.4 mm hole) 1.38 times that,
 * whatever the turn; a bubble is too long (ratio of its principal spreads), letters and lines are too spread out.
 */
export function anchorCandidates(components: readonly Component[], image: GrayImage): AnchorCandidate[] {
  const found: { candidate: AnchorCandidate; oddness: number }[] = [];
  for (const c of components) {
    const mean = (c.xx + c.yy) / 2;
    const apart = Math.hypot((c.xx - c.yy) / 2, c.xy);
    const roundness = (mean - apart) / (mean + apart);
    const spread = (c.xx + c.yy + 1 / 6) / (c.area / 6);
    if (roundness < 0.5 || spread > 1.9) continue;
    const boxShare = c.area / ((c.right - c.left + 1) * (c.bottom - c.top + 1));
    if (boxShare < 0.5) continue;
    const side = Math.sqrt(6 * (c.xx + c.yy));
    const hole = centreIsLight(image, c, side);
    const wanted = hole ? 1.38 : 1.03;
    found.push({ candidate: { x: c.x + 0.5, y: c.y + 0.5, side, hole }, oddness: Math.abs(spread - wanted) + (1 - roundness) });
  }
  found.sort((a, b) => a.oddness - b.oddness);
  return found.slice(0, MAX_CANDIDATES).map((f) => f.candidate);
}

function centreIsLight(image: GrayImage, c: Component, side: number): boolean {
  const reach = Math.max(1, Math.round(side * 0.08));
  const cx = Math.round(c.x), cy = Math.round(c.y);
  let centre = 0, count = 0;
  for (let y = cy - reach; y <= cy + reach; y++) for (let x = cx - reach; x <= cx + reach; x++) { centre += at(image, x, y); count++; }
  centre /= count;
  // The black of the ring runs at 0.7 of the half side.
  const body = side * 0.35;
  const around = [at(image, cx - body, cy), at(image, cx + body, cy), at(image, cx, cy - body), at(image, cx, cy + body)].sort((a, b) => a - b);
  const black = ((around[1] ?? 0) + (around[2] ?? 0)) / 2;
  const out = side * 0.75;
  const white = Math.max(at(image, cx - out, cy), at(image, cx + out, cy), at(image, cx, cy - out), at(image, cx, cy + out));
  return centre - black > 0.35 * (white - black);
}

function at(image: GrayImage, x: number, y: number): number {
  const column = Math.min(image.width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(image.height - 1, Math.max(0, Math.round(y)));
  return image.pixels[row * image.width + column] ?? 0;
}
