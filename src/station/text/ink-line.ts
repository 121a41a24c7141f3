/**
 * From a crop of a text box to the line of ink in it: the box's own lines and specks removed, tightened, black on white.
 * Pure. Sizes are relative to the crop, so that any resolution from 100 to 600 dpi works.
 */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { Glyph } from './engine.ts';

export type InkLine =
  /** Nothing is written; `sure` is false when something pale is there that may be writing. */
  | { readonly kind: 'blank'; readonly sure: boolean }
  | { readonly kind: 'ink'; readonly image: GrayImage; readonly glyphs: readonly Glyph[] };

/** Ink differs from paper by at least this many grey levels; less, down to the second, may be pale writing or paper grain. */
const inkContrast = 48;
const paleContrast = 24;

interface Component { left: number; top: number; right: number; bottom: number; area: number; readonly label: number }

/** Finds the writing in a crop. */
export function findInkLine(crop: GrayImage): InkLine {
  const counts = greysOf(crop.pixels);
  const paper = percentile(counts, crop.pixels.length, 0.85);
  const darkest = percentile(counts, crop.pixels.length, 0.002);
  const contrast = paper - darkest;
  if (contrast < paleContrast) return { kind: 'blank', sure: true };
  if (contrast >= inkContrast) {
    // Half way between paper and ink, but not so close to the paper that its grain counts.
    const ink = writingIn(crop, paper - Math.max(inkContrast, contrast * 0.45));
    if (ink !== null) return { kind: 'ink', ...cut(crop, ink, paper, darkest) };
  }
  return { kind: 'blank', sure: writingIn(crop, paper - paleContrast) === null };
}

interface Writing { readonly keep: Uint8Array; readonly labels: Int32Array; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number; readonly glyphs: readonly Glyph[] }

/** Marks what is darker than `threshold`, without lines and specks; null when nothing of a letter's size is left. */
function writingIn(crop: GrayImage, threshold: number): Writing | null {
  const { width, height } = crop;
  const dark = new Uint8Array(width * height);
  for (let i = 0; i < dark.length; i++) dark[i] = (crop.pixels[i] ?? 255) < threshold ? 1 : 0;
  eraseBoxLines(dark, width, height);
  const { labels, components } = connected(dark, width, height);
  const tallest = components.reduce((most, { top, bottom }) => Math.max(most, bottom - top), 0);
  const least = Math.max(4, height * 0.1);
  const speck = Math.max(3, (tallest * 0.06) ** 2);
  const kept = components.filter((component) => component.area >= speck && !hugsEdge(component, width, height));
  if (!kept.some(({ left, right, top, bottom }) => Math.max(right - left, bottom - top) >= least)) return null;
  const keep = new Uint8Array(components.length + 1);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const component of kept) {
    keep[component.label] = 1;
    left = Math.min(left, component.left);
    top = Math.min(top, component.top);
    right = Math.max(right, component.right);
    bottom = Math.max(bottom, component.bottom);
  }
  return { keep, labels, left, top, right, bottom, glyphs: glyphsOf(kept) };
}

/** Components from left to right, those that lie above each other (the dot of an i, the halves of a colon) as one. */
function glyphsOf(components: readonly Component[]): Glyph[] {
  const glyphs: Glyph[] = [];
  for (const { left, right, top, bottom } of components.toSorted((a, b) => a.left - b.left)) {
    const last = glyphs.at(-1);
    const shared = last === undefined ? 0 : Math.min(last.right, right) - left;
    if (last !== undefined && shared > Math.min(right - left, last.right - last.left) / 2) glyphs[glyphs.length - 1] = { left: last.left, right: Math.max(last.right, right), top: Math.min(last.top, top), bottom: Math.max(last.bottom, bottom) };
    else glyphs.push({ left, right, top, bottom });
  }
  return glyphs;
}

/** Remains of the box's line: a piece within the outer tenth, or a thin one within the outer fifth, along an edge. */
function hugsEdge({ left, top, right, bottom }: Component, width: number, height: number): boolean {
  const side = Math.min(width, height);
  const thin = Math.max(3, side * 0.08);
  const marginX = Math.max(2, side * (right - left <= thin ? 0.2 : 0.1));
  const marginY = Math.max(2, side * (bottom - top <= thin ? 0.2 : 0.1));
  return bottom <= marginY || top >= height - marginY || right <= marginX || left >= width - marginX;
}

/**
 * Erases long lines in the outer parts of the crop, keeping strokes that cross them: along the top and bottom third columns of dark pixels that are short, where
 * the row is dark over a long stretch; the same for the left and right ends.
 */
function eraseBoxLines(dark: Uint8Array, width: number, height: number): void {
  eraseAlong(dark, { length: width, depth: height, step: 1, stride: width, band: Math.round(height * 0.3), longest: Math.max(12, Math.round(Math.min(width * 0.25, height * 1.2))) });
  eraseAlong(dark, { length: height, depth: width, step: width, stride: 1, band: Math.round(Math.min(width * 0.12, height * 0.5)), longest: Math.max(12, Math.round(height * 0.6)) });
}

