import { numbersOf } from '../pixels/numbers.ts';
import type { Doubt } from '../read/reading.ts';
import { blackness, type BubbleInk, surelyMarked } from './ink.ts';
import { confidenceOf, type UnsureBy } from './confidence.ts';
import { type Reach, throughOf, usualReach } from './crossing.ts';
import { mostOfOne } from './letter.ts';

/** How this page's marks look: the yardstick for every bubble on it. */
export interface PageMarks {
  /** Usual fill of a clear mark. */
  readonly fill: number;
  /** Usual ink around a clear mark. */
  readonly around: number;
  /** Fill below which an empty bubble's noise lies. */
  readonly noise: number;
  /** Fill below which a quarter of the bubbles are: print and paper, however many are marked. */
  readonly low: number;
  readonly seen: number;
  /** Usual darkness of what is inked in a clear mark. */
  readonly black: number;
  /** Usual darkness that half of a clear mark has. */
  readonly half: number;
  /** Ink around most bubbles that are no marks. */
  readonly margin: number;
  /** How far ink usually goes on beyond this hand's marks; and how far beyond that it must leave one on opposite sides to be a line through it, as these seldom have it: one of several marks of a row, also where the print's edge lies between, and a lone one. */
  readonly lines: { readonly usual: Uint8Array; readonly several: number; readonly lone: number; readonly apart: () => { readonly usual: Uint8Array; readonly several: number } };
  /** Whether marks are well apart from whatever else is in bubbles, however much that is. */
  readonly apart: boolean;
  /** Whether marks come in all degrees, down to next to nothing: then a blank may be one, too. */
  readonly uneven: boolean;
}

export interface InkedValue {
  readonly value: string;
  readonly ink: BubbleInk;
  /** 1: the bubbles around are seen as elsewhere on the page. */
  readonly fit: number;
  readonly outside: number;
  /** How far a thin level line leaves it on both sides (`levelLine`); looked at when it is asked for. */
  readonly level: () => number;
}

export interface MarkReading {
  readonly chosen: readonly string[];
  readonly doubt: Doubt | null;
  /** Probability that `chosen` is what was meant. */
  readonly confidence: number;
  /** Log odds of its least certain bubble. */
  readonly margin: number;
  /** What makes it unsure beside that. */
  readonly unsureBy: UnsureBy | null;
  readonly fills: readonly { readonly value: string; readonly fill: number }[];
}

