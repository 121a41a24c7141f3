/** A page of which a part is not on its picture: what is on it is read as a smaller sheet, the rest waits for a person (decision 0127). */
import { applyHomography, type Homography } from '../read/homography.ts';
import { cutPlaces, leastInView } from '../register/cut-page.ts';
import { findPart } from '../register/find-page.ts';
import type { FoundPage } from '../register/place.ts';
import type { Lattice } from '../register/lattice.ts';
import type { Levels } from '../register/levels.ts';
import { isShown, onePlace, type OnePlace } from '../register/one-place.ts';
import type { Picture } from '../register/picture.ts';
import type { GrayImage } from '../read/reading.ts';
import type { ExpandedTemplate, TemplateBubble } from './expand.ts';
import { bubbleAt, columnsOf, laidOut, readFound, unread, type FieldReading, type PagePlanes, type TemplateReader, type TemplateReading } from './read-template.ts';

/** Reads what is on the picture of a page that was cut off; refused as `place-unsure` where it could be one part of the sheet as well as another; null where that is too little, or no part of it. */
export function readPart(planes: PagePlanes, picture: Picture, reader: TemplateReader): TemplateReading | null {
  const { lattice, expanded } = reader, { print } = planes, { levels } = picture;
  if (expanded.bubbles.length < leastBubbles) return null;
  let unsure = false;
  for (const start of cutPlaces(picture, lattice)) {
    const part = settled(print, reader, levels, start);
    if (!part) continue;
    const own = theOnly(part, print, reader, levels);
    if (own === 'unsure') return unread('place-unsure');
    if (own === null) { unsure = true; continue; }
    const reading = readFound(planes, picture, own.reader, own.found);
    return reading.trouble === null ? inWhole(reading, print, reader, own) : null;
  }
  return unsure ? unread('place-unsure') : null;
}

/** The part where the page lies and nowhere else: there, or at the likelier place that what is missing there leads to; null where it is no page at that one. */
function theOnly(part: Part, print: GrayImage, reader: TemplateReader, levels: Levels): Part | 'unsure' | null {
  const { lattice, expanded: { template: { registration: { marks } } } } = reader;
  const askedAt = ({ found }: Part): OnePlace => onePlace(print, levels.at(bubbleSize(lattice, found.map)), { lattice, marks }, found.map);
  const first = askedAt(part);
  if (first === 'here') return part;
  if (first === 'unsure') return 'unsure';
  const other = settled(print, reader, levels, first.likelier);
  return other && (askedAt(other) === 'here' ? other : 'unsure');
}

/** Fewer are found somewhere on any sheet. */
const leastBubbles = 100;
/** How often the place and what is on the picture there must follow from one another. */
const rounds = 3;

/** Bubbles of the template, by their indices, that are on the picture as whole fields; a reader of just these; and where they were found. */
interface Part { readonly members: readonly number[]; readonly reader: TemplateReader; readonly found: FoundPage }

function settled(image: GrayImage, reader: TemplateReader, levels: Levels, from: Homography): Part | null {
  let start = from, last: Part | null = null;
  for (let round = 0; round < rounds; round++) {
    const members = wholeFields(image, reader, start);
    if (members.length < leastInView * reader.expanded.bubbles.length || members.length === reader.expanded.bubbles.length) return null;
    if (last && last.members.length === members.length && last.members.every((i, k) => i === members[k])) return last;
    const own = partReader(reader, members), found = findPart(levels, own.lattice, { start, by: 'search', mirrored: false });
    if (!found) return null;
    last = { members, reader: own, found };
    start = found.map;
  }
  return null;
}

function bubbleSize(lattice: Lattice, map: Homography): number {
  const a = applyHomography(map, lattice.width / 2, lattice.height / 2), b = applyHomography(map, lattice.width / 2 + 1, lattice.height / 2);
  return lattice.size * Math.hypot(b.x - a.x, b.y - a.y);
}

/** Bubbles of the fields all of whose bubbles are on the picture. */
function wholeFields(image: GrayImage, { expanded, lattice }: TemplateReader, map: Homography): number[] {
  return expanded.fields.flatMap(({ bubbles }) => (bubbles.every((i) => isShown(image, lattice, map, i)) ? [...bubbles] : [])).sort((a, b) => a - b);
}

function partReader(reader: TemplateReader, members: readonly number[]): TemplateReader {
  const key = members.join(), known = reader.parts.get(key);
  if (known) return known;
  if (reader.parts.size >= mostKept) reader.parts.clear();
  const expanded = partOf(reader.expanded, members);
  const made: TemplateReader = { ...reader, ...laidOut(expanded), parts: new Map() };
  reader.parts.set(key, made);
  return made;
}

/** A batch is cut off in a few ways. */
const mostKept = 16;

/** The sheet with these bubbles only. */
function partOf(expanded: ExpandedTemplate, members: readonly number[]): ExpandedTemplate {
  const { template, bubbles, fields, mmPerUnit } = expanded;
  const blocks = [...new Set(members.map((i) => bubbles[i]!.block))];
  const at = new Map(members.map((i, k) => [i, k]));
  return {
    template: { ...template, blocks: blocks.map((block) => template.blocks[block]!) },
    bubbles: members.map((i): TemplateBubble => ({ ...bubbles[i]!, block: blocks.indexOf(bubbles[i]!.block) })),
    besides: bubbles.filter((_, i) => !at.has(i)),
    fields: fields.flatMap((field) => (field.bubbles.every((i) => at.has(i)) ? [{ ...field, bubbles: field.bubbles.map((i) => at.get(i)!) }] : [])),
    columns: [], readRegions: [], mmPerUnit,
  };
}

/** The reading of a part as one of the whole sheet: what is not on the picture waits for a person. */
function inWhole(reading: TemplateReading, { width, height }: GrayImage, { expanded }: TemplateReader, { members, found }: Part): TemplateReading {
  const byLabel = new Map(reading.fields.map((field) => [field.label, field]));
  const fields = expanded.fields.map(({ label }): FieldReading => byLabel.get(label) ?? { label, chosen: [], doubt: 'not-on-picture', confidence: 0, margin: 0, unsureBy: null, fills: [] });
  const at = new Map(members.map((i, k) => [i, k]));
  const regions = reading.regions.filter(({ corners }) => corners.every(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height));
  return { ...reading, fields, columns: columnsOf(expanded, fields), regions, bubbles: expanded.bubbles.map((bubble, i) => reading.bubbles[at.get(i) ?? -1] ?? bubbleAt(found.map, bubble, 0, 0)) };
}
