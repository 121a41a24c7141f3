import type { Direction } from './block-grids.ts';
import { directions, opposite } from './block-grids.ts';
import type { LetterLook, Letters } from './letter-look.ts';
import type { Lattice } from './lattice.ts';
import type { LocalFit } from './local.ts';
import type { BlockLook, SideLook } from './side-look.ts';

/** What on the page speaks against the template, each block looked at by itself. */
export type Contradiction =
  /** A block, or one end of it, is nowhere to be seen. */
  | 'missing'
  /** A block would fit better a step to one side, or lies on bubbles that another block has. */
  | 'moved'
  /** The rows of the sheet go on where those of the template end, or there are more of them than its numbers leave room for. */
  | 'longer'
  /** The page could as well lie elsewhere: its blocks go on where they should end, or are too few to be found by. */
  | 'unsure';

/** How far the page lies from where its frame (the image, the paper, the markers) has it, in steps between bubbles; null where there is no such frame. */
export interface FrameDistance { readonly across: number; readonly down: number }

const bounds = {
  /** Of blocks of so many bubbles this share must be seen; what is covered by so much ink that nothing tells counts half. */
  block: { members: 6, seen: 0.6 },
  /** and of smaller ones no more than this share is absent: of two bubbles one may be marked and the other too small to be told, and where the block lies a step off, bubbles go on at its other end. */
  small: { members: 2, absent: 0.51 },
  /** An end of so many bubbles is missing when no more than this share of them is seen and there is paper instead: it may be struck out. */
  end: { members: 3, seen: 0.2, bare: 0.5 },
  /** Or when other print is there: as many are absent, and what is there is no more like bubbles than this. Longer ends say it more surely. */
  other: [{ members: 3, absent: 0.7, like: 0.3 }, { members: 10, absent: 0.2, like: 0.35 }],
  /** Unless its bubbles, inside their boxes, look so much like the block's others and like those of the same value, and differ from other values by this share of what these do; where letters are too small to differ, all the more like them. */
  letters: { like: 0.65, differs: 0.4, small: { differ: 0.03, like: 0.9 } },
  /** A block is out of place when an end of which so little is seen faces, on the other side, a row that goes on; */
  moved: { inside: 0.6, open: 0.6, places: 3, black: 4 },
  /** or when what lies beyond looks so much more like its bubbles than its own other end does. */
  better: { by: 0.15, like: 0.7 },
  /** A row of the sheet goes on when what follows its last value looks so much like its bubbles; what stands before its first value may be a number in a ring. */
  longer: { places: 4, beyond: 0.8, after: 0.5, before: 0.95 },
  /**
   * Another field follows where the next number is another block's when what is there looks so much like its bubbles: marks that run into the next one leave 0.73 and more of it, and one of three open; where a
   * sheet ends there it is 0.3 at most. Before the first one the letters of a heading (A B C D) look as much like them.
   */
  more: { beyond: 0.9, after: { open: 0.3, like: 0.7 }, before: { open: 0.75, like: 0.85 } },
  /** A page may lie a step further when so many of its blocks' ends go on there; then its frame must place it within this share of a step. */
  slide: { places: 4, open: 0.6, steps: 0.45 },
  /** So may a page whose ends are this narrow, where all that follows is bubbles or looks like them (a heading over each column does): its frame must at least not have it a whole step away. */
  narrow: { places: 2, steps: 0.9 },
  /** So few bubbles are found somewhere on any sheet: the frame must place them within so many steps. */
  few: [{ bubbles: 8, steps: 0.45 }, { bubbles: 24, steps: 1 }, { bubbles: 100, steps: 2.5 }],
  /** and of such a block no more than this share is absent. */
  fewAbsent: 0.1,
  /** Every block is seen to this share; and in each axis an end is there, and nothing beyond it. */
  clear: { seen: 0.8, inside: 0.95, beyond: 0.2 },
  /** Bubbles of two fields that lie nearer to each other than this share of their size are one printed bubble. */
  same: 0.5,
};

/** Whether every block is seen whole and ends where it should, so that no row or column further could fit as well. */
export function isClear(looks: readonly BlockLook[]): boolean {
  return looks.every(({ seen }) => seen >= bounds.clear.seen) && [['left', 'right'] as const, ['up', 'down'] as const].every((axis) => axis.some((direction) => {
    const ends = looks.flatMap(({ sides }) => sides[direction] ?? []);
    const members = ends.reduce((sum, end) => sum + end.members, 0), places = ends.reduce((sum, end) => sum + end.places, 0);
    return members > 0 && ends.reduce((sum, end) => sum + end.members * end.inside, 0) >= bounds.clear.inside * members && places > 0 && ends.reduce((sum, end) => sum + end.places * end.beyondExactly, 0) <= bounds.clear.beyond * places;
  }));
}