/** What a mark is taken for until the page shows enough of its own: a soft pencil. */
const prior = { fill: 0.42, weight: 1.5 };
/** Share of the unmarked bubbles that are most of them, and ink around them that is next to none. */
const mostMargins = 0.7, leastMargin = 0.001;
/** Fill that no empty bubble's noise reaches on a clean page. */
const leastMark = 0.045;
/** Share of the bubbles that must have less than surely marked ones for all of them to tell the noise. */
const mostlyEmpty = 0.7;
/** Share of the page's usual mark that is as likely a mark as not: pin-point dots and strikes reach 0.23, half-hearted marks have 0.43 and more. */
const evens = 0.32;
/** How fast the odds grow with the logarithm of that share. */
const steep = 9;
/** Log odds from which a bubble is surely one or the other. */
const clear = 4.2;
/** Items with smaller log odds (0.985) wait for a person. */
const sure = Math.log(0.985 / 0.015);
/** Ink around a mark that a line through it leaves, beyond twice what this hand leaves there: 0.005 at most beside 80 of 81 pairs of full marks that were meant, more beside five of six that were struck through. */
const strikeInk = 0.008;
/** Where no mark of a row stands out by it, the ink around one counts beyond so many times what this hand leaves: struck ones have 7 times as much and more, full ones that spill over alike 2.9 at most. */
const anyMark = 3;
/** Fill of a pale mark, how many times more than any other bubble of its field has, and its spread; or, where it has so much of a usual mark, so many times more than those and than noise. A bubble by itself, where few have its value, is compared with others' letters: what its own has more than they, up to 0.075 of 缺, leaves half of it free. */
const pale = { least: 0.016, beyond: 5, length: 0.45, share: 0.18, clearly: 2, half: 0.016 };
/** Darkness that half of a bubble has that is filled with pale pencil, however black this page's other marks are, and how many times more than the others of its field: 0.13 and more, where blank rows have 0.055 at most, on a shaded page, and letters of long columns 0.08. */
const paleFill = { half: 0.08, beyond: 5 };
/** How many times more than nearly all letters have the darkest of them has: what has less may be one, and may be a mark. */
const hardlyLetter = 1.4;
/** A single stroke, of which a threshold or a pale copy left little: share of a usual mark, how many times more than the other bubbles of its field and than noise, and its blackness as a share of this hand's. Letters that a scanner thickened have 0.68 of it and less, of five such strokes that were meant all 0.97 and more. */
const stroke = { share: 0.12, beyond: 2.5, black: 0.9 };
/** Ink around a mark, as a share of what is in it and of what half of it has at least, from which the ground is dark there and not the bubble: scribbles that spill over have 0.78 and 0.65 at most, a shadow's edge 0.95 and 0.75 and more. Where only part of the room is dark, one whole side is as dark beside the bubble as in it (1.04 times and more). */
const ground = { fill: 0.9, half: 0.75, side: 0.9 };
/** Noise of empty bubbles, as a share of a usual mark, from which the two are not well apart: 0.163 at most on pages that are read well; copies in black and white whose letters are thicker here than there have 0.3 and more. Where hardly a mark is seen thin ones may be the noise: 0.218 and more on pages full of such, 0.18 on a photo of an empty sheet. */
const blurred = { marked: 0.22, unmarked: 0.215 };
/** Share of a hand's marks that may go so far that it is odd; steps beyond what half of them have from which it always is, and from which it is of a lone mark; steps that are least where the print's edge lies between: full rows have one; and lone marks that are enough to know a hand by, for struck ones mostly have another beside them. */
const odd = { share: 0.05, several: 2, lone: 2, apart: 2, known: 8 };
/** Darkness that half of a hand's marks have, as a share of their blackness, from which it fills bubbles; and how much further, in shares of the bubble's narrower side, a level line leaves one of several marks on both sides than it leaves another: of 485 rows of several full marks that were meant three have it. */
const level = { filled: 0.5, beyond: 0.13 };
/** Where empty bubbles are noisy, what print leaves of it is uneven: darkness that half of this hand's marks have in half of the bubble, from which they are filled: 0.22 and more on bad copies, and 0.15 where every row of a page is full and what an empty bubble looks like was learned of marks; shares of it that a mark has, and another bubble has not; and of the mark's fill. */
const evenly = { least: 0.2, mark: 0.5, other: 0.15, fill: 0.35 };
/** Shares of a usual mark that a bubble has which is one, and that one which is none has at most; marked fields that are enough to say so, the bubbles in between and the fields with one mark as shares of them, and how many may be of one value. Crosses in 10 mm ovals have 0.58 and more, and the noise of such ovals 0.26 at most. */
const distinct = { mark: 0.5, other: 0.3, fields: 8, between: 0.2, single: 0.8, alike: 0.7 };
/** Shares of a usual mark between which it is neither a mark nor none, how many times more than the next one of its field has; how many fields like that, and how many for each clear mark, make a page uneven. */
const between = { least: 0.2, most: 0.6, beyond: 2, fields: 4, share: 0.22 };
/** Ink about one bubble of a field without marks and how many times more than about its others; fields like that, and their share of those without marks, from which they are this hand's marks, when there are fewer others: twelve ticks in pale pencil have 0.007 to 0.04 and 13 times the others', and of pages without marks a fifth of the fields have 0.006 at most. */
const traces = { least: 0.006, beyond: 4, fields: 4, share: 0.34 };
/** Ink around an unmarked bubble, as a share of a usual mark's fill, and how many times as much as around others; ink all around one. Above and below long columns there are other people's lines and boxes. */
const beside = { share: 0.02, times: 9, ring: 0.12, values: 8 };
/** Marks on a page from which it is known; share of a usual mark, which a line across a bubble has, and of its blackness, which what an eraser left has not; what the others of its field may have; and its log odds: of 220 such marks, real and drawn, none was not meant. */
const halfFilled = { seen: 5, values: 2, share: 0.41, black: 0.75, others: 0.1, even: Infinity, uneven: false, odds: 4.4 };
/** The same of a stroke that is much less than this hand's usual mark, also where marks come in all degrees: marks on a page, and values of a field, from which it is told; shares of a usual mark and of this hand's blackness that it has and the others of its field may have; and how evenly dark it is at most. Of 1,231 such, drawn on 400 designs, none was not meant; streaks of a scanner have 0.32 of a mark, and what an eraser left is paler or more even. */
const thin = { seen: 8, values: 3, share: 0.34, black: 0.8, others: 0.06, even: 0.3, uneven: true };
/** Of a lone mark that is less than usual: what half of it has at least, as a share of its own blackness, from which it is evenly dark; and of this hand's blackness, below which it is what an eraser left, until a person says otherwise: smears on drawn cards have 0.24, of 3,200 even marks, real and drawn, that were meant, one has less than 0.38. */
const residue = { share: 0.65, even: 0.45, black: 0.375 };
/** Blackness of a mark in a table, as a share of this hand's, below which it may be a shadow: their half shades have 0.5 and less. */
const shade = 0.6;
/** Bubbles of a row that are all marked: where the page shows next to no other mark to know the hand by, none of its own tells what an empty one looks like there, and what is a little darker may be the print. */
const wholeRow = 3;
/** Marks of one item by one pen have nearly as much ink: what has less may be what an eraser left. */
const samePen = 0.72;
/** What an eraser left beside a thin mark: how many times more than of that one half of it has at least, and its blackness as a share of that one's at most. By one pen a thin stroke is paler than a filled bubble, never blacker: what was rubbed out beside 51 ticks and crosses has 1.8 times as much and 0.75 at most, of 694 rows of several marks that were meant none has both. */
const rubbedOut = { half: 1.5, black: 0.8 };

