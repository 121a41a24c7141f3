/**
 * A block that somebody drew, laid onto the printed bubbles in its frame: along each side the boxes and the gaps between them are chosen so that what is in the boxes is as dark as can be against what is not
 * (greatest variance between two classes: Otsu, 1979), also in their size, which nobody draws. For scans that lie straight, as a reference should. Pure.
 */
import type { GrayImage } from '../read/reading.ts';
import { median } from '../read/median.ts';
import { type Boxes, type Counted as Counts, countedIn, type Frame, runsIn, singleIn } from './counted-print.ts';
import { tenth } from './edit.ts';
import { expandLabels } from './labels.ts';
import type { TemplateBlock } from '../../exam/template.ts';

/** Share of the way from one bubble to the next by which the drawn frame may be off at either end. */
const reach = 0.45;
/** Sizes of boxes that are tried, as shares of that way. */
const sizes = { least: 0.25, most: 0.92 };
/** Steps in which places are tried, of the way from one bubble to the next, and sizes. */
const finely = { steps: 40, size: 0.03 }, coarsely = { steps: 12, size: 0.09 };
/** So many rows or columns are tried besides (the longest blocks of real sheets have 30), those that explain most once more finely; pixels from one to the next below which nothing is told apart. */
const mostTried = 60, triedFinely = 4, leastPitchPx = 5;
/**
 * How many times as much another number must explain: on real sheets right ones have 1.6 to 4 of a half or a third of them, and never more than a right one has; brackets and frames have up to 1.7 of it twice over, so that only boxes
 * as round as bubbles are asked. And the share of its bubbles that must then be seen, for writing has a rhythm, too.
 */
const clearly = 1.4, roundest = 0.7, surely = 0.85;
/** Height of bubbles that were counted, as a share of their width: half a bracket is higher than wide, as hardly a bubble is. */
const flattest = 0.3, narrowest = 0.65;
/** Of the paper's brightness, by how much boxes must be darker than what is between them; and how much a pixel counts at most, so that a mark is worth no more than print. */
const darker = 0.015, most = 0.5;
/** A bubble is seen when it has this share of what is usual. */
const usualShare = 0.4;

/** What is printed in the frame of a block. */
export interface OnPrint {
  /** The block where it lies best, in units of which a pixel has `unit`, and the share of its bubbles that are printed there; `nowhere`: one of them lies over several printed ones; null where nothing is told apart in it. */
  readonly laid: { readonly block: TemplateBlock; readonly seen: number } | 'nowhere' | null;
  /** How many fields and values clearly are printed there; null where these are the block's own, as far as can be told. */
  readonly printed: { readonly fields: number; readonly values: number } | null;
  /** Whether they were counted one by one: else the block may have another number though it is seen. */
  readonly isSure: boolean;
}

interface Side { readonly start: number; readonly gap: number; readonly size: number; /** How much it explains: variance between boxes and gaps. */ readonly worth: number }

