/** One image read with a template: pure, from pixels to a reading with the geometry for an overlay. */
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { PageMemory } from '../read/page-memory.ts';
import type { Doubt, GrayImage, PageRegion, PixelPoint } from '../read/reading.ts';
import { forget, putAway } from '../pixels/memory.ts';
import { spread } from '../pixels/numbers.ts';
import { coloursIn, markedInColour } from '../marks/colour.ts';
import { cutBubbles, roomOf, type Cuts } from '../marks/cut.ts';
import { confidenceOf, type UnsureBy } from '../marks/confidence.ts';
import { decideMarks, learnMarks, type InkedValue, type PageMarks, withoutHand } from '../marks/decide.ts';
import { withoutPrint } from '../marks/covered.ts';
import { inkGroupsOf, type InkGroups } from '../marks/groups.ts';
import { levelLine } from '../marks/level-line.ts';
import { seenTogether } from '../marks/page-view.ts';
import { measureInk, printOf, type Print } from '../marks/ink.ts';
import { Effort } from '../register/effort.ts';
import { PageHunt } from '../register/find-page.ts';
import { quadOf, type FoundBy } from '../register/guesses.ts';
import { inClose, latticeOf, type Lattice } from '../register/lattice.ts';
import { MarkerPicture } from '../register/marker-search.ts';
import { partsBeside, type PagePart } from '../register/page-parts.ts';
import { Picture } from '../register/picture.ts';
import type { FoundPage } from '../register/place.ts';
import type { Refusal } from '../register/refusal.ts';
import { placeByInk } from '../register/place-by-ink.ts';
import { inkOfMarks, inkOfPicture, type PrintedInk } from '../register/printed-ink.ts';
import { type ExpandedTemplate, mmPerUnitOf, type TemplateBubble, type TemplateField } from './expand.ts';
import { regionPlaces } from './far-regions.ts';
import type { NoSheet } from './no-sheet.ts';
import { isBare, type WholePage, wholePage, withoutMarks } from './nothing-marked.ts';
import { type Doubted, doubtfulRegions, printedRegions, type TemplateRegion } from './page-regions.ts';

/** A page in the planes it is read in, all of one size. */
export interface PagePlanes {
  /** Darkest of its colours: everything printed or written shows. */
  readonly print: GrayImage;
  /** Its red: red print and red ink are paper there. */
  readonly mark: GrayImage;
  /** Whether there is any colour to speak of. */
  readonly coloured: boolean;
}

/** What a template needs beside its file: made once, used for every page. */
export interface TemplateReader {
  readonly expanded: ExpandedTemplate;
  readonly lattice: Lattice;
  /** The same as close rows, where its rows are; else null. */
  readonly close: Lattice | null;
  readonly marker: MarkerPicture | null;
  /** What is printed on the page, by its reference or marks; null where the template has none. */
  readonly ink: PrintedInk | null;
  /** What of it is printed beside the bubbles. */
  readonly beside: readonly PagePart[];
  /** Which bubbles tell one another what an empty one looks like; and of each block those that tell how it is printed. */
  readonly groups: InkGroups;
  readonly printed: ReadonlyMap<number, readonly number[]>;
  /** For one page after the other: a page is read in one go. And for the pictures that are made of one, one after the other. */
  readonly memory: PageMemory;
  readonly memoryMade: PageMemory;
  /** The same for parts of the sheet that pages were seen to be, by what is on them. */
  readonly parts: Map<string, TemplateReader>;
}

/** Why a field waits for a person; `not-on-picture`: that part of the sheet was cut off. */
export type FieldDoubt = Doubt | 'not-on-picture';

export interface FieldReading {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly doubt: FieldDoubt | null;
  readonly confidence: number;
  /** What the confidence comes from: log odds of the least certain bubble, and what else makes it unsure. */
  readonly margin: number;
  readonly unsureBy: UnsureBy | null;
  readonly fills: readonly { readonly value: string; readonly fill: number }[];
}

/** A reported column: one field, or several put together. */
export interface ColumnReading { readonly name: string; readonly value: string; readonly doubtful: boolean; /** A number of which a digit is missing, or a gap that closed up. */ readonly incomplete: boolean; readonly confidence: number }

/** In steps between bubbles. */
export interface Steps { readonly x: number; readonly y: number }

