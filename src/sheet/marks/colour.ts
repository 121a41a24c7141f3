/** Marks in colour, red above all, which do not count: how much colour bubbles have, and which fields somebody answered so (decision 0176). */
import { layBoxes, sampleBoxes } from '../pixels/boxes.ts';
import { spread } from '../pixels/numbers.ts';
import type { Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from '../register/lattice.ts';
import type { LocalFit } from '../register/local.ts';
import type { TemplateBubble, TemplateField } from '../template/expand.ts';
import { groupsIn, type InkGroups } from './groups.ts';
import type { BubbleInk } from './ink.ts';

type ColoursOf = (which: readonly number[]) => Float64Array;
/** What of a page tells marks in colour: its bubbles, how much colour they have, those that tell one another what an empty one looks like, ink in any colour, and the fill of its usual mark. */
interface ColouredPage { readonly bubbles: readonly TemplateBubble[]; readonly groups: InkGroups; readonly fill: number; readonly coloursOf: ColoursOf; readonly inkOf: (groups: InkGroups) => readonly BubbleInk[] }
interface Decided { readonly field: TemplateField; readonly chosen: readonly string[] }

/** Fields that somebody answered in colour, red above all: blank ones with a mark or a tint in one of their bubbles, and those whose mark is itself in colour. All of a page on which nothing else is marked and several are tinted: some of that may be too pale. */
export function markedInColour({ bubbles, groups, fill, coloursOf, inkOf }: ColouredPage, readings: readonly Decided[]): ReadonlySet<TemplateField> {
  const blank = readings.flatMap(({ field, chosen }) => (chosen.length === 0 ? [field] : [])), colours = coloursByField(coloursOf, blank);
  const tinted = tintedOnes(coloursOf, bubbles, readings, blank, colours);
  if (blank.length === readings.length && tinted.size >= someTinted) return new Set(blank);
  const inked = blank.filter((_, k) => Math.max(...colours[k]!) > colourful), wanted = groupsIn(groups, bubbles, new Set(inked.map((field) => bubbles[field.bubbles[0] ?? 0]!.block)));
  const inAnyColour = wanted.all.length > 0 ? inkOf(wanted) : null;
  const filled = inAnyColour === null ? [] : inked.filter((field) => field.bubbles.some((i) => inAnyColour[i]!.fill > filledFrom.share * fill && inAnyColour[i]!.cover > filledFrom.cover));
  return new Set([...redOnes(coloursOf, bubbles, readings), ...tinted, ...filled]);
}

/** Tinted fields, on a page without any other mark, from which all of it may be. */
const someTinted = 3;
/** Of a mark in any colour: its fill as a share of the page's usual mark, and how much of the bubble it covers. */
const filledFrom = { share: 0.55, cover: 0.5 };

/** How much colour bubbles have that is not dark in the plane of marks, in greys. */
export function coloursIn({ print, mark }: { readonly print: GrayImage; readonly mark: GrayImage }, map: Homography, lattice: Lattice, local: LocalFit, which: readonly number[]): Float64Array {
  const side = 8, points = side ** 2, boxes = layBoxes(map, which.length, side, (k) => { const i = which[k]!; return { x: lattice.x[i]! + local.dx[i]!, y: lattice.y[i]! + local.dy[i]!, w: lattice.w[i]!, h: lattice.h[i]! }; });
  const marks = sampleBoxes(mark, boxes).greys, prints = sampleBoxes(print, boxes).greys, colours = new Float64Array(which.length);
  for (let k = 0, at = 0; k < colours.length; k++) {
    for (let left = points; left > 0; left--, at++) colours[k]! += marks[at]! - prints[at]!;
    colours[k]! /= points;
  }
  return colours;
}

/** The same of each bubble of these fields. */
function coloursByField(coloursOf: ColoursOf, fields: readonly TemplateField[]): Float64Array[] {
  const all = coloursOf(fields.flatMap((field) => field.bubbles));
  let at = 0;
  return fields.map((field) => all.subarray(at, at += field.bubbles.length));
}

/** Those of the blank fields in which a bubble has more colour than the unmarked ones with its letter in its block: a tick or a cross in red, of which a dark photo shows little. Letters that are printed in colour have more or less of it. */
function tintedOnes(coloursOf: ColoursOf, bubbles: readonly TemplateBubble[], readings: readonly Decided[], blank: readonly TemplateField[], colours: readonly Float64Array[]): Set<TemplateField> {
  const keyOf = (i: number): string => `${bubbles[i]!.block} ${bubbles[i]!.value}`;
  const seen = blank.flatMap((field, k) => {
    const own = colours[k]!, least = own.length > 1 ? Math.min(...own) : 0;
    return field.bubbles.flatMap((i, j) => (own[j]! - least > tint.alike ? [{ field, i, colour: own[j]! }] : []));
  });
  if (seen.length === 0) return new Set();
  const unmarked = readings.flatMap(({ field, chosen }) => field.bubbles.filter((i) => !chosen.includes(bubbles[i]!.value)));
  const usualOf = (which: readonly number[], most: number): number => { const own = coloursOf(spread(which, most)).sort(); return own[Math.floor(tint.free * own.length)] ?? 0; };
  const keys = new Set(seen.map(({ i }) => keyOf(i))), everywhere = usualOf(unmarked, tint.sample) + tint.print;
  const usual = new Map([...Map.groupBy(unmarked.filter((i) => keys.has(keyOf(i))), keyOf)].map(([key, members]) => [key, members.length < tint.known ? everywhere : Math.min(everywhere, usualOf(members, colourSample))]));
  return new Set(seen.flatMap(({ field, i, colour }) => (colour - (usual.get(keyOf(i)) ?? everywhere) > tint.alike ? [field] : [])));
}

/** Greys of colour that no two empty bubbles with the same letter differ by, and those that are enough to know; and that coloured letters have more than others of their page; of bubbles without a black mark the share that is surely free, and how many are looked at. Ticks and crosses in red have 11 and more. */
const tint = { alike: 9, known: 4, print: 10, free: 0.3, sample: 48 };

/** Fields with a mark that has more colour than what is printed in its block's unmarked bubbles: dark red is dark in the plane of marks as well, and stands for one where the pupil's own marks are thin, or there are none. */
function redOnes(coloursOf: ColoursOf, bubbles: readonly TemplateBubble[], readings: readonly Decided[]): Set<TemplateField> {
  const all = readings.flatMap(({ field, chosen }) => field.bubbles.map((i) => ({ i, block: bubbles[i]!.block, isMark: chosen.includes(bubbles[i]!.value), field })));
  const marks = all.filter(({ isMark }) => isMark), others = [...Map.groupBy(all.filter(({ isMark }) => !isMark), ({ block }) => block)].map(([block, own]) => ({ block, own: spread(own, colourSample) }));
  const colours = coloursOf([...marks, ...others.flatMap(({ own }) => own)].map(({ i }) => i));
  let at = marks.length;
  const usual = new Map(others.map(({ block, own }) => [block, median([...colours.subarray(at, at += own.length)])]));
  return new Set(marks.flatMap(({ block, field }, k) => (colours[k]! > (usual.get(block) ?? 0) + colourful ? [field] : [])));
}

/** Unmarked bubbles of a block that are enough to tell how much colour is printed in each. */
const colourSample = 12;

/** Greys; a bubble filled in red has 60 and more. */
const colourful = 24;