/** `block` in units of which a pixel has `unit`. */
export function gridOnPrint(image: GrayImage, block: TemplateBlock, size: { readonly w: number; readonly h: number }, unit: { readonly x: number; readonly y: number }): OnPrint {
  const isAcross = block.direction === 'horizontal', fields = expandLabels(block.fields).length;
  const [columns, rows] = isAcross ? [block.values.length, fields] : [fields, block.values.length], [gapX, gapY] = isAcross ? [block.valueGap, block.fieldGap] : [block.fieldGap, block.valueGap];
  // Of a single row nobody need say how far it is to the next.
  if ((columns > 1 && gapX <= 0) || (rows > 1 && gapY <= 0)) return { laid: null, printed: null, isSure: false };
  const frame = { left: block.x / unit.x, right: (block.x + (columns - 1) * gapX + size.w) / unit.x, top: block.y / unit.y, bottom: (block.y + (rows - 1) * gapY + size.h) / unit.y };
  const longer = longest * Math.max((columns > 1 ? gapX : size.w) / unit.x, (rows > 1 ? gapY : size.h) / unit.y);
  const dark = darknessOf(image, frame, { x: longer, y: longer }), x = sideOf(dark.x, frame.left, frame.right, columns), y = sideOf(dark.y, frame.top, frame.bottom, rows);
  const counted = countedIn(dark.at, frame, runsIn(x === null ? { count: 1, start: frame.left, gap: 1, size: frame.right - frame.left } : { count: columns, ...x }));
  const isSure = counted !== null && isSeen(dark.at, counted.across, counted.down);
  const other = isSure ? { columns: counted.across.count, rows: counted.down.count } : mostLikely([...others(dark.x, frame.left, frame.right, columns, x), ...own(columns, x)], [...others(dark.y, frame.top, frame.bottom, rows, y), ...own(rows, y)], dark.at);
  const isOther = other !== null && (other.columns !== columns || other.rows !== rows);
  const printed = !isOther ? null : isAcross ? { fields: other.rows, values: other.columns } : { fields: other.columns, values: other.rows };
  const isTooFew = isOther && (other.columns > columns || other.rows > rows);
  if (isTooFew) return { laid: 'nowhere', printed, isSure };
  if (x === null || y === null) return { laid: null, printed, isSure };
  const [inX, inY] = asLargeAsBubbles(dark, frame, [x, y], [columns, rows], isSure && !isOther ? counted : null);
  const [w, h, stepX, stepY] = [tenth(inX.size * unit.x), tenth(inY.size * unit.y), columns === 1 ? gapX : tenth(inX.gap * unit.x), rows === 1 ? gapY : tenth(inY.gap * unit.y)];
  const laid = { ...block, x: tenth(inX.start * unit.x), y: tenth(inY.start * unit.y), bubble: { w, h }, valueGap: isAcross ? stepX : stepY, fieldGap: isAcross ? stepY : stepX };
  return { laid: { block: laid, seen: seenShare(dark.at, inX, inY, columns, rows) }, printed, isSure };
}

/**
 * The sides, a single row as high and a single column as wide as its bubbles: it would be as dark in one of their lines as in all of them, or darker. From where they are counted one by one, also in this row alone if they are round there, for
 * what is longer may be two of them; else of a size that goes with the other side's.
 */
function asLargeAsBubbles(dark: Darkness, frame: Frame, [x, y]: readonly [Side, Side], [columns, rows]: readonly [number, number], counted: Counts | null): readonly [Side, Side] {
  if ((columns === 1) === (rows === 1)) return [x, y];
  const [best, other] = rows === 1 ? [y, x] : [x, y], runs = runsIn({ count: Math.max(columns, rows), ...other });
  const alone = singleIn(dark.at, frame, rows === 1 ? { columns: runs } : { rows: runs }), isRound = alone !== null && Math.min(alone.size, other.size) >= roundest * Math.max(alone.size, other.size);
  const boxes = (rows === 1 ? counted?.down : counted?.across) ?? (isRound ? alone : null), bounds = rows === 1 ? { least: flattest * other.size, most: other.size / narrowest } : { least: narrowest * other.size, most: other.size / flattest };
  const isPossible = best.size >= bounds.least && best.size <= bounds.most, [sums, from, to] = rows === 1 ? [dark.y, frame.top, frame.bottom] as const : [dark.x, frame.left, frame.right] as const;
  const single = boxes !== null ? { ...best, start: boxes.start, size: boxes.size } : (isPossible ? null : sideOf(sums, from, to, 1, finely, bounds)) ?? best;
  return rows === 1 ? [x, single] : [single, y];
}

function isSeen(at: Darkness['at'], across: Boxes, down: Boxes): boolean {
  // All of it in one piece are no bubbles.
  return across.count * down.count > 1 && across.size >= narrowest * down.size && down.size >= flattest * across.size && seenShare(at, { ...across, worth: 0 }, { ...down, worth: 0 }, across.count, down.count) >= surely;
}

/** A number of boxes along a side, and how many times as much it explains as the one that was said. */
interface Counted { readonly count: number; readonly side: Side; readonly times: number }

const own = (count: number, side: Side | null): Counted[] => (side === null ? [] : [{ count, side, times: Infinity }]);

