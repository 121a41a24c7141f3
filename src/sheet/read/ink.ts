import type { LayoutBubble } from '../layout.ts';
import { subtractPrinted } from '../pixels/bubbles.ts';
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
  /** Spread of the ink along its longer and its shorter axis, as shares of a full bubble's: a dot has neither, a line no breadth. */
  readonly length: number;
  readonly breadth: number;
  /** Share of the millimetre around the box that is inked. */
  readonly outside: number;
  /** How much of that ink lies on opposite sides, as a line through the bubble leaves it: the lesser side's share of the best such pair. */
  readonly struck: number;
  /** The same for ink down to a fifth of this writer's blackness: a thin line through a mark, blurred, is much paler than the mark. */
  readonly crossed: number;
  /** Share of the way around the box on which there is such ink: strokes that overshoot leave in many places, lines through a mark in two to four. */
  readonly sides: number;
  /** Share of the printed outline that is gone: an eraser takes it along with the ink. */
  readonly rubbed: number;
  /** Share of the window outside the image. */
  readonly cut: number;
}

/** What the page's ink looks like. */
export interface PageInk {
  readonly bubbles: readonly Ink[];
  /** Typical mean and peak of this writer's clear marks. */
  readonly markMean: number;
  readonly markPeak: number;
  /** Typical `struck` of them: those who mark with crosses or scribble over the rim leave ink on all sides. */
  readonly markStruck: number;
  /** Typical `breadth` of them: small for those who mark with single strokes. */
  readonly markBreadth: number;
  /** Whether this writer's strokes overshoot in a good part of the marks: then a mark with strokes out on all sides is not crossed out. */
  readonly overshooting: boolean;
  /** How many marks that rests on. */
  readonly marksSeen: number;
  /** A hard threshold took the printed outlines, or much of them, and this writer's ink is weak: marks may be gone with them. */
  readonly lossy: boolean;
  /** Dark or not and little between: a 1-bit scan, on which what an eraser left may be as black as a mark. */
  readonly twoLevel: boolean;
  /** Spread of `mean` among empty bubbles. */
  readonly emptySpread: number;
  /** Spread of single points in empty bubbles. */
  readonly pointNoise: number;
}

/** What a writer is taken for until the page shows more: a soft pencil. */
const PRIOR_MARK = { mean: 0.42, peak: 0.62, weight: 1.5 };

/** Share of the outlines missing from the middle bubble above which a hard threshold was close to their grey: 0.06 at most on scans in greys. */
const PATCHY_OUTLINES = 0.2;

/** Mean of a writer's weakest marks below which such a threshold may have taken others whole: 0.02 to 0.08 where it did, 0.11 to 0.24 for those who fill lightly, 0.35 and more for those who fill well. */
const LOSSY_BELOW = 0.15;
/** Where the usual mark has more than this, weak ones are streaks: without outlines, and with some of them left. */
const LOSSY_USUAL = { none: 0.5, some: 0.3 };

/** Share of mid-tones: 0.02 to 0.45 on simulated 1-bit scans, 0.6 and more on others but for black felt tips. */
const TWO_LEVEL_BELOW = 0.5;

/** Blackness of a blurred line as a share of this writer's: strikes through marks have 0.25 and more, an eraser's smear 0.15 and less. */
const LINE_SHARE = 0.2;

/** Overshooting is a habit from this many marks and this share of them on: a single scribble among neat marks may be a crossing-out. */
const HABIT = { marks: 3, share: 0.1 };

interface Masks { readonly inside: Int32Array; readonly rim: Int32Array; readonly outside: Int32Array; readonly column: Int32Array; readonly row: Int32Array; readonly sector: Int32Array; readonly sectorSizes: Int32Array }

