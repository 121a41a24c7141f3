/** Lines through marks, ink that leaves a bubble on opposite sides, followed into its neighbours' rooms; and rings around bubbles, ink all about them. */
import type { Room } from './cut.ts';
import { inSectors } from './sectors.ts';

const sectorCount = 24;
/** Distances from the bubble's box at which lines are looked for, in shares of its narrower side: so many steps, each as far from the last as it is wide. */
const steps = { first: 0.03, wide: 0.08, count: 9 };
/** Steps beside a bubble's box on which its print ends softly: of the ink of a thin line little is left there when the print is taken off. */
const softEdge = 1;
/** Sectors a line may be bent by. */
const bend = 3;
/** Darkness of a line, as a share of the mark's own. */
const asDark = 0.3;
/** Darkness of print over which no ink is seen. */
const hiding = 0.3;
/** A line is so many points wide. */
const linePoints = 2;
/** Share of the sectors that a line and its end may take; what spills over all around is no line. */
const mostOfRim = 0.7;
/** Share of a hand's marks by whose reach one knows how far it usually goes. */
const usually = 0.8;

/** How far ink goes on beyond a mark's bubble, in steps, for each sector: where it is joined to the mark, and where the soft edge of what is printed may lie between them. */
export interface Reach { readonly joined: Uint8Array; /** Asked of few. */ readonly apart: () => Uint8Array; /** Without what is printed along the whole row, as a rule above it; asked of few. */ readonly alone: () => Reach }

/** Points around a bubble, those of the nine rooms about it one room after the other, and of a table's cell those of its own room in the nine directions, for where there is no other cell; from where on each room's are: which point of that room each is, whether it is inside of that bubble, and at which step in which sector. */
export interface Surroundings { readonly isCell: boolean; readonly starts: readonly number[]; readonly point: Int32Array; readonly inside: Uint8Array; readonly at: Uint8Array }

/** A bubble beside a mark, or the mark itself: where its points begin, what is printed in its room, and whether it is a mark, too. */
export interface Beside { readonly from: number; readonly print: Float32Array; readonly isMarked: boolean }

/** Rooms about a bubble, its own in the middle. */
const rooms = 9, itself = 4;
/** Share of a cell's narrower side in which, along each of its sides, its lines lie: whose ink is there nobody can tell. */
const lined = 0.07;

/** `half`: of the bubble, as shares of its room; `isCell`: of a table; `step`: from one bubble's middle to the next, in the room's units. */
export function surroundingsOf(side: number, { halfW, halfH, isCell }: { readonly halfW: number; readonly halfH: number; readonly isCell: boolean }, room: Room, step: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): Surroundings {
  const half = { w: halfW * room.w, h: halfH * room.h }, narrow = 2 * Math.min(half.w, half.h), far = (steps.first + steps.wide * steps.count) * narrow;
  const starts: number[] = [], point: number[] = [], inside: number[] = [], at: number[] = [], band = lined * narrow;
  for (let n = 0; n < (isCell ? 2 * rooms : rooms); n++) {
    starts.push(point.length);
    if (isCell && n === itself) continue;
    const isOther = n < rooms, dx = isOther ? (n % 3 - 1) * step.x : 0, dy = isOther ? (Math.floor(n / 3) - 1) * step.y : 0;
    for (let r = 0; r < side; r++) {
      const ownY = ((r + 0.5) / side - 0.5) * room.h, y = ownY + dy, overY = Math.max(0, Math.abs(y) - half.h);
      if (overY >= far) continue;
      for (let c = 0, k = r * side; c < side; c++, k++) {
        const ownX = ((c + 0.5) / side - 0.5) * room.w, x = ownX + dx, overX = Math.max(0, Math.abs(x) - half.w);
        if (overX >= far || overX + overY === 0) continue;
        if (isCell && (isOther ? Math.abs(ownX) > half.w - band || Math.abs(ownY) > half.h - band : Math.abs(Math.abs(x) - half.w) < band || Math.abs(Math.abs(y) - half.h) < band || directionOf(x, half.w) + 3 * directionOf(y, half.h) !== n - rooms)) continue;
        const stepAt = Math.floor((Math.sqrt(overX * overX + overY * overY) / narrow - steps.first) / steps.wide);
        if (stepAt < 0 || stepAt >= steps.count) continue;
        const sector = Math.min(sectorCount - 1, Math.floor((Math.atan2(y / half.h, x / half.w) / (2 * Math.PI) + 0.5) * sectorCount));
        point.push(k); inside.push(Math.abs(ownX) < half.w && Math.abs(ownY) < half.h ? 1 : 0); at.push(sector * steps.count + stepAt);
      }
    }
  }
  return { isCell, starts: [...starts, point.length], point: Int32Array.from(point), inside: Uint8Array.from(inside), at: Uint8Array.from(at) };
}

/** 0 before a cell, 1 beside it, 2 after it. */
function directionOf(at: number, half: number): number {
  return at < -half ? 0 : at > half ? 2 : 1;
}