/** The page's own marks, from the fullest bubble of each field that stands out of the empty ones: a mixture of two, told apart by the gap between them. A page without marks keeps the prior, so that its noise never becomes one. */
export function learnMarks(fields: readonly (readonly BubbleInk[])[]): PageMarks {
  const fills = numbersOf(fields.flat(), (ink) => ink.fill).sort(), noise = noiseOf(fills), low = fills[Math.floor(fills.length / 4)] ?? 0;
  const least = Math.max(leastMark, Math.min(0.2, 1.8 * noise));
  const clearest = fields.map((own) => own.reduce((a, b) => (b.fill > a.fill ? b : a))).filter((ink) => ink.fill > least && ink.length > 0.45 && !isGround(ink));
  const tops = clearest.map((ink) => ink.fill).sort((a, b) => a - b);
  // Half-filled and struck ones are at the lower end: the upper middle is what this hand means.
  const own = tops[Math.floor(tops.length * 0.55)] ?? prior.fill;
  const share = tops.length / (tops.length + prior.weight);
  // Of shares, as marks are compared: a pale hand's few marks must not be held against a pencil's blackness.
  const fill = own ** share * prior.fill ** (1 - share);
  const middle = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
  const around = middle(clearest.map((ink) => ink.around)), black = middle(clearest.map(blackness));
  const clearly = clearest.filter((ink) => ink.fill > between.most * fill), half = middle(clearly.map((ink) => ink.half));
  const lines = linesOf(fields.map((inks) => inks.filter((ink) => ink.fill > between.most * fill).map((ink) => ink.reach()).filter((reach) => reach !== null)));
  const halfway = fields.filter((inks) => { const [top = 0, second = 0] = inks.map((ink) => ink.fill).sort((a, b) => b - a); return top > Math.max(between.least * fill, between.beyond * second) && top < between.most * fill; }).length;
  const margins = fields.flat().filter((ink) => ink.fill < least).map((ink) => ink.around).sort((a, b) => a - b);
  const unmarked = fields.filter((inks) => inks.length > 1 && inks.length <= beside.values && inks.every((ink) => ink.fill < evens * fill));
  const enough = Math.max(traces.fields, traces.share * unmarked.length, clearly.length + 1);
  const isHardlySeen = unmarked.length >= enough && unmarked.filter(isTraced).length >= enough;
  return { fill, around, half, margin: Math.max(leastMargin, margins[Math.floor(margins.length * mostMargins)] ?? 0), noise, low, seen: tops.length, black, lines, apart: areMarksApart(fields, fill), uneven: isHardlySeen || (halfway >= between.fields && halfway > between.share * clearly.length) };
}

