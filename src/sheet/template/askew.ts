/** Pages that lie so far askew in their picture that their bubbles are not found as they lie: turned upright, read, and told as they lie in the picture. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { sampleBox } from '../read/sampling.ts';
import { paperOutline } from '../register/paper-outline.ts';
import { skewOf } from '../register/skew.ts';
import { readPart } from './part-of-sheet.ts';
import { readWithTemplate, unread, type PagePlanes, type TemplateReader, type TemplateReading } from './read-template.ts';

/** Reads a page that may lie at any angle. */
export function readAtAnyAngle(planes: PagePlanes, reader: TemplateReader): TemplateReading {
  const asItLies = readWithTemplate(planes, reader);
  const doubtful = liesAskew(asItLies) && !isSure(asItLies);
  // One that was found and is bent is bent at any angle.
  if ((asItLies.trouble === null && !doubtful) || asItLies.trouble === 'sheet-bent') return asItLies;
  for (const degrees of anglesOf(planes.print)) {
    const back = upright(planes.print, degrees);
    const mark = turned(planes.mark, back);
    const reading = readWithTemplate({ print: planes.print === planes.mark ? mark : turned(planes.print, back), mark, coloured: planes.coloured }, reader);
    if (isSure(reading)) return inPicture(reading, back);
  }
  const part = doubtful ? null : readPart(planes, reader);
  if (part) return part;
  return doubtful ? unread('place-unsure', asItLies.residualMm) : asItLies;
}

/** Whether the page was found at an angle at which bubbles, which are looked for in upright boxes, tell less than they should. */
function liesAskew({ registration }: TemplateReading): boolean {
  if (registration === null) return false;
  const [a, b] = registration.corners;
  return Math.abs(edgeAngle(a, b)) > leastAngle;
}

/** Whether the page is seen beyond doubt: a picture like that is rare, and one that was turned has lost a little of its sharpness. */
function isSure({ registration }: TemplateReading): boolean {
  return registration !== null && registration.support.bubbles >= sure.bubbles && registration.edges >= sure.edges && registration.explained >= sure.explained;
}

const sure = { bubbles: 0.985, edges: 0.9, explained: 0.93 };

/** By how many degrees a page may be turned, quarter turns aside, where that is more than is looked for anyway: as its paper lies in the picture, as its lines do. */
function anglesOf(image: GrayImage): readonly number[] {
  const paper = paperOutline(image);
  const [a, b, , d] = paper ?? [];
  const edges = a && b && d ? [edgeAngle(...(Math.hypot(b.x - a.x, b.y - a.y) > Math.hypot(d.x - a.x, d.y - a.y) ? [a, b] as const : [a, d] as const))] : [];
  const lines = skewOf(image, widest);
  return [...edges, ...(edges.some((angle) => Math.abs(angle - lines) < sameAngle) ? [] : [lines])].filter((angle) => Math.abs(angle) > leastAngle);
}

/** From -45 to 45. */
function edgeAngle(from: PixelPoint, to: PixelPoint): number {
  const degrees = Math.atan2(to.y - from.y, to.x - from.x) * 180 / Math.PI;
  return degrees - 90 * Math.round(degrees / 90);
}

const widest = 45;
/** Degrees; less is found as it lies. */
const leastAngle = 12;
/** The search allows for so much. */
const sameAngle = 3;

/** The picture in which the page is upright, and its way back: pixels of it to pixels of the one it came from. */
interface Upright { readonly map: Homography; readonly width: number; readonly height: number }

function upright({ width, height }: GrayImage, degrees: number): Upright {
  const cos = Math.cos(degrees * Math.PI / 180), sin = Math.sin(degrees * Math.PI / 180);
  const w = Math.ceil(width * cos + height * Math.abs(sin)), h = Math.ceil(width * Math.abs(sin) + height * cos);
  return { map: Float64Array.of(cos, -sin, width / 2 - (w * cos - h * sin) / 2, sin, cos, height / 2 - (w * sin + h * cos) / 2, 0, 0, 1), width: w, height: h };
}

function turned(image: GrayImage, { map, width, height }: Upright): GrayImage {
  const pixels = new Uint8Array(width * height);
  sampleBox(image, map, { x: 0, y: 0, w: width, h: height }, width, height, pixels, 0, meanOf(image));
  return { width, height, pixels };
}

/** What lies beyond the picture is neither paper nor ink. */
function meanOf({ pixels }: GrayImage): number {
  let sum = 0;
  for (let k = 0; k < pixels.length; k += 64) sum += pixels[k]!;
  return sum / Math.ceil(pixels.length / 64);
}

/** Places as they are in the picture that was turned. */
function inPicture(reading: TemplateReading, { map }: Upright): TemplateReading {
  const { registration } = reading;
  const at = ({ x, y }: PixelPoint): PixelPoint => applyHomography(map, x, y);
  const corners = ([a, b, c, d]: readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint]): [PixelPoint, PixelPoint, PixelPoint, PixelPoint] => [at(a), at(b), at(c), at(d)];
  const along = (x: number, y: number): PixelPoint => ({ x: map[0]! * x + map[1]! * y, y: map[3]! * x + map[4]! * y });
  return {
    ...reading,
    registration: registration && { ...registration, corners: corners(registration.corners) },
    regions: reading.regions.map((region) => ({ ...region, corners: corners(region.corners) })),
    bubbles: reading.bubbles.map(({ x, y, ux, uy, vx, vy }) => {
      const centre = at({ x, y }), first = along(ux, vx), second = along(uy, vy);
      return { ...centre, ux: first.x, vx: first.y, uy: second.x, vy: second.y };
    }),
  };
}