/** How far ink goes on beyond a mark. `about`: the nine bubbles about it, row by row, itself in the middle; `black`: how dark its ink is. */
export function reachOf(darkness: Float32Array, about: readonly (Beside | null)[], { isCell, starts, point, inside, at }: Surroundings, black: number): Omit<Reach, 'alone'> {
  const places = sectorCount * steps.count, first = new Float32Array(places), second = new Float32Array(places), seen = new Uint8Array(places);
  for (let n = 0; n < starts.length - 1; n++) {
    const isOther = n < rooms && n !== itself, own = n < rooms ? about[n] : about[n - rooms] ? null : about[itself];
    if (!own) continue;
    const { from, print } = own, isHidden = isOther && own.isMarked, end = starts[n + 1]!;
    for (let p = starts[n]!; p < end; p++) {
      const place = at[p]!, k = point[p]!;
      if (isHidden && inside[p] === 1) { if (seen[place] === 0) seen[place] = hidden; continue; }
      const printed = print[k]!, ink = darkness[from + k]! - printed;
      if (printed > hiding && ink < printed) continue;
      seen[place] = open;
      if (ink > second[place]!) { if (ink > first[place]!) { second[place] = first[place]!; first[place] = ink; } else second[place] = ink; }
    }
  }
  const reach = (free: number, mayHide: boolean): Uint8Array => new Uint8Array(sectorCount).map((_, sector) => reachIn(sector, first, second, seen, black * asDark, free, mayHide));
  let apart: Uint8Array | null = null;
  return { joined: reach(0, false), apart: () => (apart ??= reach(softEdge, isCell)) };
}

/** What is printed in the rooms of a row, though not in those of others: as dark there as in most of the row's empty bubbles. Null where there are not two of them, which would be chance. `empties`: where their points begin. */
export function printAlong(darkness: Float32Array, empties: readonly number[], side: number): Float32Array | null {
  if (empties.length < 2) return null;
  const own = new Float64Array(empties.length);
  return new Float32Array(side ** 2).map((_, k) => {
    for (let j = 0; j < own.length; j++) own[j] = darkness[empties[j]! + k]!;
    return own.sort()[(own.length - 1) >> 1]!;
  });
}

/** How far ink usually goes on beyond marks in each sector. */
export function usualReach(reaches: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(sectorCount).map((_, sector) => reaches.map((reach) => reach[sector]!).sort((a, b) => a - b)[Math.floor(reaches.length * usually)] ?? 0);
}

/** How far ink leaves a mark on two opposite sides beyond what is usual there, in steps: as far as it goes on the shorter side. 0 where it leaves nearly everywhere. */
export function throughOf(reach: Uint8Array, usual: Uint8Array): number {
  const beyond = new Int8Array(sectorCount);
  for (let s = 0; s < sectorCount; s++) beyond[s] = reach[s]! - usual[s]!;
  let most = 0, around = 0;
  for (let s = 0; s < sectorCount; s++) for (let far = sectorCount / 2 - bend; far <= sectorCount / 2; far++) most = Math.max(most, Math.min(beyond[s]!, beyond[(s + far) % sectorCount]!));
  for (const far of beyond) if (far > most / 2) around++;
  return around > mostOfRim * sectorCount ? 0 : most;
}

const open = 2, hidden = 1;

/** Up to which step ink goes on in a sector or beside it; over print it is taken to, and beyond what is cut out, inside another mark not, unless it `mayHide` there. `free`: so many steps may be without any before it. */
function reachIn(sector: number, first: Float32Array, second: Float32Array, seen: Uint8Array, least: number, free: number, mayHide: boolean): number {
  let last = -1;
  for (let step = 0; step < steps.count; step++) {
    let known = 0, isInked = false;
    for (let s = sector - 1; s <= sector + 1; s++) {
      const place = (s + sectorCount) % sectorCount * steps.count + step;
      known = Math.max(known, seen[place]!);
      isInked ||= seen[place] === open && (first[place]! + second[place]!) / linePoints >= least;
    }
    if (known === 0) continue;
    if (known === hidden && mayHide) return steps.count;
    if (!isInked && last < 0 && step < free) continue;
    if (!isInked) return last < 0 ? 0 : step;
    last = step;
  }
  return last < 0 ? 0 : steps.count;
}

/** Points around a bubble in sectors about its middle. */
export interface Rim { readonly sectors: readonly Int32Array[] }

const ring = { from: 0.8, to: 2.6, /** Share of the sectors that may be free: hands do not close every ring. */ open: 0.2 };

/** Where a ring around a bubble runs: from just inside its outline to twice as far from its middle. */
export function ringOf(side: number, halfW: number, halfH: number): Rim {
  return { sectors: inSectors(side, halfW, halfH, sectorCount, (far) => far >= ring.from && far <= ring.to) };
}

/** How dark the ink is around a bubble in nearly every direction. */
export function ringAround(darkness: Float32Array, from: number, { sectors }: Rim, print: Float32Array): number {
  const inked = new Float64Array(sectorCount);
  for (let s = 0; s < sectorCount; s++) inked[s] = darkest(darkness, from, sectors[s]!, print);
  return inked.sort()[Math.floor(ring.open * sectorCount)]!;
}

/** Mean of the two darkest points of a sector, which a line has there. */
function darkest(darkness: Float32Array, from: number, points: Int32Array, print: Float32Array): number {
  let first = 0, second = 0;
  for (const k of points) {
    const ink = darkness[from + k]! - print[k]!;
    if (ink > first) { second = first; first = ink; } else if (ink > second) second = ink;
  }
  return (first + second) / linePoints;
}
