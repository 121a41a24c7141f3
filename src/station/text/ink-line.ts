/**
 * From a crop of a text box to the line of ink in it: the box's own lines and specks removed, tightened, black on white.
 * Pure. Sizes are relative to the crop, so that any resolution from 100 to 600 dpi works.
 */
import type { GrayImage } from '../../sheet/read/reading.ts';
import { paperAt, paperMap } from '../../sheet/register/darkness.ts';
import type { Glyph } from './engine.ts';
import { grainOf, inkFrom, usualDifference } from './paper-grain.ts';

export type InkLine =
  /** Nothing is written; `sure` is false when something pale is there that may be writing. */
  | { readonly kind: 'blank'; readonly sure: boolean }
  /** `whole` is false where the writing goes on beyond the box; it is cut out with what is beyond, as far as the rim goes. */
  | { readonly kind: 'ink'; readonly image: GrayImage; readonly glyphs: readonly Glyph[]; readonly whole: boolean };

/** Where writing begins, from paper to the darkest that there is. */
const inkShare = 0.45;
/** Looked for in the mean of nine pixels, pale writing differs from paper by so many times the paper's grain at least, and by so many grey levels of 255. */
const pale = { grains: 3, least: 6 };

interface Component { left: number; top: number; right: number; bottom: number; area: number; readonly label: number }

/** Finds the writing in a crop, whose outer `rim` pixels lie beyond its box and count only for what goes on there. */
export function findInkLine(crop: GrayImage, rim = 0): InkLine {
  const page = flattened(crop), box = boxOf(crop, Math.round(rim)), counts = greysOf(page, box), of = (box.right - box.left) * (box.bottom - box.top);
  const paper = percentile(counts, of, 0.85), darkest = percentile(counts, of, 0.002), contrast = paper - darkest, grain = grainIn(page, box), least = inkFrom(grain);
  if (contrast >= least) {
    // Half way between paper and ink, but not so close to the paper that its grain counts.
    const writing = writingIn(page, box, paper - Math.max(least, contrast * inkShare));
    if (writing === 'at-edge') return { kind: 'blank', sure: false };
    if (writing !== null) return { kind: 'ink', ...cut(page, writing, paper, darkest), whole: writing.whole };
  }
  return { kind: 'blank', sure: writingIn(softened(page), box, paper - Math.max(pale.least, pale.grains * grain)) === null };
}

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

function boxOf({ width, height }: GrayImage, rim: number): Box {
  return { left: rim, top: rim, right: width - rim, bottom: height - rim };
}

/** As if the paper were white all over: neither a dark scan nor a shadow makes writing of paper, or hides it. */
function flattened(crop: GrayImage): GrayImage {
  const { width, height, pixels } = crop, paper = paperMap(crop), flat = new Uint8Array(pixels.length);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) flat[at] = Math.min(255, (pixels[at] ?? 255) * 255 / paperAt(paper, x, y));
  return { width, height, pixels: flat };
}

/** The paper's grain, from one pixel to the next. */
function grainIn({ width, pixels }: GrayImage, { left, top, right, bottom }: Box): number {
  const counts = new Uint32Array(256);
  let all = 0;
  for (let y = top; y < bottom; y++) for (let x = left + 1; x < right; x++, all++) countIn(counts, Math.abs((pixels[y * width + x] ?? 0) - (pixels[y * width + x - 1] ?? 0)));
  return grainOf(percentile(counts, all, usualDifference));
}

/** The mean of nine pixels each. */
function softened({ width, height, pixels }: GrayImage): GrayImage {
  const soft = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    let sum = 0, count = 0;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++, count++) sum += pixels[ny * width + nx] ?? 255;
    soft[y * width + x] = sum / count;
  }
  return { width, height, pixels: soft };
}

interface Writing { readonly keep: Uint8Array; readonly labels: Int32Array; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number; readonly glyphs: readonly Glyph[]; readonly whole: boolean }

/** Marks what is darker than `threshold`, without lines and specks; null when nothing of a letter's size is left in the box, or only at its edge. */
function writingIn(crop: GrayImage, box: Box, threshold: number): Writing | 'at-edge' | null {
  const { width, height } = crop, boxHeight = box.bottom - box.top;
  const dark = new Uint8Array(width * height);
  for (let i = 0; i < dark.length; i++) dark[i] = (crop.pixels[i] ?? 255) < threshold ? 1 : 0;
  eraseBoxLines(dark, width, height, box.left);
  const { labels, components } = connected(dark, width, height);
  const within = components.filter((component) => isWithin(component, box));
  const tallest = within.reduce((most, { top, bottom }) => Math.max(most, bottom - top), 0);
  const least = Math.max(4, boxHeight * 0.1);
  const speck = Math.max(3, (tallest * 0.06) ** 2);
  const letters = within.filter((component) => component.area >= speck && !hugsEdge(component, box));
  // With the rim to look at, what is as high as a letter is no remains of a line, however near to the edge.
  const atEdge = box.left > 0 && components.some((component) => component.area >= speck && !letters.includes(component) && touches(component, box) && component.bottom - component.top >= edgeLetter * boxHeight);
  if (!letters.some(({ left, right, top, bottom }) => Math.max(right - left, bottom - top) >= least)) return atEdge ? 'at-edge' : null;
  const beyond = box.left === 0 ? [] : beyondBox(letters, components.filter((component) => component.area >= speck && !letters.includes(component)), box);
  const kept = [...letters, ...beyond];
  const keep = new Uint8Array(components.length + 1);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const component of kept) {
    keep[component.label] = 1;
    left = Math.min(left, component.left);
    top = Math.min(top, component.top);
    right = Math.max(right, component.right);
    bottom = Math.max(bottom, component.bottom);
  }
  return { keep, labels, left, top, right, bottom, glyphs: glyphsOf(kept), whole: beyond.length === 0 && !atEdge && letters.every((component) => !crosses(component, box)) };
}