/** Measures all bubbles of a page against the page's own empty ones. `black` is the darkness of the page's printed black (its anchors); `outlinesSeen` whether the empty bubbles show at all. Changes the windows' darkness in place. */
export function measureInk(windows: Windows, bubbles: readonly LayoutBubble[], black: number, outlinesSeen = true): PageInk {
  const { shape, darkness } = windows;
  const masks = masksOf(shape);
  const scale = 1 / Math.max(0.08, black);
  for (let i = 0; i < darkness.length; i++) darkness[i] = Math.min(1.2, darkness[i]! * scale);
  const twoLevel = midTones(windows, masks) < TWO_LEVEL_BELOW;
  const rimDarkness = subtractTemplates(windows, bubbles, masks);
  const means = bubbles.map((_, i) => meanOver(darkness, i * shape.points, masks.inside));
  const empties = emptyStatistics(means, windows, masks);
  const lowThreshold = Math.max(0.055, 3 * empties.pointNoise);
  const writer = learnWriter(windows, masks, bubbles, means, empties, lowThreshold);
  const inkThreshold = Math.min(0.45, Math.max(0.45 * writer.peak, 3.5 * empties.pointNoise, 0.09));
  const lineThreshold = Math.min(inkThreshold, Math.max(LINE_SHARE * writer.peak, 4 * empties.pointNoise, 0.09));
  const measured = bubbles.map((_, i) => ({ ...measureOne(windows, masks, i, means[i]! - empties.centre, inkThreshold, lowThreshold), crossed: oppositeInk(windows, masks, i, lineThreshold).opposite, rubbed: rubbedAway(windows, masks, i, rimDarkness) }));
  const patchy = (middle(measured.map((m) => m.rubbed)) ?? 0) > PATCHY_OUTLINES;
  const usual = outlinesSeen ? patchy ? LOSSY_USUAL.some : 0 : LOSSY_USUAL.none;
  return { bubbles: measured, markMean: writer.mean, markPeak: writer.peak, markStruck: writer.struck, markBreadth: writer.breadth, overshooting: overshootsOften(measured), marksSeen: writer.seen, lossy: writer.mean < usual && writer.weakest < LOSSY_BELOW, emptySpread: empties.spread, pointNoise: empties.pointNoise, twoLevel };
}

/** Of all points inside bubbles that are darker than paper, the share that is neither nearly paper nor nearly black: small after a hard threshold, whatever the writer's pen. */
function midTones({ darkness, shape }: Windows, { inside }: Masks): number {
  let mid = 0, dark = 0;
  for (let from = 0; from < darkness.length; from += shape.points) for (let k = 0; k < inside.length; k++) {
    const d = darkness[from + inside[k]!]!;
    if (d > 0.2) dark++;
    if (d > 0.2 && d < 0.8) mid++;
  }
  return dark === 0 ? 1 : mid / dark;
}

function masksOf(shape: WindowShape): Masks {
  const inside: number[] = [], rim: number[] = [], outside: number[] = [];
  const column = new Int32Array(shape.points), row = new Int32Array(shape.points);
  const sector = new Int32Array(shape.points), sectorSizes = new Int32Array(SECTORS);
  const radius = BOX_ROWS / 2, straight = (BOX_COLUMNS - BOX_ROWS) / 2;
  for (let y = 0; y < shape.rows; y++) for (let x = 0; x < shape.columns; x++) {
    const k = y * shape.columns + x;
    column[k] = x - shape.margin; row[k] = y - shape.margin;
    const dx = Math.max(0, Math.abs(x - (shape.columns - 1) / 2) - straight), dy = y - (shape.rows - 1) / 2;
    const depth = radius - Math.hypot(dx, dy);
    // The outline itself (drawn on the edge) is left out on both sides.
    if (depth >= 1.4) inside.push(k);
    else if (depth >= -0.2) rim.push(k);
    else if (depth <= -1.6) {
      outside.push(k);
      // Around a capsule, a turn at the ends and a step along the sides should weigh alike: x is squeezed.
      const turn = Math.atan2(dy / shape.rows, (x - (shape.columns - 1) / 2) / shape.columns) / (2 * Math.PI);
      const s = Math.floor((turn + 1) * SECTORS) % SECTORS;
      sector[k] = s;
      sectorSizes[s]!++;
    }
  }
  return { inside: Int32Array.from(inside), rim: Int32Array.from(rim), outside: Int32Array.from(outside), column, row, sector, sectorSizes };
}

function meanOver(values: Float32Array, from: number, mask: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < mask.length; k++) sum += values[from + mask[k]!]!;
  return sum / mask.length;
}

