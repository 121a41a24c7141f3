import type { LayoutBubble } from '../layout.ts';
import { BOX_COLUMNS, BOX_ROWS, type WindowShape, type Windows } from './windows.ts';

/** What is in one bubble beyond what is printed there. Darkness is 0 for paper, 1 for the page's printed black. */
export interface Ink {
  /** Mean darkness beyond the empty bubble's, over the inside. */
  readonly mean: number;
  /** Share of the inside darker than half of this writer's ink. */
  readonly coverage: number;
  /** Share of the inside that is darker than paper at all. */
  readonly paleCoverage: number;
  /** Mean of the darkest tenth of the inside. */
  readonly peak: number;
  /** Width and height of the inked part, as shares of the box. */
  readonly extentX: number;
  readonly extentY: number;
  /** Share of the millimetre around the box that is inked. */
  readonly outside: number;
  /** Share of the window outside the image. */
  readonly cut: number;
}

/** What the page's ink looks like. */
export interface PageInk {
  readonly bubbles: readonly Ink[];
  /** Typical mean and peak of this writer's clear marks. */
  readonly markMean: number;
  readonly markPeak: number;
  /** How many clear marks that rests on. */
  readonly marksSeen: number;
  /** Spread of `mean` among empty bubbles. */
  readonly emptySpread: number;
  /** Spread of single points in empty bubbles. */
  readonly pointNoise: number;
}

/** What a writer is taken for until the page shows more: a soft pencil. */
const PRIOR_MARK = { mean: 0.42, peak: 0.62, weight: 1.5 };

interface Masks { readonly inside: Int32Array; readonly outside: Int32Array; readonly column: Int32Array; readonly row: Int32Array }

/** Measures all bubbles of a page against the page's own empty ones. `black` is the darkness of the page's printed black (its anchors). Changes the windows' darkness in place. */
export function measureInk(windows: Windows, bubbles: readonly LayoutBubble[], black: number): PageInk {
  const { shape, darkness } = windows;
  const masks = masksOf(shape);
  const scale = 1 / Math.max(0.08, black);
  for (let i = 0; i < darkness.length; i++) darkness[i] = Math.min(1.2, darkness[i]! * scale);
  subtractTemplates(windows, bubbles, masks);
  const means = bubbles.map((_, i) => meanOver(darkness, i * shape.points, masks.inside));
  const empties = emptyStatistics(means, windows, masks);
  const lowThreshold = Math.max(0.055, 3 * empties.pointNoise);
  const writer = learnWriter(windows, masks, means, empties, lowThreshold);
  const inkThreshold = Math.min(0.45, Math.max(0.45 * writer.peak, 3.5 * empties.pointNoise, 0.09));
  const measured = bubbles.map((_, i) => measureOne(windows, masks, i, means[i]! - empties.centre, inkThreshold, lowThreshold));
  return { bubbles: measured, markMean: writer.mean, markPeak: writer.peak, marksSeen: writer.seen, emptySpread: empties.spread, pointNoise: empties.pointNoise };
}

function masksOf(shape: WindowShape): Masks {
  const inside: number[] = [], outside: number[] = [];
  const column = new Int32Array(shape.points), row = new Int32Array(shape.points);
  const radius = BOX_ROWS / 2, straight = (BOX_COLUMNS - BOX_ROWS) / 2;
  for (let y = 0; y < shape.rows; y++) for (let x = 0; x < shape.columns; x++) {
    const k = y * shape.columns + x;
    column[k] = x - shape.margin; row[k] = y - shape.margin;
    const dx = Math.max(0, Math.abs(x - (shape.columns - 1) / 2) - straight), dy = y - (shape.rows - 1) / 2;
    const depth = radius - Math.hypot(dx, dy);
    // The outline itself (drawn on the edge) is left out on both sides.
    if (depth >= 1.4) inside.push(k);
    else if (depth <= -1.6) outside.push(k);
  }
  return { inside: Int32Array.from(inside), outside: Int32Array.from(outside), column, row };
}

function meanOver(values: Float32Array, from: number, mask: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < mask.length; k++) sum += values[from + mask[k]!]!;
  return sum / mask.length;
}

/**
 * Subtracts what an empty bubble of the same printed value looks like: the mean of the palest 40 % of them. A value whose palest bubbles are much darker than the
 * other values' (everyone of them marked, or too few of them) takes the page's common template, so that marks never become the paper.
 */
function subtractTemplates(windows: Windows, bubbles: readonly LayoutBubble[], masks: Masks): void {
  const { shape, darkness, outside } = windows;
  const groups = new Map<string, number[]>();
  for (const [i, b] of bubbles.entries()) {
    const members = groups.get(b.value);
    if (members) members.push(i); else groups.set(b.value, [i]);
  }
  const templates = [...groups.values()].map((members) => {
    const usable = members.filter((i) => outside[i]! < 0.05);
    const order = usable.map((i) => ({ i, mean: meanOver(darkness, i * shape.points, masks.inside) })).sort((a, b) => a.mean - b.mean).slice(0, Math.ceil(usable.length * 0.4));
    const template = new Float32Array(shape.points);
    for (const { i } of order) for (let k = 0, from = i * shape.points; k < shape.points; k++) template[k]! += darkness[from + k]! / order.length;
    return { members, count: usable.length, template, level: order.length === 0 ? Number.POSITIVE_INFINITY : meanOver(template, 0, masks.inside) };
  });
  const settled = templates.filter((t) => t.count >= 5).map((t) => t.level).sort((a, b) => a - b);
  const usual = settled[settled.length >> 1] ?? Math.min(...templates.map((t) => t.level));
  const common = new Float32Array(shape.points);
  const good = templates.filter((t) => t.level <= usual + 0.03);
  const weights = good.reduce((sum, t) => sum + t.count, 0);
  for (const t of good) for (let k = 0; k < shape.points; k++) common[k]! += t.template[k]! * t.count / weights;
  for (const t of templates) {
    const template = t.level > usual + (t.count >= 5 ? 0.06 : 0.03) ? common : t.template;
    const wide = dilated(template, shape);
    for (const i of t.members) {
      const from = i * shape.points;
      for (let k = 0; k < shape.points; k++) {
        const over = darkness[from + k]! - template[k]!;
        // What may be the outline or the letter, a little displaced, is no ink.
        darkness[from + k] = over > 0 ? Math.max(0, darkness[from + k]! - Math.max(template[k]!, Math.min(wide[k]!, template[k]! + 0.12))) : over;
      }
    }
  }
}

