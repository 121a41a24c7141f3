/** Pages that lie at an angle or in perspective in their picture, so that their bubbles are not found as they lie: laid flat, read, and told as they lie in the picture. */
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { isBlank } from '../register/blank.ts';
import { Effort } from '../register/effort.ts';
import { evenlyLit, lightOn } from '../register/even-light.ts';
import { paperQuads } from '../register/paper-edges.ts';
import type { Quad } from '../register/paper-outline.ts';
import { withoutTint } from '../register/tinted-ground.ts';
import type { Picture } from '../register/picture.ts';
import { asInPicture, type Flat, flatsOf, flattened } from './flattened.ts';
import { readPart } from './part-of-sheet.ts';
import { readStraightened } from './straighten.ts';
import { isNotFound, openMade, openPage, unread, type PagePlanes, type PictureReading, type TemplateReader, type TemplateReading } from './read-template.ts';

/** Reads a page that may lie at any angle. `effort`: what looking for it has taken so far, in other pictures of it. */
export function readAtAnyAngle(planes: PagePlanes, reader: TemplateReader, effort = new Effort()): TemplateReading {
  const page = openPage(planes, reader, effort), { picture } = page;
  const asItLies = page.near();
  const enough = isEnough(asItLies);
  if (enough && doubtsIn(asItLies) < mostDoubts) return asItLies;
  // Ink is told from the paper around it in any light.
  const byInk = reader.expanded.bubbles.length === 0, lit = byInk ? null : inEvenLight(planes), inLight = lit && againIn(openMade(lit, reader, effort), asItLies);
  if (inLight?.trouble === null && isEnough(inLight) && (!enough || doubtsIn(inLight) < doubtsIn(asItLies))) return inLight;
  if (enough) return asItLies;
  const white = byInk || !isNotFound(asItLies) ? null : onWhite(planes), found = white && openMade(white, reader, effort).near();
  if (found?.trouble === null && isEnough(found)) return found;
  if (asItLies.trouble !== null && isBlank(planes.print, reader.lattice)) return unread('blank');
  effort.begin('flat');
  // By its ink a page was looked for in all of these.
  const tried: Flat[] = [];
  for (const quad of byInk ? [] : sheetsIn(picture, planes.mark, reader)) {
    for (const flat of flatsOf(quad, reader.lattice.width / reader.lattice.height)) {
      const reading = openMade(flattened(planes, flat), reader, effort, { flat: true }).near();
      if (isFlat(reading)) return asInPicture(inBetterLight(reading, lit, flat, reader, effort), flat);
      tried.push(flat);
    }
  }
  // The edge of a shadow may hide in which row a page is.
  if (lit) {
    for (const flat of tried) {
      const reading = openMade(flattened(lit, flat), reader, effort, { flat: true }).near();
      if (isFlat(reading)) return asInPicture(reading, flat);
    }
  }
  effort.begin('anywhere');
  const anywhere = isNotFound(asItLies) ? page.anywhere() : asItLies;
  if (isEnough(anywhere)) return anywhere;
  effort.begin('rest');
  const straightened = readStraightened(planes, page, reader, isStraight);
  if (straightened) return straightened;
  return page.withLikeliest(anywhere.registration === null ? readPart(planes, picture, reader) ?? anywhere : unread('place-unsure', anywhere.residualMm));
}

/** A page that was laid flat, or the same one in even light (`lit`) where too much of it is in doubt, and less of it there. */
function inBetterLight(reading: TemplateReading, lit: PagePlanes | null, flat: Flat, reader: TemplateReader, effort: Effort): TemplateReading {
  if (lit === null || doubtsIn(reading) < mostDoubts) return reading;
  const inLight = againIn(openMade(flattened(lit, flat), reader, effort, { flat: true }), reading);
  return isFlat(inLight) && doubtsIn(inLight) < doubtsIn(reading) ? inLight : reading;
}

/** The page in another picture of it: where it should lie, or else where it was found. */
function againIn(page: PictureReading, { registration }: TemplateReading): TemplateReading {
  const near = page.near();
  return isNotFound(near) && registration !== null ? page.at(registration) : near;
}

/** Share of the fields that wait for a person; all where nothing was read. */
function doubtsIn({ trouble, fields }: TemplateReading): number {
  return trouble !== null ? 1 : fields.filter(({ doubt }) => doubt !== null).length / Math.max(1, fields.length);
}

/** More doubts than a page in good light has. */
const mostDoubts = 0.03;

/** The page without its shadows; null where it has none. */
function inEvenLight({ print, mark, coloured }: PagePlanes): PagePlanes | null {
  const light = lightOn(print);
  if (light === null) return null;
  const evenMark = evenlyLit(mark, print === mark ? light : lightOn(mark) ?? light);
  return { print: print === mark ? evenMark : evenlyLit(print, light), mark: evenMark, coloured };
}

/** The page with a tinted ground as white as its paper; null where it has none. */
function onWhite({ print, mark, coloured }: PagePlanes): PagePlanes | null {
  const white = withoutTint(print);
  return white && { print: white, mark: print === mark ? white : withoutTint(mark) ?? mark, coloured };
}