export interface TemplateReading {
  /** Null where the page is not read: `trouble` says why. */
  readonly registration: {
    readonly by: FoundBy;
    /** Root mean square distance of the bubbles from where one flat page would have them, in page units. */
    readonly residual: number;
    readonly support: { readonly patches: number; readonly bubbles: number };
    /** How well the blocks end where the template says, and the share of the bubbles' answer that one flat page explains; 1 at best. */
    readonly edges: number;
    readonly explained: number;
    readonly mirrored: boolean;
    /** The template's page in the image, in reading order. */
    readonly corners: PageRegion['corners'];
  } | null;
  readonly fields: readonly FieldReading[];
  readonly columns: readonly ColumnReading[];
  /** What a person has to look at as a whole, instead of field by field. */
  readonly whole: WholePage | null;
  /** Each bubble as it lies in the image: middle and the two half axes, in pixels, in the template's order. */
  readonly bubbles: readonly { readonly x: number; readonly y: number; readonly ux: number; readonly uy: number; readonly vx: number; readonly vy: number }[];
  /** Doubtful fields with their surroundings, and the template's own regions. */
  readonly regions: readonly TemplateRegion[];
  readonly trouble: Unread | null;
  /** How far from there the template's blocks would be seen as well: other blocks of the sheet, which it leaves out; null where that was not asked. */
  readonly elsewhere: readonly Steps[] | null;
  /** The registration's residual in millimetres (of A4, where the paper's size is not known), also where it is too much; null where nothing was found. */
  readonly residualMm: number | null;
  /** Of a page that is not read: where it would lie likeliest by its bubbles, which may be a row off or upside down, but is as large as the sheet; left out where nothing speaks for a place. */
  readonly likeliest?: PageRegion['corners'];
}

/** Why a page is not read: what spoke against it when it was looked for, or that no sheet can be on the picture. */
export type Unread = Refusal | NoSheet;

/** `marker` and `reference`: pictures beside the template's file, where it names them and they are there. */
export function templateReader(expanded: ExpandedTemplate, marker: GrayImage | null = null, reference: GrayImage | null = null): TemplateReader {
  const ink = reference ? inkOfPicture(reference, expanded.template) : inkOfMarks(expanded.template);
  return { ...laidOut(expanded), marker: marker && new MarkerPicture(marker), ink, beside: ink ? partsBeside(ink, expanded.bubbles) : [], memory: new PageMemory(), memoryMade: new PageMemory(), parts: new Map() };
}

/** What follows from where the bubbles stand. */
export function laidOut(expanded: ExpandedTemplate): Pick<TemplateReader, 'expanded' | 'lattice' | 'close' | 'groups' | 'printed'> {
  const lattice = latticeOf(expanded);
  return { expanded, lattice, close: inClose(lattice), groups: inkGroupsOf(expanded.bubbles), printed: printedOnes(expanded) };
}

/** One picture and the page that may be in it, read step by step; `found` holds on to what the steps ask of the picture. */
export class PictureReading {
  readonly picture: Picture;
  readonly #planes: PagePlanes;
  readonly #reader: TemplateReader;
  readonly #hunt: PageHunt | null;
  #byInk: TemplateReading | undefined;

  /** `whole`: whether the template has all of its sheet's blocks, as it has unless it is being drawn; a page that shows otherwise is not read. `flat`: whether the picture is just the page, on any of its sides or mirrored; `memory`: nothing else uses it while this is in use. */
  constructor(planes: PagePlanes, reader: TemplateReader, memory: PageMemory, effort: Effort, { whole = true, flat = false }: { readonly whole?: boolean; readonly flat?: boolean } = {}) {
    const { expanded: { bubbles, template: { registration } }, lattice, marker, ink, beside } = reader;
    this.#planes = planes; this.#reader = reader;
    this.picture = new Picture(planes.print, memory, effort);
    this.#hunt = bubbles.length === 0 ? null : new PageHunt(this.picture, { lattice, close: reader.close, whole, flat, frame: registration.frame, marker: marker && registration.markers ? { image: marker, widthShare: registration.markers.widthShare } : null, ink, beside });
  }

  /** The page where it should lie. */
  near(): TemplateReading {
    return this.#hunt === null ? (this.#byInk ??= readByInk(this.picture, this.#reader)) : this.#read(this.#hunt, this.#hunt.near());
  }

  /** The page wherever else it may lie; asked after `near`. */
  anywhere(): TemplateReading {
    return this.#hunt === null ? (this.#byInk ??= readByInk(this.picture, this.#reader)) : this.#read(this.#hunt, this.#hunt.anywhere());
  }