/** The first of each that bubbles can be and that are seen, tried in their order; null where there are none. */
function mostLikely(across: readonly Counted[], down: readonly Counted[], at: Darkness['at']): { readonly columns: number; readonly rows: number } | null {
  for (const x of across) for (const y of down) {
    if (areBubbles(x, y) && seenShare(at, x.side, y.side, x.count, y.count) >= surely) return { columns: x.count, rows: y.count };
  }
  return null;
}

/** Whether boxes are as round as bubbles; of those that were said it is not asked. */
function areBubbles(x: Counted, y: Counted): boolean {
  return (x.times === Infinity && y.times === Infinity) || Math.min(x.side.size, y.side.size) >= roundest * Math.max(x.side.size, y.side.size);
}

/** Other numbers of boxes than `count` that explain clearly more between two places, most first. A single one is everything between them, and tells nothing. */
function others(sums: Float64Array, from: number, to: number, count: number, said: Side | null): Counted[] {
  const least = said?.worth ?? 0, highest = Math.min(mostTried, Math.floor((to - from) / leastPitchPx));
  const worths = Array.from({ length: Math.max(0, highest + 1) }, (_, number) => (number < 2 ? 0 : sideOf(sums, from, to, number, coarsely)?.worth ?? 0));
  // A number explains what its neighbours do, and most of it: the next likely one is elsewhere.
  const likely = worths.flatMap((worth, number) => (number !== count && worth > least && worth >= (worths[number - 1] ?? 0) && worth >= (worths[number + 1] ?? 0) ? [{ number, worth }] : [])).sort((a, b) => b.worth - a.worth).slice(0, triedFinely);
  return likely.flatMap(({ number }) => {
    const side = sideOf(sums, from, to, number);
    return side !== null && side.worth > clearly * least ? [{ count: number, side, times: side.worth / least }] : [];
  }).sort((a, b) => b.side.worth - a.side.worth);
}

interface Darkness { readonly x: Float64Array; readonly y: Float64Array; readonly at: (left: number, top: number, right: number, bottom: number) => number }

/** Sums of darkness along each side of the picture, over the other side of the frame; and its mean in any box. Straight lines that are longer than any box, by pixels across and down, are none of it: a table around circles has twice as much ink as these. */
function darknessOf({ width, height, pixels }: GrayImage, { left, right, top, bottom }: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }, longer: { readonly x: number; readonly y: number }): Darkness {
  const near = pixels.filter((_, k) => k % 31 === 0).sort(), paper = Math.max(1, near[Math.floor(0.8 * (near.length - 1))] ?? 255), sums = new Float64Array((width + 1) * (height + 1));
  const dark = Float32Array.from(pixels, (grey) => Math.min(most, Math.max(0, 1 - grey / paper - noise)));
  clearLines(dark, width, height, longer);
  for (let r = 0; r < height; r++) for (let c = 0, row = 0; c < width; c++) {
    row += dark[r * width + c] ?? 0;
    sums[(r + 1) * (width + 1) + c + 1] = (sums[r * (width + 1) + c + 1] ?? 0) + row;
  }
  const clamp = (value: number, side: number): number => Math.max(0, Math.min(side, Math.round(value)));
  const at = (x0: number, y0: number, x1: number, y1: number): number => {
    const [a, b, c, d] = [clamp(x0, width), clamp(y0, height), clamp(x1, width), clamp(y1, height)], area = (c - a) * (d - b), of = (x: number, y: number): number => sums[y * (width + 1) + x] ?? 0;
    return area <= 0 ? 0 : (of(c, d) - of(a, d) - of(c, b) + of(a, b)) / area;
  };
  const running = (length: number, mean: (k: number) => number): Float64Array => { const out = new Float64Array(length + 1); for (let k = 0; k < length; k++) out[k + 1] = (out[k] ?? 0) + mean(k); return out; };
  return { x: running(width, (k) => at(k, top, k + 1, bottom)), y: running(height, (k) => at(left, k, right, k + 1)), at };
}