/** The same page where what was taken for marks is known to be none: as one on which none was seen. */
export function withoutHand(page: PageMarks): PageMarks {
  return { ...page, fill: prior.fill, around: 0, half: 0, seen: 0, black: 0, lines: linesOf([]), apart: false, uneven: false };
}

/** Whether nearly every field with a mark has one and next to nothing else, hardly a bubble lies between marks and the others, and not all marks are of one value, which would be print that was taken for them. */
function areMarksApart(fields: readonly (readonly BubbleInk[])[], fill: number): boolean {
  const several = fields.filter((inks) => inks.length > 1), marked = several.filter((inks) => inks.some((ink) => ink.fill > distinct.mark * fill)), places = new Map<number, number>();
  for (const inks of marked) { const at = inks.findIndex((ink) => ink.fill > distinct.mark * fill); places.set(at, (places.get(at) ?? 0) + 1); }
  const nearly = several.flat().filter((ink) => ink.fill > distinct.other * fill && ink.fill < distinct.mark * fill).length, single = marked.filter((inks) => inks.filter((ink) => ink.fill > distinct.other * fill).length === 1).length;
  return marked.length >= distinct.fields && nearly <= distinct.between * marked.length && single >= distinct.single * marked.length && Math.max(...places.values()) <= distinct.alike * marked.length;
}

/** Whether there is ink on the paper in or about one bubble of a field and next to none about its others. */
function isTraced(inks: readonly BubbleInk[]): boolean {
  const [top = 0, second = 0] = inks.map((ink) => ink.trace()).sort((a, b) => b - a);
  return top > traces.least && top > traces.beyond * second;
}

/** Of all fills in rising order: of rows of four letters most bubbles are empty; where there are more marks, as in rows of two or where all is marked, those that surely are say nothing of it. */
function noiseOf(all: Float64Array): number {
  const empty = all.filter((fill) => fill < surelyMarked), own = empty.length < mostlyEmpty * all.length ? empty : all;
  const at = (share: number): number => own[Math.min(own.length - 1, Math.floor(own.length * share))] ?? 0;
  return at(0.25) + 3 * Math.max(0.003, at(0.45) - at(0.05));
}

/** How far ink seldom leaves a hand's marks. */
function linesOf(fields: readonly (readonly Reach[])[]): PageMarks['lines'] {
  const lone = fields.filter((own) => own.length === 1).flat(), reaches = lone.length >= odd.known ? lone : fields.flat();
  const { usual, half, several } = seldom(reaches.map(({ joined }) => joined));
  let apart: ReturnType<typeof seldom> | null = null;
  return { usual, several, lone: Math.max(several, half + odd.lone), apart: () => (apart ??= seldom(reaches.map((reach) => reach.apart()))) };
}