/** Whether most of it lies in the box. */
function isWithin({ left, top, right, bottom }: Component, box: Box): boolean {
  const x = (left + right) / 2, y = (top + bottom) / 2;
  return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
}

/** Whether a part of it lies in the box. */
function touches({ left, top, right, bottom }: Component, box: Box): boolean {
  return right > box.left && left < box.right && bottom > box.top && top < box.bottom;
}

/** Whether a letter goes on beyond the box by more than its soft edge. */
function crosses({ left, top, right, bottom }: Component, box: Box): boolean {
  const over = Math.max(box.left - left, right - box.right, box.top - top, bottom - box.bottom);
  return over > Math.max(2, 0.1 * (bottom - top));
}

/** Letters on the line of those in the box, to its left and right, that follow them as closely as letters do. */
function beyondBox(letters: readonly Component[], others: readonly Component[], box: Box): Component[] {
  const top = Math.min(...letters.map((one) => one.top)), bottom = Math.max(...letters.map((one) => one.bottom)), tall = bottom - top, found: Component[] = [];
  const gaps = glyphsOf(letters).flatMap(({ left }, i, all) => (i === 0 ? [] : [left - (all[i - 1]?.right ?? left)])).toSorted((a, b) => a - b);
  const near = Math.max(nextLetter.gaps * (gaps[gaps.length >> 1] ?? 0), nextLetter.height * tall);
  const isLetter = (one: Component): boolean => one.bottom - one.top >= nextLetter.least * tall && one.bottom - one.top <= nextLetter.most * tall && Math.min(one.bottom, bottom) - Math.max(one.top, top) >= (one.bottom - one.top) / 2;
  for (const side of [-1, 1] as const) {
    // To the right as it is, to the left as in a mirror.
    const from = (one: Component): number => (side === 1 ? one.left : -one.right), to = (one: Component): number => (side === 1 ? one.right : -one.left), edge = side === 1 ? box.right : -box.left;
    let end = Math.max(...letters.map(to));
    for (const one of others.filter((other) => (from(other) + to(other)) / 2 > edge - tall / 2).toSorted((a, b) => from(a) - from(b))) {
      if (!isLetter(one) || from(one) - end > near || to(one) <= end) continue;
      found.push(one);
      end = to(one);
    }
  }
  return found;
}

/** Share of a box's height from which a piece is no remains of its lines. */
const edgeLetter = 0.35;

/** Of the gaps between letters, and of their height, how near the next one is; and how high it is beside them. */
const nextLetter = { gaps: 1.6, height: 0.5, least: 0.3, most: 1.6 };

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
function hugsEdge({ left, top, right, bottom }: Component, box: Box): boolean {
  const side = Math.min(box.right - box.left, box.bottom - box.top);
  const thin = Math.max(3, side * 0.08);
  const marginX = Math.max(2, side * (right - left <= thin ? 0.2 : 0.1));
  const marginY = Math.max(2, side * (bottom - top <= thin ? 0.2 : 0.1));
  return bottom <= box.top + marginY || top >= box.bottom - marginY || right <= box.left + marginX || left >= box.right - marginX;
}

/**
 * Erases long lines in the outer parts of the crop, keeping strokes that cross them: along the top and bottom third columns of dark pixels that are short, where
 * the row is dark over a long stretch; the same for the left and right ends.
 */
function eraseBoxLines(dark: Uint8Array, width: number, height: number, rim: number): void {
  const w = width - 2 * rim, h = height - 2 * rim;
  eraseAlong(dark, { length: width, depth: height, step: 1, stride: width, band: rim + Math.round(h * 0.3), longest: Math.max(12, Math.round(Math.min(w * 0.25, h * 1.2))) });
  eraseAlong(dark, { length: height, depth: width, step: width, stride: 1, band: rim + Math.round(Math.min(w * 0.12, h * 0.5)), longest: Math.max(12, Math.round(h * (rim > 0 ? highLine : 0.6))) });
}

/** With a rim to see it in, a box's line is as high as the box, nearly; a tall letter is not. */
const highLine = 0.85;

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

function greysOf({ width, pixels }: GrayImage, { left, top, right, bottom }: Box): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) countIn(counts, pixels[y * width + x] ?? 255);
  return counts;
}

function countIn(counts: Uint32Array, value: number): void {
  counts[value] = (counts[value] ?? 0) + 1;
}

function percentile(counts: Uint32Array, of: number, share: number): number {
  let left = of * share;
  for (const [value, count] of counts.entries()) {
    left -= count;
    if (left <= 0) return value;
  }
  return 255;
}