/**
 * Subtracts what an empty bubble of the same printed value looks like: the mean of the palest 40 % of them (20 % where there are few), ink around them counted, too. A value whose palest bubbles are much darker than the
 * other values' (everyone of them marked, or too few of them) takes the page's common template, so that marks never become the paper.
 * Returns the mean darkness of the printed outline.
 */
function subtractTemplates(windows: Windows, bubbles: readonly LayoutBubble[], masks: Masks): number {
  const { shape, darkness, outside } = windows;
  const groups = new Map<string, number[]>();
  for (const [i, b] of bubbles.entries()) {
    const members = groups.get(b.value);
    if (members) members.push(i); else groups.set(b.value, [i]);
  }
  const templates = [...groups.values()].map((members) => {
    const usable = members.filter((i) => outside[i]! < 0.05);
    const order = usable.map((i) => ({ i, mean: meanOver(darkness, i * shape.points, masks.inside) + meanOver(darkness, i * shape.points, masks.outside) })).sort((a, b) => a.mean - b.mean).slice(0, Math.ceil(usable.length * (usable.length < 12 ? 0.2 : 0.4)));
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
  subtractPrinted(darkness, shape.points, templates.map((t) => {
    // One or two of a value may all be marked, be it ever so faintly.
    const template = t.count < 3 || t.level > usual + (t.count >= 5 ? 0.045 : 0.03) ? common : t.template;
    const wide = dilated(template, shape);
    // What may be the outline or the letter, a little displaced, is no ink.
    const printed = new Float64Array(shape.points);
    for (let k = 0; k < shape.points; k++) printed[k] = Math.max(template[k]!, Math.min(wide[k]!, template[k]! + 0.12));
    return { members: t.members, template, printed };
  }));
  return meanOver(common, 0, masks.rim);
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
  const spread = Math.max(0.002, (at(0.5) - at(0.08)) / 1.4);
  let squares = 0, count = 0;
  for (const { i } of order.slice(0, Math.ceil(order.length * 0.5))) {
    for (let k = 0, from = i * windows.shape.points; k < masks.inside.length; k += 3) {
      const v = windows.darkness[from + masks.inside[k]!]!;
      squares += v * v; count++;
    }
  }
  return { centre, spread, pointNoise: Math.sqrt(squares / Math.max(1, count)) };
}

/** Whether strokes leave the bubble in many places with paper between them: a line through a mark leaves it in two to four, a shadow or a blot covers the surroundings. */
export function overshoots(ink: Ink): boolean {
  return ink.sides > 0.5 && ink.outside < 0.5;
}

function overshootsOften(measured: readonly Ink[]): boolean {
  const marks = measured.filter((m) => m.coverage > 0.3);
  const over = marks.filter(overshoots).length;
  return over >= HABIT.marks && over >= HABIT.share * marks.length;
}

interface Writer {
  readonly mean: number; readonly peak: number; readonly struck: number; readonly breadth: number; readonly seen: number;
  /** Mean of a mark weaker than nine in ten of this writer's; 0 when there is none. */
  readonly weakest: number;
}

/**
 * This writer's marks: the fullest bubble of each item, where it is clearly more than an empty one. Half-filled ones, ticks and thresholded pencil count too:
 * what matters is what this hand leaves when it means something.
 */
function learnWriter(windows: Windows, masks: Masks, bubbles: readonly LayoutBubble[], means: readonly number[], empties: EmptyStatistics, lowThreshold: number): Writer {
  const least = empties.centre + Math.max(0.016, 7 * empties.spread);
  const fullest = new Map<string, number>();
  for (const [i, bubble] of bubbles.entries()) {
    const mean = means[i]!;
    if (mean < least || windows.outside[i]! > 0.05) continue;
    const before = fullest.get(bubble.field);
    if (before === undefined || means[before]! < mean) fullest.set(bubble.field, i);
  }
  const marks = [...fullest.values()].map((i) => measureOne(windows, masks, i, means[i]! - empties.centre, lowThreshold * 1.2, lowThreshold)).filter((m) => m.length > 0.4);
  const seen = marks.length;
  const share = seen / (seen + PRIOR_MARK.weight);
  const mean = middle(marks.map((m) => m.mean)) ?? PRIOR_MARK.mean, peak = middle(marks.map((m) => m.peak)) ?? PRIOR_MARK.peak;
  return { mean: mean * share + PRIOR_MARK.mean * (1 - share), peak: peak * share + PRIOR_MARK.peak * (1 - share), struck: (middle(marks.map((m) => m.struck)) ?? 0) * share, breadth: (middle(marks.map((m) => m.breadth)) ?? 1) * share + 1 - share, seen, weakest: atShare(marks.map((m) => m.mean), 0.1) ?? 0 };
}

function middle(values: readonly number[]): number | undefined {
  return atShare(values, 0.5);
}

function atShare(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];
}

/** Spread (standard deviation) along the two axes, in grid points, when the whole inside is inked. */
const FULL_LENGTH = 5.9;
const FULL_BREADTH = 3.6;

/** Sixteenths of the way around a bubble. */
const SECTORS = 16;
/** Share of a sixteenth that a stroke leaving the bubble there inks at least. */
const SIDE_INKED = 0.15;

const bins = new Uint32Array(64);
const sectors = new Float64Array(SECTORS);

function measureOne(windows: Windows, masks: Masks, index: number, mean: number, inkThreshold: number, lowThreshold: number): Ink {
  const { darkness, shape } = windows;
  const from = index * shape.points;
  bins.fill(0);
  let inked = 0, pale = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (let k = 0; k < masks.inside.length; k++) {
    const p = masks.inside[k]!;
    const v = darkness[from + p]!;
    bins[Math.max(0, Math.min(63, v * 52 | 0))]!++;
    if (v > lowThreshold) pale++;
    if (v <= inkThreshold) continue;
    inked++;
    const x = masks.column[p]!, y = masks.row[p]!;
    sx += x; sy += y; sxx += x * x; syy += y * y; sxy += x * y;
  }
  const { share, opposite, sides } = oppositeInk(windows, masks, index, inkThreshold);
  const total = masks.inside.length;
  const axes = principalSpreads(inked, sx, sy, sxx, syy, sxy);
  return {
    mean, coverage: inked / total, paleCoverage: pale / total, peak: topTenth(total),
    length: axes.major / FULL_LENGTH, breadth: axes.minor / FULL_BREADTH, outside: share, struck: opposite, sides, crossed: 0, rubbed: 0, cut: windows.outside[index]!,
  };
}

function rubbedAway(windows: Windows, masks: Masks, index: number, rimDarkness: number): number {
  let gone = 0;
  for (let k = 0, from = index * windows.shape.points; k < masks.rim.length; k++) gone -= Math.min(0, windows.darkness[from + masks.rim[k]!]!);
  return gone / masks.rim.length / Math.max(0.05, rimDarkness);
}

/** The share of the surroundings darker than `threshold`, and how much of that lies on opposite sides. */
function oppositeInk({ darkness, shape }: Windows, masks: Masks, index: number, threshold: number): { share: number; opposite: number; sides: number } {
  let around = 0;
  sectors.fill(0);
  for (let k = 0, from = index * shape.points; k < masks.outside.length; k++) {
    const p = masks.outside[k]!;
    if (darkness[from + p]! <= threshold) continue;
    around++;
    sectors[masks.sector[p]!]!++;
  }
  let best = 0, sides = 0;
  for (let s = 0; s < SECTORS; s++) {
    const here = sectors[s]! / Math.max(1, masks.sectorSizes[s]!);
    if (here > SIDE_INKED) sides += 1 / SECTORS;
    for (let across = s + 6; across <= s + 10; across++) {
      const o = across % SECTORS;
      best = Math.max(best, Math.min(here, sectors[o]! / Math.max(1, masks.sectorSizes[o]!)));
    }
  }
  return { share: around / masks.outside.length, opposite: best, sides };
}

function principalSpreads(n: number, sx: number, sy: number, sxx: number, syy: number, sxy: number): { major: number; minor: number } {
  if (n < 2) return { major: 0, minor: 0 };
  const xx = sxx / n - (sx / n) ** 2, yy = syy / n - (sy / n) ** 2, xy = sxy / n - sx * sy / (n * n);
  const mean = (xx + yy) / 2, apart = Math.hypot((xx - yy) / 2, xy);
  return { major: Math.sqrt(Math.max(0, mean + apart)), minor: Math.sqrt(Math.max(0, mean - apart)) };
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