  /** The reading; of a page that is not read with the likeliest of the places that were looked at. */
  withLikeliest(reading: TemplateReading): TemplateReading {
    const guess = reading.trouble === null ? null : this.#hunt?.likeliest()?.guess ?? null;
    return guess === null ? reading : { ...reading, likeliest: guess.quad };
  }

  /** The page where it may be by what was seen in another picture of it. */
  asIn(other: PictureReading): TemplateReading {
    const guess = other.#hunt?.likeliest() ?? null;
    return this.#hunt === null || guess === null ? unread('sheet-not-found') : this.#read(this.#hunt, this.#hunt.from(guess));
  }

  /** The page where it was found in another picture of it. */
  at({ by, corners, mirrored }: NonNullable<TemplateReading['registration']>): TemplateReading {
    return this.#hunt === null ? unread('sheet-not-found') : this.#read(this.#hunt, this.#hunt.from({ guess: { by, quad: quadOf(corners, mirrored), reach: sameReach }, mirrored }));
  }

  #read(hunt: PageHunt, found: FoundPage | null): TemplateReading {
    return found === null ? unread(hunt.refusal()) : readFound(this.#planes, this.picture, this.#reader, found);
  }
}

/** Two pictures of a page have it in one place, but for what their light does to its bubbles. */
const sameReach = { gapsX: 0.5, gapsY: 0.5, degrees: 0, scale: 0 };

/** A page in the picture as it came; what was made of the page before is let go. `effort`: what looking for it has taken so far. */
export function openPage(planes: PagePlanes, reader: TemplateReader, effort: Effort, options: { readonly whole?: boolean } = {}): PictureReading {
  reader.memory.clear();
  forget(planes.print.pixels, planes.mark.pixels);
  effort.begin('near');
  return new PictureReading(planes, reader, reader.memory, effort, options);
}

/** A page in a picture that was made of the one in hand, which is still good; the one that was made before is not. */
export function openMade(planes: PagePlanes, reader: TemplateReader, effort: Effort, options: { readonly flat?: boolean } = {}): PictureReading {
  putAway();
  reader.memoryMade.clear();
  return new PictureReading(planes, { ...reader, memory: reader.memoryMade }, reader.memoryMade, effort, options);
}

/** Reads a page that lies upright in its picture, or nearly. `whole`: as above; `everywhere`: whether a page that lies not where it should is searched for; `effort`: what looking for it has taken so far. */
export function readWithTemplate(planes: PagePlanes, reader: TemplateReader, { whole = true, everywhere = true, effort = new Effort() }: { readonly whole?: boolean; readonly everywhere?: boolean; readonly effort?: Effort } = {}): TemplateReading {
  const page = openPage(planes, reader, effort, { whole }), near = page.near();
  if (!everywhere || !isNotFound(near)) return near;
  effort.begin('anywhere');
  return page.anywhere();
}

/** Whether the page was seen nowhere yet: one that was found, and is not read all the same, is found there again. */
export function isNotFound({ registration, residualMm }: TemplateReading): boolean {
  return registration === null && residualMm === null;
}

/** Reads a page that was found. */
export function readFound(planes: PagePlanes, picture: Picture, reader: TemplateReader, found: FoundPage): TemplateReading {
  const { expanded, lattice } = reader, { registration } = expanded.template, { local } = found;
  const mmPerUnit = mmPerUnitOf(expanded);
  const residualMm = local.residual * mmPerUnit;
  if (residualMm > registration.limitMm) return unread('sheet-bent', residualMm);
  if (found.mirrored && (found.explained < mirrored.explained || found.support.bubbles < mirrored.bubbles || found.edges < mirrored.edges)) return unread('place-unsure', residualMm);

  const place = regionPlaces(picture, expanded, reader.ink, found);
  if (place === null) return unread('place-unsure', residualMm);
  const fields = readMarks(planes, reader, found), columns = columnsOf(expanded, fields), whole = wholePage(expanded.fields, fields);
  const corner = (x: number, y: number): PixelPoint => applyHomography(found.map, x * lattice.width, y * lattice.height);
  return {
    registration: { by: found.by, residual: local.residual, support: found.support, edges: found.edges, explained: found.explained, mirrored: found.mirrored, corners: [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)] },
    fields,
    columns,
    whole,
    bubbles: expanded.bubbles.map((b, i) => bubbleAt(found.map, b, local.dx[i]!, local.dy[i]!)),
    regions: [...printedRegions(expanded, place), ...(whole === 'untrusted' ? [] : doubtfulRegions(expanded, doubtedIn(expanded, fields, columns), found.map, local))],
    trouble: null,
    elsewhere: found.elsewhere && found.elsewhere.map(({ x, y }) => ({ x: x / lattice.gapX, y: y / lattice.gapY })),
    residualMm,
  };
}

