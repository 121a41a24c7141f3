/** Where a page without bubbles lies: by its black blocks, or by all that is printed on it. What is taken must be seen in every part of the page (decision 0157). */
import { fitHomography, type Homography } from '../read/homography.ts';
import { blocksIn } from './black-blocks.ts';
import { isRigid, isSeenSo, placesByBlocks } from './by-blocks.ts';
import { turned, widestSkew } from './guesses.ts';
import { firstPlacesIn, matchNear, type InkMatch } from './ink-match.ts';
import { byItsParts, leastSeen, partsOf, type PagePart } from './page-parts.ts';
import { paperQuads } from './paper-edges.ts';
import type { Quad } from './paper-outline.ts';
import type { Picture } from './picture.ts';
import { inkPixels, type PrintedInk } from './printed-ink.ts';

/** The picture's longer side over that of its longest block that is looked at. */
const longestBlock = 8;
/** First places, so turned and mirrored, that are looked at more closely. */
const closeLooks = 2;
/** Sheets that are looked for by their edges; and the share of the picture within which two of them have the same corner. */
const mostSheets = 3, sameShare = 0.02;
/** Times that its parts may move a page: the next time they start from where they went. */
const mostMoves = 3;
const ways = [false, true].flatMap((mirrored) => [0, 2, 1, 3].map((turn) => ({ turn, mirrored })));

/** Share of its ink that must be seen in every part of the page, and so much that no other place needs to be tried. Right places of filled tables that were copied from one another have 0.74 and more, those that were taken for one before 0.6 at most. */
const inPart = { least: 0.7, sure: 0.8 };
/** The same of a page of which nothing but its blocks is known, where they were not all found by themselves and of their shape: filled bubbles have 0.8 of it. */
const inBlocks = { least: 0.85, sure: 0.9 };

/** Null where it is not seen in every part, or in too few to tell how a camera looked at it. */
export function placeByInk(picture: Picture, ink: PrintedInk): InkMatch | null {
  const { inkLevels } = picture, parts = partsOf(ink), bounds = ink.isBlocks ? inBlocks : inPart;
  let best: { readonly match: InkMatch; readonly least: number } | null = null;
  for (const place of places(picture, ink, parts)) {
    const match = matchNear(inkLevels, ink, place);
    if (match === null || (parts.length < leastParts && !isRigid(match.map, ink))) continue;
    const least = leastSeen(inkLevels, parts, match.map);
    if (least >= (place.allBlocks ? inPart.least : bounds.sure)) return match;
    if (best === null || least > best.least) best = { match, least };
  }
  return best !== null && best.least >= bounds.least ? best.match : null;
}

/** Parts that tell how a camera looked at the page: by three of them it lies flat, or nobody knows. */
const leastParts = 4;

interface Start { readonly map: Homography; readonly mirrored: boolean }

/** Where the page may lie but for a few millimetres, the likeliest first. */
function* places(picture: Picture, ink: PrintedInk, parts: readonly PagePart[]): Generator<Start & { readonly allBlocks: boolean }> {
  const { image, inkLevels } = picture;
  for (const { map, mirrored, isWhole } of placesByBlocks(ink, blocksIn(inkPixels(image), image.width, image.height, Math.max(image.width, image.height) / longestBlock), image)) yield { map, mirrored, allBlocks: isWhole };
  for (const { map, mirrored } of starts(picture, ink)) {
    let place: Homography | null = map;
    for (let moves = 0; moves < mostMoves && place !== null; moves++) {
      place = byItsParts(inkLevels, ink, parts, place);
      if (place) yield { map: place, mirrored, allBlocks: false };
    }
  }
}

/** Where a page may lie by its frames, and then by all of its ink at once. */
function* starts(picture: Picture, ink: PrintedInk): Generator<Start> {
  const { width, height } = ink, corners = [{ x: 0, y: 0 }, { x: width, y: 0 }, { x: width, y: height }, { x: 0, y: height }];
  for (const quad of framesIn(picture)) for (const { turn, mirrored } of ways) {
    const map = fitHomography(corners.map((from, k) => ({ from, to: quad[((mirrored ? 5 - k : k) + turn) % 4]! })));
    if (map && isSeenSo(map, ink, mirrored)) yield { map, mirrored };
  }
  for (const { turn, mirrored } of ways) for (const map of firstPlacesIn(picture.inkLevels, ink, turn, mirrored).slice(0, closeLooks)) yield { map, mirrored };
}

/** The picture itself, and sheets of paper in it. */
function* framesIn(picture: Picture): Generator<Quad> {
  const { image } = picture, { width, height } = image, frames: Quad[] = [];
  const isNew = (quad: Quad): boolean => !frames.some((other) => other.every((p) => quad.some((q) => Math.hypot(p.x - q.x, p.y - q.y) < sameShare * Math.max(width, height))));
  const outline = picture.outline(), skew = picture.skew(widestSkew);
  for (const quad of [turned(image, 0), ...(outline ? [outline] : []), ...paperQuads(image, mostSheets), turned(image, skew)]) if (isNew(quad)) { frames.push(quad); yield quad; }
}