/** How far ink usually goes, how far on opposite sides beyond that half of the marks have it, and how far hardly one. */
function seldom(reaches: readonly Uint8Array[]): { readonly usual: Uint8Array; readonly half: number; readonly several: number } {
  const usual = usualReach(reaches), all = reaches.map((reach) => throughOf(reach, usual)).sort((a, b) => a - b), half = all[all.length >> 1] ?? 0;
  let several = 1;
  while (several < half + odd.several && all.filter((through) => through >= several).length > odd.share * all.length) several++;
  return { usual, half, several };
}

/** Whether a line leaves a mark on two opposite sides, that is no print of its whole row. */
function isThrough(ink: BubbleInk, isLine: (reach: Reach) => boolean): boolean {
  const reach = ink.reach();
  return reach !== null && isLine(reach) && isLine(reach.alone());
}

/** Whether a line goes through a mark, further than this hand's lone ones have it. */
function isLoneLined(ink: BubbleInk, { lines }: PageMarks): boolean {
  return isThrough(ink, ({ joined }) => throughOf(joined, lines.usual) >= lines.lone);
}

/** Whether a line goes through one of several marks of a row. */
function isLined(ink: BubbleInk, { lines }: PageMarks): boolean {
  return isThrough(ink, ({ joined, apart }) => throughOf(joined, lines.usual) >= lines.several || throughOf(apart(), lines.apart().usual) >= Math.max(odd.apart, lines.apart().several));
}

/** Those of a row's filled marks that no level line goes through, beyond what the row has of it anyway; where a hand makes crosses and ticks, all. */
function withoutLine<M extends InkedValue>(marks: readonly M[], page: PageMarks): readonly M[] {
  if (page.half < level.filled * page.black) return marks;
  const lines = marks.map((m) => m.level()), least = Math.min(...lines);
  return marks.filter((_, k) => lines[k]! - least < level.beyond);
}