/** The first thing that speaks against the page; null when nothing does. */
export function contradictionOf(looks: readonly BlockLook[], lattice: Lattice, moved: LocalFit, frameOf: (turns: 'upright' | 'any') => FrameDistance | null, letters: Letters): Contradiction | null {
  for (const [k, look] of looks.entries()) {
    if (look.members >= bounds.block.members ? (1 + look.seen - look.absent) / 2 < bounds.block.seen : look.members >= bounds.small.members && look.absent >= bounds.small.absent) return 'missing';
    for (const direction of directions) {
      const end = look.sides[direction];
      if (!end) continue;
      if (end.members >= bounds.end.members && end.inside <= bounds.end.seen && end.bare >= bounds.end.bare) return 'missing';
      if (isOther(end) && !isLettered(letters.look(k, direction))) return 'missing';
      if (leftOver(end, look.sides[opposite[direction]])) return 'moved';
      if (goesOnOpposite(end, look.sides[opposite[direction]]) && !isLettered(letters.look(k, direction))) return 'moved';
      if ((end.followed || end.isEnd) && fieldsGoOn(end, direction)) return 'longer';
      if (lattice.sideways[k] && (direction === 'right' || direction === 'left') && rowGoesOn(end, direction)) return 'longer';
      if (!lattice.sideways[k] && direction === 'down' && columnGoesOn(end)) return 'longer';
    }
  }
  if (oneForTwo(lattice, moved)) return 'moved';
  // A table may have a row more, or an empty head: one whose first and last row tell themselves holds the others.
  const isPinned = (axis: 'across' | 'down'): boolean => looks.some(({ pinned }) => pinned?.[axis] === true);
  if (looks.every(({ pinned }) => pinned !== null) && !(isPinned('across') && isPinned('down'))) return 'unsure';
  const doubtful = directions.filter((direction) => !isPinned(direction === 'left' || direction === 'right' ? 'across' : 'down') && mayGoOn(looks, direction));
  const few = bounds.few.find(({ bubbles }) => lattice.x.length < bubbles);
  const narrow = directions.filter((direction) => isNarrowAndGoesOn(looks, direction));
  if (doubtful.length === 0 && narrow.length === 0 && !few) return null;
  // Of few bubbles each must be there: letters and numbers are as dark, and some of them look like bubbles.
  if (few && looks.some(({ members, absent }) => members >= bounds.block.members && absent >= bounds.fewAbsent)) return 'unsure';
  const anyhow = few ? frameOf('any') : null;
  if (few && (anyhow === null || Math.max(anyhow.across, anyhow.down) > few.steps)) return 'unsure';
  if (doubtful.length === 0 && narrow.length === 0) return null;
  // A frame looks the same upside down: where bubbles go on, nothing else tells which part of them is the template's.
  const frame = frameOf('upright');
  return doubtful.every((direction) => placedBy(frame, direction, bounds.slide.steps)) && narrow.every((direction) => placedBy(frame, direction, bounds.narrow.steps)) ? null : 'unsure';
}

function isOther(end: SideLook): boolean {
  return bounds.other.some(({ members, absent, like }) => end.members >= members && end.absent >= absent && end.like !== null && end.like <= like);
}

/** Whether an end is there letter by letter, whatever stands beside it. */
function isLettered(look: LetterLook | null): boolean {
  if (!look) return false;
  const { like, differs, small } = bounds.letters, { kind, own, contrast, usualContrast } = look;
  const least = Math.min(kind, own);
  return usualContrast < small.differ ? least >= small.like : least >= like && contrast >= differs * usualContrast;
}

function goesOnOpposite(end: SideLook, other: SideLook | null): boolean {
  if (!other) return false;
  // A bubble or two say less: none may be seen here, all there.
  if (other.places > 0 && other.places < bounds.moved.places) return end.inside === 0 && other.beyond === 1;
  if (other.places === 0) return false;
  // Letters of a heading are black through and through, as marks are: an end that is nothing but black is no end when bubbles follow on the other side.
  const black = end.like === null && end.members >= bounds.moved.black;
  if ((end.inside <= bounds.moved.inside || black) && other.open >= bounds.moved.open) return true;
  return end.like !== null && other.beyondLike !== null && other.beyondLike >= bounds.better.like && other.beyondLike > end.like + bounds.better.by && end.members >= bounds.moved.places;
}