interface Direction {
  /** Pixels along the line, and across it. */
  readonly length: number;
  readonly depth: number;
  readonly step: number;
  readonly stride: number;
  readonly band: number;
  /** A run this long is a line. */
  readonly longest: number;
}

function eraseAlong(dark: Uint8Array, { length, depth, step, stride, band, longest }: Direction): void {
  const thickest = Math.max(3, Math.round(Math.min(length, depth) * 0.08));
  const onLine = new Uint8Array(dark.length);
  for (let across = 0; across < depth; across++) {
    if (across >= band && across < depth - band) continue;
    const start = across * stride;
    let run = 0;
    let gap = 0;
    for (let along = 0; along <= length; along++) {
      // A line that is slightly askew goes on in the row beside it.
      const at = start + along * step;
      const isDark = along < length && (dark[at] === 1 || (across > 0 && dark[at - stride] === 1) || (across < depth - 1 && dark[at + stride] === 1));
      if (isDark) {
        run += gap + 1;
        gap = 0;
        continue;
      }
      // A dotted or noisy line has gaps of a pixel or two.
      if (run > 0 && gap < 2 && along < length) {
        gap++;
        continue;
      }
      if (run >= longest) for (let back = 1; back <= run + gap; back++) onLine[start + (along - back) * step] = 1;
      run = 0;
      gap = 0;
    }
  }
  // Across a line its thickness is small; where a stroke crosses it, it is not, and stays.
  for (let along = 0; along < length; along++) {
    for (let across = 0; across < depth; across++) {
      const at = along * step + across * stride;
      if (onLine[at] !== 1 || dark[at] !== 1) continue;
      let from = across;
      while (from > 0 && dark[along * step + (from - 1) * stride] === 1) from--;
      let to = across;
      while (to < depth - 1 && dark[along * step + (to + 1) * stride] === 1) to++;
      if (to - from + 1 <= thickest) for (let k = from; k <= to; k++) dark[along * step + k * stride] = 0;
      across = Math.max(across, to);
    }
  }
}

/** Components of dark pixels (8 neighbours), by flood fill. Labels start at 1. */
function connected(dark: Uint8Array, width: number, height: number): { labels: Int32Array; components: Component[] } {
  const labels = new Int32Array(dark.length);
  const components: Component[] = [];
  const stack: number[] = [];
  for (let seed = 0; seed < dark.length; seed++) {
    if (dark[seed] !== 1 || labels[seed] !== 0) continue;
    const component: Component = { left: width, top: height, right: 0, bottom: 0, area: 0, label: components.length + 1 };
    labels[seed] = component.label;
    stack.push(seed);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      component.area++;
      component.left = Math.min(component.left, x);
      component.right = Math.max(component.right, x + 1);
      component.top = Math.min(component.top, y);
      component.bottom = Math.max(component.bottom, y + 1);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (dark[next] !== 1 || labels[next] !== 0) continue;
          labels[next] = component.label;
          stack.push(next);
        }
      }
    }
    components.push(component);
  }
  return { labels, components };
}

/** Cuts the writing out with its soft edges, stretched to black on white; everything else becomes white. */
function cut(crop: GrayImage, writing: Writing, paper: number, darkest: number): { image: GrayImage; glyphs: readonly Glyph[] } {
  const left = Math.max(0, writing.left - 1);
  const top = Math.max(0, writing.top - 1);
  const width = Math.min(crop.width, writing.right + 1) - left;
  const height = Math.min(crop.height, writing.bottom + 1) - top;
  const pixels = new Uint8Array(width * height).fill(255);
  const white = paper - 8;
  const range = Math.max(1, white - darkest);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!nearKept(crop, writing, left + x, top + y)) continue;
      const value = ((crop.pixels[(top + y) * crop.width + left + x] ?? 255) - darkest) / range;
      pixels[y * width + x] = value <= 0 ? 0 : value >= 1 ? 255 : Math.round(value * 255);
    }
  }
  const glyphs = writing.glyphs.map((glyph) => ({ left: glyph.left - left, right: glyph.right - left, top: glyph.top - top, bottom: glyph.bottom - top }));
  return { image: { width, height, pixels }, glyphs };
}

/** Whether a pixel belongs to the writing or touches it: letters keep their soft edges, erased lines do not come back. */
function nearKept({ width, height }: GrayImage, { keep, labels }: Writing, x: number, y: number): boolean {
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
      if (keep[labels[ny * width + nx] ?? 0] === 1) return true;
    }
  }
  return false;
}

function greysOf(pixels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const grey of pixels) counts[grey] = (counts[grey] ?? 0) + 1;
  return counts;
}

function percentile(counts: Uint32Array, of: number, share: number): number {
  let left = of * share;
  for (const [value, count] of counts.entries()) {
    left -= count;
    if (left <= 0) return value;
  }
  return 255;
}