/** Reads one field: which of its bubbles are marks, and how sure that is. `column`: one digit or sign of several that are put together, where only one makes sense. */
export function decideMarks(values: readonly InkedValue[], page: PageMarks, column: boolean): MarkReading {
  const odds = values.map(({ ink }) => oddsOf(ink, page));
  const anyClear = odds.some((z) => z > clear);
  const shortest = Math.max(1, Math.min(...values.map(({ value }) => value.length))), letters = values.map((v, i) => odds[i]! > -clear && mayBeLetter(v, shortest, 1)), hardly = values.some((v, i) => odds[i]! > -clear && !letters[i] && mayBeLetter(v, shortest, hardlyLetter));
  const isMarked = odds.some((z, i) => z > clear && !letters[i]);
  const settled = odds.map((z, i) => (letters[i] ? -clear : isAlone(i, values, page, halfFilled) || isAlone(i, values, page, thin) ? Math.max(z, halfFilled.odds) : settle(z, values[i]!.ink, page, anyClear)));
  const marks = values.flatMap((v, i) => (settled[i]! > 0 ? [{ ...v, z: settled[i]! }] : []));
  const margin = Math.min(...settled.map(Math.abs), 12);
  let doubt: Doubt | null = margin < sure ? causeOf(values, settled) : null;
  let unsureBy: UnsureBy | null = null;
  let chosen = marks.map((m) => m.value);
  const most = marks.reduce((top, m) => Math.max(top, m.ink.fill), 0);
  const doubted = (cause: Doubt, by: UnsureBy): void => { doubt ??= cause; unsureBy ??= by; };
  if (hardly || (letters.some(Boolean) && !isMarked)) doubted('unclear', 'pale');
  if (marks.length === 0 && isPaleMark(values, page)) doubted('faint', 'pale');
  if (column && marks.length > 1) {
    chosen = marks.filter((m) => m.ink.fill === most).map((m) => m.value).slice(0, 1);
    doubted('conflict', 'column');
  } else {
    const whole = marks.filter((m) => !isRubbedOut(m.ink, marks)), unstruck = marks.filter((m) => !isStruck(m.ink, marks, page) && !(marks.length > 1 && isLined(m.ink, page)));
    const kept = marks.length > 1 && unstruck.length === marks.length ? withoutLine(marks, page) : unstruck;
    if (whole.length < marks.length) {
      chosen = whole.map((m) => m.value);
      doubted('erased', 'pale');
    } else if (kept.length < marks.length) {
      if (kept.length > 0) chosen = kept.map((m) => m.value);
      doubted('crossed-out', 'struck');
    } else if (marks.length > 1 && marks.some((m) => runsOn(m.ink, page, anyMark))) doubted('crossed-out', 'struck');
    else if (marks.some((m) => m.ink.fill < samePen * most)) doubted('conflict', 'pen');
  }
  // A line through a whole row strikes none of it out.
  const isCrossed = ({ ink }: InkedValue): boolean => isLoneLined(ink, page);
  if (marks.length === 1 && isCrossed(marks[0]!) && values.filter(isCrossed).length === 1) doubted('crossed-out', 'struck');
  if (marks.length === 0 && values.length > 1 && (page.uneven || values.some((v) => (values.length <= beside.values && isBeside(v.ink, values, page)) || v.ink.ring() > beside.ring * page.fill))) doubted('faint', 'pale');
  const [lone] = values.length === 1 ? marks : [];
  if (lone && lone.ink.half <= pale.half) doubted('partial', 'pale');
  if (marks.length === 1 && isResidue(marks[0]!.ink, page)) doubted('erased', 'pale');
  if (marks.some((m) => isShade(m.ink, page))) doubted('faint', 'pale');
  if (marks.length === values.length && values.length >= wholeRow && page.seen < halfFilled.seen && marks.every((m) => m.ink.fill < page.fill)) doubted('unclear', 'pale');
  if ((isNoisy(page) && !isPlain(values, marks, page)) || marks.some((m) => isGround(m.ink)) || values.some(({ ink }) => ink.isGrey)) doubted('unclear', 'damaged');
  if (values.some((v) => v.outside > 0.25 || v.fit < 0.3)) doubted('damaged', 'damaged');
  const fills = values.map((v) => ({ value: v.value, fill: Math.round(Math.min(1, v.ink.fill / page.fill) * 1000) / 1000 }));
  return { chosen, doubt, confidence: Math.round(confidenceOf(margin, unsureBy) * 10_000) / 10_000, margin, unsureBy, fills };
}

/** Whether what is dark in a bubble may be its letter, where only other letters tell what an empty one looks like; `times`: what the darkest letters have. */
function mayBeLetter({ value, ink }: InkedValue, shortest: number, times: number): boolean {
  return ink.fill < times * mostOfOne(value, shortest) * ink.otherPrint && ink.half < residue.even * blackness(ink);
}

/** Whether the fullest of bubbles that are no marks stands out from all others, as where a scan is over-exposed and the whole page is pale. */
function isPaleMark(values: readonly InkedValue[], page: PageMarks): boolean {
  const [top, second] = values.map(({ ink }) => ink).sort((a, b) => b.fill - a.fill);
  if (top === undefined || top.length <= pale.length || (second === undefined && !top.isKnown && top.half <= pale.half)) return false;
  const others = second?.fill ?? 0;
  // Ticks in single squares may be most of what is to be seen of a page, and are no noise.
  if (!second && top.isKnown && top.fill > stroke.share * page.fill && top.fill > pale.beyond * Math.max(0, page.low)) return true;
  if (values.length > 1 && (isPaleFill(values) || arePaleFills(values, page))) return true;
  if (second && page.seen >= halfFilled.seen && top.fill > stroke.share * page.fill && top.fill > stroke.beyond * Math.max(others, page.noise) && blackness(top) > stroke.black * page.black) return true;
  return (top.fill > pale.least && top.fill > pale.beyond * Math.max(others, page.noise / 3)) || (top.fill > pale.share * page.fill && top.fill > pale.clearly * Math.max(others, page.noise));
}