/** What a page must have that lies as a mirror shows it, which is rare: how much of it is explained by its being flat, share of its bubbles that are seen, and how well its blocks end. Real pages have 0.91, 0.98 and 0.65 and more; upright ones, of which the feeder had moved a part by a column, 0.65, 0.94 or 0.57 of one of them. */
const mirrored = { explained: 0.9, bubbles: 0.96, edges: 0.62 };

/** What is reported, each field or several put together. */
export function columnsOf({ columns, template }: ExpandedTemplate, fields: readonly FieldReading[]): ColumnReading[] {
  const byLabel = new Map(fields.map((f) => [f.label, f]));
  return columns.map(({ name, fields: parts }) => columnOf(name, parts, byLabel, name === template.candidate));
}

/** A bubble as it lies in the image, beside where the map has it by (dx, dy) page units. */
export function bubbleAt(map: Homography, { x, y, w, h }: Pick<TemplateBubble, 'x' | 'y' | 'w' | 'h'>, dx: number, dy: number): TemplateReading['bubbles'][number] {
  const atX = x + w / 2 + dx, atY = y + h / 2 + dy, c = applyHomography(map, atX, atY), j = jacobianAt(map, atX, atY);
  return { x: c.x, y: c.y, ux: j.ux * w / 2, uy: j.uy * h / 2, vx: j.vx * w / 2, vy: j.vy * h / 2 };
}

/** A page that is not read, and why. */
export function unread(trouble: Unread, residualMm: number | null = null): TemplateReading {
  return { registration: null, fields: [], columns: [], whole: null, bubbles: [], regions: [], trouble, elsewhere: null, residualMm };
}

/** Of each block the bubbles of some of its fields, each with all its letters: enough to tell how it is printed. */
function printedOnes({ bubbles, fields }: ExpandedTemplate): ReadonlyMap<number, readonly number[]> {
  return new Map([...Map.groupBy(fields, (field) => bubbles[field.bubbles[0] ?? 0]?.block ?? -1)].map(([block, own]) => [block, spread(own, Math.ceil(printSample / Math.max(1, own[0]?.bubbles.length ?? 1))).flatMap((field) => field.bubbles)]));
}

function readMarks(planes: PagePlanes, { expanded, lattice, groups, printed, memory }: TemplateReader, found: FoundPage): FieldReading[] {
  const { bubbles, template, fields } = expanded, { local } = found;
  const seen = cutBubbles(planes.print, found, lattice, memory, [...printed.values()].flat(), () => ({ x: 0, y: 0 }));
  const prints = template.blocks.map((_, block): Print => {
    const own = printed.get(block) ?? [];
    const first = own[0] ?? 0;
    const room = roomOf(lattice, first);
    if (lattice.ruled[first] === 1) return { halfW: lattice.cellW[first]! / room.w / 2, halfH: lattice.cellH[first]! / room.h / 2, x: 0, y: 0, isCell: true };
    const w = lattice.w[first]! / room.w, h = lattice.h[first]! / room.h;
    return printOf(seen, own, w, h) ?? { halfW: w / 2, halfH: h / 2, x: 0, y: 0, isCell: false };
  });
  const printOfBlock = (block: number): Print => prints[block]!;
  const centre = (i: number): { x: number; y: number } => { const p = printOfBlock(bubbles[i]!.block), room = roomOf(lattice, i); return { x: p.x * room.w, y: p.y * room.h }; };
  const cut = (plane: GrayImage, which: readonly number[]): Cuts => cutBubbles(plane, found, lattice, memory, which, centre);
  const cuts = cut(planes.mark, groups.all);
  const ink = measureInk(cuts, groups, printOfBlock);
  const learned = learnMarks(fields.map((f) => f.bubbles.map((i) => ink[i]!)));
  const decide = (by: PageMarks) => fields.map((field) => {
    const values = field.bubbles.map((i): InkedValue => ({ value: bubbles[i]!.value, ink: ink[i]!, fit: local.fit[i]!, outside: cuts.outside[i]!, level: () => levelLine(planes.mark, found, lattice, i) }));
    return { field, ...decideMarks(values, by, field.joined || isDigits(values)) };
  });
  const alone = decide(learned), bare = isBare(fields, alone, groups, ink), page = bare ? withoutHand(learned) : learned;
  // Of a page without a mark the others tell nothing of one field.
  const decided = withoutPrint(bare ? withoutMarks(decide(page), ink) : seenTogether(alone, groups, ink, page), groups, ink);
  // Colours are measured with all bubbles of their blocks, which tell what an empty one looks like.
  const inColour = planes.coloured ? markedInColour({ bubbles, groups, fill: page.fill, coloursOf: (which) => coloursIn(planes, found.map, lattice, local, which), inkOf: (wanted) => measureInk(cut(planes.print, wanted.all), wanted, printOfBlock) }, decided) : new Set<TemplateField>();
  return decided.map(({ field, chosen, doubt, confidence, margin, unsureBy, fills }) => {
    // Red does not count, and dark red neither: but a person should know that somebody answered so.
    if (!inColour.has(field)) return { label: field.label, chosen, doubt, confidence, margin, unsureBy, fills };
    return { label: field.label, chosen, doubt: doubt ?? 'faint', confidence: Math.min(confidence, confidenceOf(margin, 'red')), margin, unsureBy: unsureBy ?? 'red', fills };
  });
}