function dilated(template: Float32Array, shape: WindowShape): Float32Array {
  const out = Float32Array.from(template);
  const { columns, rows } = shape;
  for (let y = 1; y < rows - 1; y++) for (let x = 1; x < columns - 1; x++) {
    const k = y * columns + x;
    out[k] = Math.max(template[k]!, template[k - 1]!, template[k + 1]!, template[k - columns]!, template[k + columns]!);
  }
  return out;
}

interface EmptyStatistics { readonly centre: number; readonly spread: number; readonly pointNoise: number }

/** Most bubbles of a page are empty: the paler 60 % of means tell their centre and spread. */
function emptyStatistics(means: readonly number[], windows: Windows, masks: Masks): EmptyStatistics {
  const order = means.map((mean, i) => ({ mean, i })).filter(({ i }) => windows.outside[i]! < 0.05).sort((a, b) => a.mean - b.mean);
  const at = (share: number): number => order[Math.min(order.length - 1, Math.floor(order.length * share))]?.mean ?? 0;
  const centre = at(0.35);
  const spread = Math.max(0.003, (at(0.5) - at(0.08)) / 1.4);
  let squares = 0, count = 0;
  for (const { i } of order.slice(0, Math.ceil(order.length * 0.5))) {
    for (let k = 0, from = i * windows.shape.points; k < masks.inside.length; k += 3) {
      const v = windows.darkness[from + masks.inside[k]!]!;
      squares += v * v; count++;
    }
  }
  return { centre, spread, pointNoise: Math.sqrt(squares / Math.max(1, count)) };
}

/** This writer's clear marks: wide and well above the empties. */
function learnWriter(windows: Windows, masks: Masks, means: readonly number[], empties: EmptyStatistics, lowThreshold: number): { mean: number; peak: number; seen: number } {
  const marks: { mean: number; peak: number }[] = [];
  const least = empties.centre + Math.max(0.07, 6 * empties.spread);
  for (const [i, mean] of means.entries()) {
    if (mean < least || windows.outside[i]! > 0.05) continue;
    const ink = measureOne(windows, masks, i, mean - empties.centre, lowThreshold * 1.5, lowThreshold);
    if (ink.coverage > 0.45) marks.push({ mean: ink.mean, peak: ink.peak });
  }
  // Smudges and slips are among them: the upper half is what the writer means by a mark.
  marks.sort((a, b) => b.mean - a.mean);
  const kept = marks.slice(0, Math.max(1, Math.ceil(marks.length * 0.8)));
  const middle = kept[kept.length >> 1];
  const seen = kept.length;
  if (!middle || marks.length === 0) return { mean: PRIOR_MARK.mean, peak: PRIOR_MARK.peak, seen: 0 };
  const peaks = kept.map((m) => m.peak).sort((a, b) => a - b);
  const share = seen / (seen + PRIOR_MARK.weight);
  return { mean: middle.mean * share + PRIOR_MARK.mean * (1 - share), peak: (peaks[seen >> 1] ?? PRIOR_MARK.peak) * share + PRIOR_MARK.peak * (1 - share), seen };
}

const bins = new Uint32Array(64);

function measureOne(windows: Windows, masks: Masks, index: number, mean: number, inkThreshold: number, lowThreshold: number): Ink {
  const { darkness, shape } = windows;
  const from = index * shape.points;
  bins.fill(0);
  let inked = 0, pale = 0, left = 99, right = -99, top = 99, bottom = -99;
  for (let k = 0; k < masks.inside.length; k++) {
    const p = masks.inside[k]!;
    const v = darkness[from + p]!;
    bins[Math.max(0, Math.min(63, v * 52 | 0))]!++;
    if (v > lowThreshold) pale++;
    if (v <= inkThreshold) continue;
    inked++;
    const x = masks.column[p]!, y = masks.row[p]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  let around = 0;
  for (let k = 0; k < masks.outside.length; k++) if (darkness[from + masks.outside[k]!]! > inkThreshold) around++;
  const total = masks.inside.length;
  return {
    mean, coverage: inked / total, paleCoverage: pale / total, peak: topTenth(total),
    extentX: inked === 0 ? 0 : (right - left + 1) / BOX_COLUMNS, extentY: inked === 0 ? 0 : (bottom - top + 1) / BOX_ROWS,
    outside: around / masks.outside.length, cut: windows.outside[index]!,
  };
}

function topTenth(total: number): number {
  const wanted = total * 0.1;
  let left = wanted, sum = 0;
  for (let b = 63; b >= 0 && left > 0; b--) {
    const take = Math.min(left, bins[b]!);
    sum += take * (b + 0.5) / 52;
    left -= take;
  }
  return sum / wanted;
}