/** Whether half of one bubble is evenly a little darker, and the others of its field are not. */
function isPaleFill(values: readonly InkedValue[]): boolean {
  const [top, second] = values.map(({ ink }) => ink).sort((a, b) => b.half - a.half);
  return top !== undefined && second !== undefined && values.length <= beside.values && top.length > pale.length && top.half > paleFill.half && top.half > paleFill.beyond * second.half;
}

/** Whether several bubbles of a field, or all, are evenly a little darker and the paper around them is not. */
function arePaleFills(values: readonly InkedValue[], page: PageMarks): boolean {
  const inks = values.map(({ ink }) => ink).sort((a, b) => b.half - a.half), filled = inks.filter(({ half }) => half > paleFill.half), least = filled.at(-1);
  return least !== undefined && filled.length > 1 && values.length <= beside.values && least.half > paleFill.beyond * (inks[filled.length]?.half ?? 0) && least.fill > page.noise && filled.every((ink) => ink.length > pale.length && !isGround(ink));
}

/** Whether one bubble of a field has much more than the others. */
function standsOut(values: readonly InkedValue[]): boolean {
  const [top = 0, second = 0] = values.map(({ ink }) => ink.fill).sort((a, b) => b - a);
  return values.length > 1 && top > between.beyond * second;
}

/** Whether empty bubbles have so much that marks and print are not well apart. */
function isNoisy({ noise, fill, seen }: PageMarks): boolean {
  return noise > fill * (seen < halfFilled.seen ? blurred.unmarked : blurred.marked);
}

/** Whether a field can be told on a page whose empty bubbles are noisy: by marks that are apart from the others, or as a blank of which no bubble stands out, where there are marks. Where noise is as likely a mark as not, a blank may be a full row. */
function isPlain(values: readonly InkedValue[], marks: readonly InkedValue[], page: PageMarks): boolean {
  return marks.length > 0 ? areApart(values, marks, page) || isApart(values, page) : page.seen >= halfFilled.seen && page.noise <= evens * page.fill && !standsOut(values);
}

/** Whether the marks of a field are as even as this hand's, and the others have next to nothing of that. */
function areApart(values: readonly InkedValue[], marks: readonly InkedValue[], page: PageMarks): boolean {
  const fill = Math.min(...marks.map(({ ink }) => ink.fill));
  return page.half > evenly.least && values.every(({ value, ink }) => (marks.some((m) => m.value === value) ? ink.half > evenly.mark * page.half : ink.half < evenly.other * page.half && ink.fill < evenly.fill * fill));
}

/** Whether one bubble of a field is a mark and no other nearly one, on a page of such fields. */
function isApart(values: readonly InkedValue[], page: PageMarks): boolean {
  const marks = values.filter(({ ink }) => ink.fill > distinct.other * page.fill);
  return page.apart && marks.length === 1 && marks[0]!.ink.fill > distinct.mark * page.fill;
}

/** Whether a mark is less than this hand's others, and evenly and much paler. */
function isResidue(ink: BubbleInk, page: PageMarks): boolean {
  return page.seen >= halfFilled.seen && ink.fill < residue.share * page.fill && ink.half > residue.even * blackness(ink) && ink.half < residue.black * page.black;
}

/** Whether a mark is more evenly dark than another of its row, and that one is blacker all the same. */
function isRubbedOut(ink: BubbleInk, marks: readonly InkedValue[]): boolean {
  return marks.some((m) => ink.half > rubbedOut.half * m.ink.half && blackness(ink) < rubbedOut.black * blackness(m.ink));
}