/** Whether printed bubbles are left over between this end and other blocks of the template, while bubbles go on at the other end: nobody leaves one row out of the middle, the block lies a step off. */
function leftOver(end: SideLook, other: SideLook | null): boolean {
  return other !== null && end.between && [end, other].every(({ places, open }) => places >= bounds.moved.places && open >= bounds.moved.open);
}

function rowGoesOn(end: SideLook, direction: 'left' | 'right'): boolean {
  const { places, beyond, after, before } = bounds.longer;
  if (end.lined && end.beyondLike !== null && end.beyondLike < bounds.better.like) return false;
  // A row or two by themselves must be beyond doubt, and a number in a ring stands before most.
  if (end.places < places) return direction === 'right' && end.places > 0 && end.open === 1 && end.beyond === 1;
  return end.places >= places && end.beyond >= beyond && end.beyondLike !== null && end.beyondLike >= (direction === 'right' ? after : before);
}

/** The same of values one below the other: as clearly as of fields, for below a number's 9 there may be anything. Above the first one there is the number as it is written, in boxes. */
function columnGoesOn({ places, beyond, open, beyondLike, lined }: SideLook): boolean {
  const { before } = bounds.more;
  return places >= bounds.longer.places && !lined && beyond >= bounds.more.beyond && open >= before.open && beyondLike !== null && beyondLike >= before.like;
}

/** Whether another field stands where a block ends whose numbers go on elsewhere: a sheet with as many has other numbers in all that follow. */
function fieldsGoOn({ places, beyond, open, beyondLike, lined, isEnd }: SideLook, direction: Direction): boolean {
  // Letters beside a number by hand look as much like bubbles as those of a heading do.
  const more = { beyond: bounds.more.beyond, ...bounds.more[!isEnd && (direction === 'down' || direction === 'right') ? 'after' : 'before'] };
  return places >= bounds.longer.places && !lined && beyond >= more.beyond && open >= more.open && beyondLike !== null && beyondLike >= more.like;
}

/** Whether more than a twentieth of some block's bubbles lie on bubbles of other fields. */
function oneForTwo({ x, y, w, h, grids }: Lattice, { dx, dy }: LocalFit): boolean {
  const atX = x.map((v, i) => v + dx[i]!), atY = y.map((v, i) => v + dy[i]!);
  const all = Array.from(x, (_, i) => i).sort((a, b) => atY[a]! - atY[b]!);
  const doubled = new Uint8Array(x.length);
  for (let k = 0; k < all.length; k++) for (let m = k + 1; m < all.length; m++) {
    const i = all[k]!, j = all[m]!;
    if (atY[j]! - atY[i]! > bounds.same * Math.max(h[i]!, h[j]!)) break;
    if (Math.abs(atX[j]! - atX[i]!) < bounds.same * Math.min(w[i]!, w[j]!)) { doubled[i] = 1; doubled[j] = 1; }
  }
  return grids.some(({ members }) => members.filter((i) => doubled[i] === 1).length > members.length / 20);
}

function mayGoOn(looks: readonly BlockLook[], direction: Direction): boolean {
  let places = 0, open = 0;
  for (const { sides } of looks) { const side = sides[direction]; if (side) { places += side.places; open += side.places * side.open; } }
  return places >= bounds.slide.places && open >= bounds.slide.open * places;
}

/** Whether all that follows the few bubbles with which a page's blocks end in one direction is bubbles, or looks like them. */
function isNarrowAndGoesOn(looks: readonly BlockLook[], direction: Direction): boolean {
  const ends = looks.flatMap(({ sides }) => { const side = sides[direction]; return side !== null && side.places > 0 ? [side] : []; });
  const places = ends.reduce((sum, end) => sum + end.places, 0);
  return places >= bounds.narrow.places && places < bounds.slide.places && ends.every(({ beyondExactly }) => beyondExactly === 1);
}

function placedBy(frame: FrameDistance | null, direction: Direction, steps: number): boolean {
  return frame !== null && (direction === 'left' || direction === 'right' ? frame.across : frame.down) <= steps;
}