/** Of paper's grain, as a share of its brightness. */
const noise = 0.03;
/** Steps between bubbles from which a straight run of ink is no side of a box; from which darkness a pixel is ink; and pixels beside a line that its blur darkens. */
const longest = 1.5, ink = 0.12, blur = 2;

/** Takes out runs of ink that are longer than so many pixels across or down. */
function clearLines(dark: Float32Array, width: number, height: number, longer: { readonly x: number; readonly y: number }): void {
  const lines: { readonly from: number; readonly length: number; readonly step: number; readonly aside: number }[] = [];
  const look = (count: number, along: number, step: number, aside: number, least: number): void => {
    for (let line = 0; line < count; line++) for (let k = 0, run = 0; k <= along; k++) {
      if (k < along && (dark[line * aside + k * step] ?? 0) >= ink) { run++; continue; }
      if (run > least) lines.push({ from: line * aside + (k - run) * step, length: run, step, aside });
      run = 0;
    }
  };
  look(height, width, 1, width, longer.x);
  look(width, height, width, 1, longer.y);
  for (const { from, length, step, aside } of lines) for (let k = 0; k < length; k++) for (let beside = -blur; beside <= blur; beside++) dark[from + k * step + beside * aside] = 0;
}

/** Where `count` boxes lie best between two places, by sums of darkness, of a size in pixels within bounds; null where nothing is darker in them than between. */
function sideOf(sums: Float64Array, from: number, to: number, count: number, by = finely, bounds = { least: 3, most: Infinity }): Side | null {
  const pitch = count === 1 ? (to - from) / 0.6 : (to - from) / (count - 1 + 0.6), off = reach * pitch, step = Math.max(1, pitch / by.steps);
  const mass = (a: number, b: number): number => { const at = (v: number): number => sums[Math.max(0, Math.min(sums.length - 1, Math.round(v)))] ?? 0; return at(b) - at(a); };
  let best: Side | null = null;
  for (let start = from - off; start <= from + off; start += step) for (let end = to - off; end <= to + off; end += step) for (let share = sizes.least; share <= sizes.most; share += by.size) {
    const gap = count === 1 ? end - start : (end - start) / (count - 1 + share), size = count === 1 ? end - start : share * gap, beside = count === 1 ? Math.min(size, 0.4 * pitch) : gap - size;
    if (size < bounds.least || size > bounds.most || beside < 1) continue;
    let inside = 0;
    for (let k = 0; k < count; k++) inside += mass(start + k * gap, start + k * gap + size);
    const all = mass(start - beside, end + beside), within = count * size, without = (count + 1) * beside, differ = inside / within - (all - inside) / without;
    // What lies nearer to where it was drawn is likelier by a little.
    const worth = differ < darker ? 0 : differ * differ * within * without / (within + without) ** 2 * (1 - nearer * (Math.abs(start - from) + Math.abs(end - to)) / pitch);
    if (worth > (best?.worth ?? 0)) best = { start, gap, size, worth };
    // Of a single box the ends are its size.
    if (count === 1) break;
  }
  return best;
}

const nearer = 0.15;
function seenShare(at: Darkness['at'], x: Side, y: Side, columns: number, rows: number): number {
  const besideX = Math.min(x.size, columns === 1 ? 0.4 * x.size : x.gap - x.size) / 2, besideY = Math.min(y.size, rows === 1 ? 0.4 * y.size : y.gap - y.size) / 2;
  const each = Array.from({ length: columns * rows }, (_, k) => {
    const left = x.start + k % columns * x.gap, top = y.start + Math.floor(k / columns) * y.gap, [w, h] = [x.size, y.size], inner = at(left, top, left + w, top + h), outer = at(left - besideX, top - besideY, left + w + besideX, top + h + besideY);
    const area = w * h, around = (w + 2 * besideX) * (h + 2 * besideY) - area;
    return inner - (outer * (around + area) - inner * area) / Math.max(1, around);
  });
  const usual = median(each);
  return usual < darker ? 0 : each.filter((one) => one >= usualShare * usual).length / each.length;
}