/** Bubbles that are enough for it. */
const printSample = 48;

/** Ten digits or nearly. */
function isDigits(values: readonly { readonly value: string }[]): boolean {
  return values.length >= 8 && values.every(({ value }) => /^\d$/.test(value));
}

/** A number of at least this many digits with a few of them missing was probably not meant so; a candidate's not with any. */
const longNumber = 5;

function columnOf(name: string, parts: readonly TemplateField[], byLabel: ReadonlyMap<string, FieldReading>, isCandidate: boolean): ColumnReading {
  const own = parts.map((part) => ({ part, reading: byLabel.get(part.label) }));
  const isMarked = ({ reading }: (typeof own)[number]): boolean => (reading?.chosen.length ?? 0) > 0;
  const marked = own.filter(isMarked).length;
  const value = marked === 0 ? '' : own.map(({ part, reading }) => (reading && reading.chosen.length > 0 ? reading.chosen.join('') : part.empty)).join('').trim();
  const gaps = own.length - marked;
  const digits = own.every(({ reading }) => isDigits(reading?.fills ?? []));
  // A gap between marks closes up, and nobody sees that there was one.
  const closesUp = own.slice(own.findIndex(isMarked), own.findLastIndex(isMarked) + 1).some((one) => !isMarked(one) && one.part.empty === '');
  const incomplete = closesUp || (digits && gaps > 0 && (isCandidate ? marked > 0 : own.length >= longNumber && gaps <= own.length / 4));
  const confidence = own.reduce((product, { reading }) => product * (reading?.confidence ?? 0), 1);
  return { name, value, incomplete, doubtful: incomplete || own.some(({ reading }) => (reading?.doubt ?? null) !== null), confidence: Math.round(Math.min(confidence, incomplete ? 0.6 : 1) * 10_000) / 10_000 };
}

function doubtedIn(expanded: ExpandedTemplate, fields: readonly FieldReading[], columns: readonly ColumnReading[]): Doubted[] {
  return [
    ...expanded.fields.filter((_, k) => (fields[k]?.doubt ?? null) !== null).map((field) => ({ name: field.label, bubbles: field.bubbles })),
    ...expanded.columns.filter((_, k) => columns[k]?.incomplete).map(({ name, fields: parts }) => ({ name, bubbles: parts.flatMap((part) => part.bubbles) })),
  ];
}

/** A page without bubbles: only its regions, each moved with the ink around it. */
function readByInk(picture: Picture, { expanded, ink }: TemplateReader): TemplateReading {
  const match = ink && placeByInk(picture, ink);
  if (!match) return unread('sheet-not-found');
  const residualMm = match.residual * mmPerUnitOf(expanded);
  const { page, registration } = expanded.template;
  if (residualMm > registration.limitMm) return unread('sheet-bent', residualMm);
  const flat = (x: number, y: number): PixelPoint => applyHomography(match.map, x, y);
  const bent = (x: number, y: number): PixelPoint => { const at = flat(x, y), shift = match.shiftAt(x, y); return { x: at.x + shift.x, y: at.y + shift.y }; };
  return {
    registration: { by: 'ink', residual: match.residual, support: { patches: match.share, bubbles: 1 }, edges: 1, explained: 1, mirrored: match.mirrored, corners: [flat(0, 0), flat(page.width, 0), flat(page.width, page.height), flat(0, page.height)] },
    fields: [], columns: [], whole: null, bubbles: [], regions: printedRegions(expanded, bent), trouble: null, elsewhere: null, residualMm,
  };
}
