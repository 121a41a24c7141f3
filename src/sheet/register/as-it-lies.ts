/** Which way a page lies whose bubbles look the same turned half around or in a mirror (decision 0081). */
import { applyHomography, invertHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { scaled } from './maps.ts';
import { mapTo, type Guess } from './guesses.ts';
import type { Fold, Lattice } from './lattice.ts';
import { hasTopLetters, lettersLean } from './letter-lean.ts';
import type { Level } from './levels.ts';
import { canTell, isAligned, isNumbered, leastFit, numbersFit } from './numbers-fit.ts';
import { folded, numberedSide } from './upright.ts';
import type { FrameDistance } from './verdict.ts';

/** Where a page should lie, the likeliest first; `flat`: on any of its sides. */
interface Framed { readonly flat?: boolean; primary(): Iterable<Guess>; seenBeside(way: Way, closely: boolean): number }

/** Page units to pixels, and whether the page lies as a mirror shows it. */
interface Way { readonly map: Homography; readonly mirrored: boolean }
/** How well the blocks end where the template says, 1 at best. */
interface Found extends Way { readonly edges: number }

/** The same place with the page turned half around or mirrored, where its bubbles look the same that way and its question numbers, or else its frame, say that it lies so; `expected`: it lies where its frame has it; `field`: the picture `factor` times smaller; `unsure` where they say that it lies otherwise and not how, or nothing tells. */
export function asItLies<W extends Found>(frames: Framed, lattice: Lattice, level: Level, found: W, expected: boolean): W | 'unsure' {
  if (lattice.likewise.length === 0) return (lattice.nearlyLikewise && mayLieOtherwise(frames, lattice, level, found)) || (found.mirrored && !saysMirrored(lattice, level, found)) ? 'unsure' : found;
  const printed = wayByPrint(frames, lattice, found);
  if (printed !== null) return printed;
  const way = wayBeside(frames, lattice, level, found, expected);
  if (way === 'unsure' || (way.mirrored ? isMirror(frames, lattice, level, way) : !leansAsInMirror(lattice, level, way))) return way;
  return 'unsure';
}

/** Whether a mirror shows a page, and its numbers do not just stand on the other side, as they do on some sheets: its letters say so, or its frame has it there and nowhere near any way without a mirror. */
function isMirror(frames: Framed, lattice: Lattice, level: Level, way: Found): boolean {
  return isLettered(lattice, level, way) || isFramed(frames, lattice, way);
}

/** Whether letters lean as they should where the page lies so, and do not where it would be mirrored, or would not where this one is: where they seem to lean either way they tell nothing. */
function isLettered(lattice: Lattice, { image, factor }: Level, way: Found): boolean {
  const isLeft = (one: Way): boolean => lettersLean(image, lattice, scaled(one.map, 1 / factor)).left;
  // Turned over top to bottom they lean as before.
  return isLeft(way) && mirrorsOf(lattice, way).every(({ fold, other }) => fold.x === 1 || !isLeft(other));
}

/** Whether letters do not lean as they should where the page lies, though there are enough of them to tell, and do where a mirror would show it: then the numbers that stand on its left are those of a sheet that has them on its right. */
function leansAsInMirror(lattice: Lattice, { image, factor }: Level, way: Found): boolean {
  const leanOf = (one: Way): ReturnType<typeof lettersLean> => lettersLean(image, lattice, scaled(one.map, 1 / factor));
  const { left, told } = leanOf(way);
  return told && !left && mirrorsOf(lattice, way).some(({ fold, other }) => fold.x === -1 && leanOf(other).left);
}

/** Whether its frame has a page there, and nowhere near any way in which it would be mirrored, or would not where this one is. */
function isFramed(frames: Framed, lattice: Lattice, way: Found): boolean {
  const off = stepsFromFrame(frames, lattice, way);
  return off <= inFrame.mirrored && mirrorsOf(lattice, way).every(({ other }) => stepsFromFrame(frames, lattice, other) > off + nearerBy);
}

/** The same by what is printed beside the rows, the letters in the bubbles and the frame. */
function wayBeside<W extends Found>(frames: Framed, lattice: Lattice, level: Level, found: W, expected: boolean): W | 'unsure' {
  const { image, field, factor } = level, map = scaled(found.map, 1 / factor), side = numberedSide(field, lattice, map);
  // A grid in the middle of its page lies where it should in a mirror, too: then only its letters tell.
  const stays = side === null ? lattice.likewise.filter((fold) => staysPut(fold, lattice)) : [];
  if (stays.length > 0) {
    const numbered = wayByNumbers(lattice, level, found);
    if (numbered !== null) return numbered;
    // Letters tell less than a frame in which the page lies turned, and not so.
    if (!isNearest(frames, lattice, found) && lattice.likewise.some((fold) => stepsFromFrame(frames, lattice, otherWay(found, fold)) <= inFrame.mirrored) && stepsFromFrame(frames, lattice, found) > inFrame.mirrored) return 'unsure';
    const leans = lettersLean(image, lattice, map);
    // Even in a mirror it may lie with its top where its foot should be.
    const isTop = expected || leans.down || isNearest(frames, lattice, found);
    // In a mirror and upside down at once hardly a page lies: where no letter of the sheet could tell, it is read as it seems to lie.
    const isAsSeen = !hasTopLetters(lattice) && isUpright(found, lattice);
    return isTop && stays.every(({ x, y }) => (x === -1 && leans.left) || (y === -1 && leans.down) || (x === 1 && isAsSeen)) ? found : 'unsure';
  }
  if (side === null && expected) return found;
  // Numbers, or words, may stand on the right: where the letters say that no mirror shows the page, or its frame has it just there, they do.
  if (side === 'right' && isUpright(found, lattice) && isNearest(frames, lattice, found) && (isLettered(lattice, level, found) || isFramed(frames, lattice, found))) return found;
  // Numbers on the wrong side stay there when the page is turned over top to bottom only.
  const others = lattice.likewise.filter(({ x }) => (side === null ? true : x === (side === 'right' ? -1 : 1)));
  const ways = [...(side === 'right' && others.length > 0 ? [] : [found]), ...others.map((fold) => otherWay(found, fold))];
  const [only, second] = ways;
  if (!only || !second) return only ?? found;
  // Where the numbers are right they need not be better elsewhere: a block that was measured a little off folds to where some of its rows have none.
  if (side === 'left' && isUpright(found, lattice) && isNumbered(field, lattice, map)) return found;
  const fitOf = (way: W): number => fitOfNumbers(lattice, level, way), stepsOff = (way: W): number => stepsFromFrame(frames, lattice, way);
  const numberedRight = numberedOnRight(frames, lattice, level, found);
  if (numberedRight !== null) return numberedRight;
  const clearlyNumbered = side === null ? null : clearest(ways, (way) => -fitOf(way), fitsBy), numbered = clearlyNumbered !== null && fitOf(clearlyNumbered) >= leastFit ? clearlyNumbered : null;
  // What stands beside the rows are not their numbers, or not in this order: they stand on the other side, or somebody's ticks do. Then only the frame tells. Numbers from `01` on tell the side, but no order.
  const isOtherPrint = numbered === null && side !== null && canTell(lattice) && !isAligned(field, lattice, map, side);
  if (numbered !== null && (!numbered.mirrored || fitOf(numbered) >= mirroredFit)) return numbered;
  if (numbered === null && !isOtherPrint && side === 'left' && expected) return found;
  const nearest = clearest(isOtherPrint ? waysOf(lattice, found).filter((way) => mayLieAt(frames, lattice, way)) : ways, stepsOff, nearerBy);
  // In a mirror, where its numbers say so less clearly, its frame must have it there, too.
  if (numbered !== null) return nearest === numbered && stepsOff(numbered) <= inFrame.mirrored ? numbered : 'unsure';
  if (nearest && (!mayLieAt(frames, lattice, nearest) || (isOtherPrint && stepsOff(nearest) > inFrame.mirrored))) return 'unsure';
  // Where the page was found upright is where it lies, unless another way is clearly better.
  return nearest ?? (side === 'right' || isOtherPrint || !isUpright(found, lattice) ? 'unsure' : found);
}

/** The way in which what is printed beside the bubbles is seen, by the template's reference or marks, and in no other; null where it has none, or they do not tell. */
function wayByPrint<W extends Found>(frames: Framed, lattice: Lattice, found: W): W | null {
  const ways = waysOf(lattice, found);
  for (const closely of [false, true]) {
    const best = clearest(ways.map((way) => ({ way, seen: frames.seenBeside(way, closely) })), ({ seen }) => -seen, printSeen.more);
    if (best !== null && best.seen >= printSeen.least) return best.way;
  }
  return null;
}

/** Share of the print beside the bubbles that is seen where a page lies so, and how much more than where it does not: sheets whose frames and lines look the same in a mirror have 0.8 of it there, and 0.95 where they are right. */
const printSeen = { least: 0.6, more: 0.15 };

/** `numbersFit` of a way in which the page may lie; 0 where it cannot be told. */
function fitOfNumbers(lattice: Lattice, { field, factor }: Level, { map }: Way, side?: 'right'): number {
  return numbersFit(field, lattice, scaled(map, 1 / factor), side) ?? 0;
}

/** The page as it was found, or turned half around, where its numbers stand in order to the right of their rows: in a mirror they would stand so as well, but not where its frame has the page. */
function numberedOnRight<W extends Found>(frames: Framed, lattice: Lattice, level: Level, found: W): W | null {
  if (found.mirrored) return null;
  const foldBy = (x: 1 | -1, y: 1 | -1): W | null => { const fold = lattice.likewise.find((one) => one.x === x && one.y === y); return fold ? otherWay(found, fold) : null; };
  const ways = [{ way: found, mirror: foldBy(-1, 1) }, { way: foldBy(-1, -1), mirror: foldBy(1, -1) }].filter(({ way }) => way !== null && fitOfNumbers(lattice, level, way, 'right') >= mirroredFit);
  const [only, second] = ways, off = (way: W): number => stepsFromFrame(frames, lattice, way);
  return only?.way && !second && off(only.way) <= inFrame.mirrored && (only.mirror === null || off(only.mirror) > off(only.way) + nearerBy) ? only.way : null;
}

/** The page as it was found, or turned half around, where its numbers are in order so and no other way: as much may be printed, or ticked, on the other side of its rows. */
function wayByNumbers<W extends Found>(lattice: Lattice, level: Level, found: W): W | null {
  const ways = waysOf(lattice, found), fitOf = (one: W): number => fitOfNumbers(lattice, level, one), way = clearest(ways, (one) => -fitOf(one), fitsBy);
  return way !== null && !way.mirrored && fitOf(way) >= mirroredFit ? way : null;
}

/** Whether a page may lie so for being nearest to its frame that way: in a mirror or turned only where its frame has it, for the frame of a page that was cut off lies anywhere, and may fit it better upside down (45 mm cut off at the foot). */
function mayLieAt(frames: Framed, lattice: Lattice, way: Way): boolean {
  const most = way.mirrored ? inFrame.mirrored : isUpright(way, lattice) ? Infinity : inFrame.turned;
  return stepsFromFrame(frames, lattice, way) <= most;
}

/** Whether no other way in which its bubbles look the same lies nearer to its frame. */
function isNearest(frames: Framed, lattice: Lattice, found: Found): boolean {
  if (!mayLieAt(frames, lattice, found)) return false;
  const own = stepsFromFrame(frames, lattice, found) - nearerBy;
  return own <= 0 || lattice.likewise.every((fold) => stepsFromFrame(frames, lattice, otherWay(found, fold)) >= own);
}

/** How far a page lies from where its frame has it; infinity where there is no frame. */
export function stepsFromFrame(frames: Framed, lattice: Lattice, way: Way): number {
  const frame = distanceToFrame(frames, lattice, way);
  return frame === null ? Infinity : Math.max(frame.across, frame.down);
}

/** All ways in which the bubbles look the same, as the page was found first. */
function waysOf<W extends Way>(lattice: Lattice, found: W): W[] {
  return [found, ...lattice.likewise.map((fold) => otherWay(found, fold))];
}

/** Those of them that a mirror would make of a way, or that would be none where it is one. */
function mirrorsOf<W extends Way>(lattice: Lattice, way: W): { readonly fold: Fold; readonly other: W }[] {
  return lattice.likewise.map((fold) => ({ fold, other: otherWay(way, fold) })).filter(({ other }) => other.mirrored !== way.mirrored);
}

function otherWay<W extends Way>(found: W, fold: Fold): W {
  return { ...found, map: folded(found.map, fold), mirrored: found.mirrored !== (fold.x !== fold.y) };
}

/** Whether the bubbles lie in the same places when the page, not the grid, is folded so: within a step. */
function staysPut({ x, y, about }: Fold, { width, height, gapX, gapY }: Lattice): boolean {
  return (x === 1 || Math.abs(2 * about.x - width) < gapX) && (y === 1 || Math.abs(2 * about.y - height) < gapY);
}

/** Whether a sheet with more bubbles than the template could hold it the other way around as well: its numbers say so, or neither they nor its letters tell and it lies beside where its frame has it, or otherwise than anybody expects. */
function mayLieOtherwise(frames: Framed, lattice: Lattice, { image, field, factor }: Level, found: Found): boolean {
  const map = scaled(found.map, 1 / factor), side = numberedSide(field, lattice, map);
  // With numbers on both sides of its rows, those of one digit stand beside the rows that have them.
  if (side === 'left' || (side === null && isNumbered(field, lattice, map))) return false;
  // On the right they, or words, may stand where its letters say that it lies so, or, where they are few and no numbers are in order there, its frame.
  if (side === 'right') return !isUpright(found, lattice) || !(lettersLean(image, lattice, map).left || (lattice.letters.left.length < manyLetters && (numbersFit(field, lattice, map, 'right') ?? 0) < leastFit && liesInFrame(frames, lattice, found)));
  // A picture that was made for a page that may lie on any side says nothing of how it lies.
  if (frames.flat) return true;
  if (found.edges >= showsMore) return false;
  if (!isUpright(found, lattice)) {
    const leans = lettersLean(image, lattice, map);
    return !leans.left || !leans.down;
  }
  const frame = distanceToFrame(frames, lattice, found);
  return frame !== null && frame.across > framed.most && frame.across < framed.least;
}

/** Letters that lean, marked or not, from which they tell. */
const manyLetters = 16;

/** Whether its frame has a page upright there, within a part of a step; a picture that was made for a page on any side says nothing of it. */
function liesInFrame(frames: Framed, lattice: Lattice, found: Found): boolean {
  const frame = frames.flat ? null : distanceToFrame(frames, lattice, found, 'upright');
  return frame !== null && Math.max(frame.across, frame.down) <= framed.most;
}

/** Whether a page that lies as a mirror shows it says so itself, by its numbers or else by its letters: a sheet of which a template has only a part may have bubbles of other blocks where a mirror would have these. */
function saysMirrored(lattice: Lattice, { image, field, factor }: Level, found: Found): boolean {
  const map = scaled(found.map, 1 / factor), side = numberedSide(field, lattice, map);
  return isNumbered(field, lattice, map) || (side === null ? lettersLean(image, lattice, map).left : side === 'left');
}

/** Edges below which a sheet shows bubbles of which the template knows nothing. */
const showsMore = 0.75;
/** Steps across by which a page may be off its frame and still be placed by it: 0.3 at most on pages that lay so, 0.75 on one that a mirror showed; and from which its frame is none at all. */
const framed = { most: 0.5, least: 4 };

function isUpright({ map, mirrored }: Way, { width, height }: Lattice): boolean {
  const { ux, uy, vx, vy } = jacobianAt(map, width / 2, height / 2);
  return !mirrored && ux > Math.max(Math.abs(uy), Math.abs(vx)) && vy > 0;
}

/** The way with the least cost; null where another one costs less than so much more. */
function clearest<W>(ways: readonly W[], costOf: (way: W) => number, by: number): W | null {
  const costs = ways.map((way) => ({ way, cost: costOf(way) })).sort((a, b) => a.cost - b.cost);
  const [best, next] = costs;
  return best && (!next || next.cost > best.cost + by) ? best.way : null;
}

/** By how much more longer numbers must be darker. */
const fitsBy = 0.2;
/** How much darker they must be for a page to lie as a mirror shows it, which is rare: where a sheet's first numbers were cut off, they say 0.27 the wrong way around. Or so near must it lie then to where its frame has it, in steps: 0.32 at most of mirrored pages, 1.56 in a photo whose frame was the desk. */
const mirroredFit = 0.4, inFrame = { mirrored: 0.75, turned: 1.5 };

/** From where the nearest of the template's frames has the page, upright or however it is turned, to where it was found: the most that a patch is off. */
export function distanceToFrame(frames: Framed, lattice: Lattice, { map, mirrored }: Way, turns: 'upright' | 'any' = 'any'): FrameDistance | null {
  const back = invertHomography(map);
  let nearest: FrameDistance | null = null;
  for (const { quad } of frames.primary()) for (const turn of turns === 'upright' ? [0] : [0, 1, 2, 3]) {
    const guess = mapTo(lattice, quad, turn, mirrored);
    if (!guess) continue;
    let across = 0, down = 0;
    for (const { x, y } of lattice.patches) {
      const p = applyHomography(guess, x, y), q = applyHomography(back, p.x, p.y);
      across = Math.max(across, Math.abs(q.x - x) / lattice.gapX); down = Math.max(down, Math.abs(q.y - y) / lattice.gapY);
    }
    if (!nearest || Math.max(across, down) < Math.max(nearest.across, nearest.down)) nearest = { across, down };
  }
  return nearest;
}

/** Steps between bubbles by which a page must lie nearer to its frame half turned around. */
const nearerBy = 1;