/** Whether that is the page, and not seen at an angle at which bubbles, which are looked for in upright boxes, tell less than they should. One that was found and is bent is bent at any angle. */
function isEnough(reading: TemplateReading): boolean {
  return reading.trouble === 'sheet-bent' || (reading.trouble === null && (!liesAskew(reading) || isSure(reading)));
}

function liesAskew({ registration }: TemplateReading): boolean {
  if (registration === null) return false;
  const [a, b] = registration.corners;
  return Math.abs(edgeAngle(a, b)) > leastAngle;
}

/** Whether the page is seen beyond doubt: a picture like that is rare, and one that was laid flat has lost a little of its sharpness. */
function isSure(reading: TemplateReading): boolean {
  return reaches(reading, sure);
}

function isStraight(reading: TemplateReading): boolean {
  return reaches(reading, drawnStraight);
}

function reaches({ registration }: TemplateReading, bound: typeof sure): boolean {
  return registration !== null && registration.support.bubbles >= bound.bubbles && registration.edges >= bound.edges && registration.explained >= bound.explained;
}

/** Whether the page is seen as clearly as a scanned one, and lies in the picture that was made for it as it should. */
function isFlat(reading: TemplateReading): boolean {
  const { registration } = reading;
  if (registration === null) return false;
  const [a, b, c, d] = registration.corners;
  const straight = [[a, b], [b, c], [c, d], [d, a]].every(([p, q]) => p !== undefined && q !== undefined && Math.abs(edgeAngle(p, q)) <= mostOff);
  return straight && flatly.some((bound) => reaches(reading, bound));
}

/** Degrees that a page laid flat may lie askew. */
const mostOff = 10;
/** All bubbles where its blocks end as they should are seen on a sheet that bulges, too. */
const flatly = [{ bubbles: 0.98, edges: -Infinity, explained: 0.88 }, { bubbles: 0.995, edges: 0.95, explained: 0.8 }];
const sure = { bubbles: 0.985, edges: 0.9, explained: 0.93 };
/** What was drawn straight has lost more: near the paper's edges nothing is printed that its lines could be followed by. */
const drawnStraight = { bubbles: 0.96, edges: 0.8, explained: 0.93 };

/** Where a sheet may lie in the picture, the likeliest first: by its paper's edges, by its brightness, by the direction of its lines. `red`: yellowish paper, whose darkest colour is as dark as a grey desk, is brighter there. */
function* sheetsIn(picture: Picture, red: GrayImage, { lattice }: TemplateReader): Generator<Quad> {
  const { image } = picture;
  const seen: Quad[] = [];
  const isNew = (quad: Quad): boolean => seen.every((other) => other.some((p) => quad.every((q) => Math.hypot(p.x - q.x, p.y - q.y) > sameShare * Math.max(image.width, image.height))));
  const whole: Quad = [{ x: 0, y: 0 }, { x: image.width, y: 0 }, { x: image.width, y: image.height }, { x: 0, y: image.height }];
  // As it lies the page was looked for.
  seen.push(whole);
  for (const plane of red === image ? [image] : [image, red]) for (const quad of paperQuads(plane, mostSheets)) if (isNew(quad)) { seen.push(quad); yield quad; }
  const paper = picture.outline();
  if (paper && isNew(paper)) yield paper;
  const lines = picture.skew(widest);
  if (Math.abs(lines) > leastAngle) yield filling(image, lines, lattice.width / lattice.height);
}

const mostSheets = 3;
/** Corners nearer than this share of the picture are one. */
const sameShare = 0.03;

/** The page that, turned by so many degrees, just fills the picture: of the ratio given or its inverse where the turn leaves that open. */
function filling({ width, height }: GrayImage, degrees: number, ratio: number): Quad {
  const a = degrees * Math.PI / 180, sin = Math.sin(a), cos = Math.cos(a), s = Math.abs(sin), open = cos * cos - s * s;
  let w = (width * cos - height * s) / open, h = (height * cos - width * s) / open;
  if (open < tellsSides || !(w > 0 && h > 0)) {
    const sizes = [ratio, 1 / ratio].map((r) => { const byWidth = width / (r * cos + s), byHeight = height / (r * s + cos); return { h: (byWidth + byHeight) / 2, r, off: Math.abs(Math.log(byWidth / byHeight)) }; });
    const likeliest = sizes.reduce((best, one) => (one.off < best.off ? one : best));
    h = likeliest.h; w = likeliest.r * h;
  }
  const at = (x: number, y: number): PixelPoint => ({ x: width / 2 + x * cos - y * sin, y: height / 2 + x * sin + y * cos });
  return [at(-w / 2, -h / 2), at(w / 2, -h / 2), at(w / 2, h / 2), at(-w / 2, h / 2)];
}

/** At 45 degrees every page in the middle of the picture touches all of its sides. */
const tellsSides = 0.25;

/** From -45 to 45. */
function edgeAngle(from: PixelPoint, to: PixelPoint): number {
  const degrees = Math.atan2(to.y - from.y, to.x - from.x) * 180 / Math.PI;
  return degrees - 90 * Math.round(degrees / 90);
}

const widest = 45;
/** Degrees; less is found as it lies. */
const leastAngle = 12;