/** Whether a cell is evenly and much paler than this hand's marks: a shadow that ends in its row darkens it so, and nothing around it tells. */
function isShade(ink: BubbleInk, page: PageMarks): boolean {
  return ink.isCell && page.seen >= halfFilled.seen && ink.half > residue.even * blackness(ink) && blackness(ink) < shade * page.black;
}

/** Whether what is dark about a mark is as dark around it, or on a whole side of it: a shadow, a fold, a stain. */
function isGround(ink: BubbleInk): boolean {
  return (ink.around > ground.fill * ink.fill && ink.around > ground.half * ink.half) || (ink.half > pale.half && ink.ground() > ground.side);
}

/** Whether ink leaves a mark as a line through it does, more than this hand's marks have it. */
export function runsOn(ink: BubbleInk, page: PageMarks, times: number, beyond = strikeInk): boolean {
  return ink.around > beyond + times * page.around;
}

/** Whether one of several marks has much more ink around it than the others and than this hand's marks have: it is the one that is struck out. */
function isStruck(ink: BubbleInk, marks: readonly { readonly ink: BubbleInk }[], page: PageMarks): boolean {
  if (marks.length < 2) return false;
  const least = marks.reduce((min, m) => Math.min(min, m.ink.around), Infinity);
  return runsOn(ink, page, 2) && ink.around > 2 * least;
}

/** Whether there is ink around a bubble, as a mark beside it leaves, beyond what is around others of its field or around most of this page. */
function isBeside(ink: BubbleInk, values: readonly InkedValue[], page: PageMarks): boolean {
  const [least = 0, second = least] = values.map((v) => v.ink.around).sort((a, b) => a - b);
  const others = Math.max(leastMargin, Math.min(page.margin, values.length > 2 ? second : least));
  return ink.around > beside.share * page.fill && ink.around > beside.times * others;
}

/** Whether a bubble is filled in part, or has a stroke, as black as this hand's marks, and nothing else is in its field. */
function isAlone(at: number, values: readonly InkedValue[], page: PageMarks, bounds: Omit<typeof halfFilled, 'odds'>): boolean {
  const { ink } = values[at]!;
  if (values.length < bounds.values || page.seen < bounds.seen || (page.uneven && !bounds.uneven)) return false;
  const isMark = ink.fill > bounds.share * page.fill && blackness(ink) > bounds.black * page.black && ink.length > pale.length && ink.half < bounds.even * blackness(ink);
  return isMark && values.every((v, i) => i === at || v.ink.fill < bounds.others * page.fill);
}

function oddsOf(ink: BubbleInk, page: PageMarks): number {
  const share = Math.max(0.004, ink.fill - page.noise * 0.25) / page.fill;
  // Even ink that half of the bubble has counts as much as a blacker part of it.
  const even = Math.max(0.002, ink.half) / (page.fill * 1.05);
  const z = steep * Math.log(Math.max(share, Math.min(even, share * 1.25)) / evens);
  return Math.max(-12, Math.min(12, z));
}

function settle(z: number, ink: BubbleInk, page: PageMarks, anyClear: boolean): number {
  // A dot in the middle is where the pen rested, however black.
  if (z > -clear - 1 && z < 1 && ink.length < 0.4 && ink.cover < 0.25 && ink.fill < 0.3 * page.fill) return -clear - 0.5;
  // A trace beside a clear mark is what an eraser or a slip of the pen left.
  return anyClear && z < 0 && z > -clear ? z - 1.5 : z;
}

function causeOf(values: readonly InkedValue[], odds: readonly number[]): Doubt {
  let least = 0;
  for (let i = 1; i < odds.length; i++) if (Math.abs(odds[i]!) < Math.abs(odds[least]!)) least = i;
  const ink = values[least]?.ink;
  if (!ink) return 'partial';
  return ink.cover > 0.5 ? odds[least]! > 0 ? 'faint' : 'erased' : 'partial';
}
