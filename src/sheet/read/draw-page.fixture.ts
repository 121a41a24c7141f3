import type { LayoutBubble, LayoutPage } from '../layout.ts';
import { codeModules } from '../render/code-modules.ts';
import { applyHomography, invertHomography, type Homography } from './homography.ts';
import type { GrayImage } from './reading.ts';

/** Paints darkness (0 to 1) at a point of the page in millimetres. */
export type Paint = (x: number, y: number) => number;

export interface Drawing {
  readonly dpi: number;
  readonly code?: string;
  readonly marks?: readonly { readonly bubble: LayoutBubble; readonly paint: (dx: number, dy: number, bubble: LayoutBubble) => number }[];
  /** Painted last, over everything; 1 black, 0 leaves what is there, -1 white. */
  readonly over?: Paint;
  /** Degrees clockwise. */
  readonly turn?: number;
}

/** A flat ellipse, as large as `size` times the bubble. */
export function ellipse(size: number, darkness: number): (dx: number, dy: number, bubble: LayoutBubble) => number {
  return (dx, dy, { w, h }) => ((dx / (w / 2 * size)) ** 2 + (dy / (h / 2 * size)) ** 2 <= 1 ? darkness : 0);
}

/** An upright cross of two diagonals. */
export function cross(widthMm: number, reach = 0.85): (dx: number, dy: number, bubble: LayoutBubble) => number {
  return (dx, dy, { w, h }) => {
    if (Math.abs(dx) > w / 2 * reach || Math.abs(dy) > h / 2 * reach) return 0;
    const length = Math.hypot(w, h);
    return Math.min(Math.abs(dx * h - dy * w), Math.abs(dx * h + dy * w)) / length < widthMm / 2 ? 0.85 : 0;
  };
}

/** A stand-in for the printed page, drawn point by point from its layout alone: anchors, outlines with a blot for the letter, codes, marks. */
export function drawPage(page: LayoutPage, drawing: Drawing): GrayImage & { readonly map: Homography } {
  const scale = drawing.dpi / 25.4;
  const a = (drawing.turn ?? 0) * Math.PI / 180;
  const cos = Math.cos(a), sin = Math.sin(a);
  const w = page.width * scale, h = page.height * scale;
  const width = Math.round(Math.abs(w * cos) + Math.abs(h * sin)), height = Math.round(Math.abs(w * sin) + Math.abs(h * cos));
  const map = Float64Array.of(scale * cos, -scale * sin, width / 2 - (w * cos - h * sin) / 2, scale * sin, scale * cos, height / 2 - (w * sin + h * cos) / 2, 0, 0, 1);
  const back = invertHomography(map);
  const paints = paintsOf(page, drawing);
  const pixels = new Uint8Array(width * height).fill(255);
  for (const { box, paint } of paints) {
    const corners = [applyHomography(map, box.x, box.y), applyHomography(map, box.x + box.w, box.y), applyHomography(map, box.x, box.y + box.h), applyHomography(map, box.x + box.w, box.y + box.h)];
    const x0 = Math.max(0, Math.floor(Math.min(...corners.map((c) => c.x)))), x1 = Math.min(width - 1, Math.ceil(Math.max(...corners.map((c) => c.x))));
    const y0 = Math.max(0, Math.floor(Math.min(...corners.map((c) => c.y)))), y1 = Math.min(height - 1, Math.ceil(Math.max(...corners.map((c) => c.y))));
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) {
      let dark = 0;
      for (const [ox, oy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) {
        const p = applyHomography(back, x + ox, y + oy);
        dark += paint(p.x, p.y) / 4;
      }
      const i = y * width + x;
      if (dark < 0) pixels[i] = 255;
      else if (dark > 0) pixels[i] = Math.round((pixels[i] ?? 255) * (1 - dark));
    }
  }
  return { width, height, pixels, map };
}

interface Painted { readonly box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }; readonly paint: Paint }

function paintsOf(page: LayoutPage, drawing: Drawing): Painted[] {
  const paints: Painted[] = [];
  for (const a of page.anchors) {
    paints.push({ box: a, paint: (x, y) => {
      const dx = Math.abs(x - a.x - a.w / 2), dy = Math.abs(y - a.y - a.h / 2);
      if (dx > a.w / 2 || dy > a.h / 2) return 0;
      return a.kind === 'ring' && dx < 1.2 && dy < 1.2 ? 0 : 1;
    } });
  }
  for (const b of page.bubbles) {
    const cx = b.x + b.w / 2, cy = b.y + b.h / 2, r = b.h / 2;
    paints.push({ box: b, paint: (x, y) => {
      const from = Math.hypot(Math.max(0, Math.abs(x - cx) - (b.w / 2 - r)), y - cy);
      if (from <= r && from >= r - 0.2) return 0.66;
      return Math.abs(Math.abs(x - cx) - 0.5) < 0.1 && Math.abs(y - cy) < 0.8 ? 0.4 : 0;
    } });
  }
  if (drawing.code !== undefined) {
    const modules = codeModules(drawing.code);
    const dark = new Set(modules.runs.flatMap((run) => Array.from({ length: run.length }, (_, k) => `${run.x + k},${run.y}`)));
    for (const box of page.regions.filter((r) => r.kind === 'code')) {
      const step = box.w / modules.size;
      paints.push({ box, paint: (x, y) => (dark.has(`${Math.floor((x - box.x) / step)},${Math.floor((y - box.y) / step)}`) ? 1 : 0) });
    }
  }
  for (const { bubble: b, paint } of drawing.marks ?? []) {
    paints.push({ box: { x: b.x - 3, y: b.y - 3, w: b.w + 6, h: b.h + 6 }, paint: (x, y) => paint(x - b.x - b.w / 2, y - b.y - b.h / 2, b) });
  }
  if (drawing.over) paints.push({ box: { x: 0, y: 0, w: page.width, h: page.height }, paint: drawing.over });
  return paints;
}
