/** Lines through marks, ink that leaves a bubble's room on opposite sides with paper between; and rings around bubbles, ink all about them. */
import { inSectors } from './sectors.ts';

/** The rim of a bubble's room, point by point in sectors around its middle; where the bubble reaches to the rim, its sectors have none. */
export interface Rim { readonly sectors: readonly Int32Array[] }

/** The whole rim; what of it is `clear` of the bubble, which strokes that end ragged beside it do not reach where the next bubble is near; and the outermost part, which strokes that only spill over do not reach. */
export interface Rims { readonly whole: Rim; readonly clear: Rim; readonly outermost: Rim }

const sectorCount = 24;
/** Largest of a point's shares of half the room across and down, from which it is the rim. */
const rimFrom = { whole: 0.78, outermost: 0.86 };
/** Squared distance from the bubble's middle, in halves of the bubble, from which a point is outside of it; and from which it is clear of it. */
const outside = 1.6, clearOf = 1.8;
/** A line is so many points wide and long in its sector. */
const linePoints = 2;
/** Sectors a line may be bent by. */
const bend = 3;
/** Sectors that a line or two beside each other take, where a scribble that spills over takes more; and how dark the next one is from which ink goes on. */
const widest = 4, goesOn = 0.4;
/** Share of the rim that a line and its end may take; what spills over all around is no line. */
const mostOfRim = 0.5;

/** `halfW`, `halfH`: of the bubble, as shares of its room. */
export function rimsOf(side: number, halfW: number, halfH: number): Rims {
  return { whole: rimOf(side, halfW, halfH, rimFrom.whole, outside), clear: rimOf(side, halfW, halfH, rimFrom.whole, clearOf), outermost: rimOf(side, halfW, halfH, rimFrom.outermost, outside) };
}

/** Where a ring around a bubble runs: from just inside its outline to twice as far from its middle. */
export function ringOf(side: number, halfW: number, halfH: number): Rim {
  return { sectors: inSectors(side, halfW, halfH, sectorCount, (far) => far >= ring.from && far <= ring.to) };
}

const ring = { from: 0.8, to: 2.6, /** Share of the sectors that may be free: hands do not close every ring. */ open: 0.2 };

/** How dark the ink is around a bubble in nearly every direction. */
export function ringAround(darkness: Float32Array, from: number, { sectors }: Rim, print: Float32Array): number {
  const inked = new Float64Array(sectorCount);
  for (let s = 0; s < sectorCount; s++) inked[s] = darkest(darkness, from, sectors[s]!, print);
  return inked.sort()[Math.floor(ring.open * sectorCount)]!;
}

function rimOf(side: number, halfW: number, halfH: number, from: number, least: number): Rim {
  return { sectors: inSectors(side, halfW, halfH, sectorCount, (far, u, v) => Math.max(Math.abs(u), Math.abs(v)) >= from / 2 && far >= least) };
}

/** How dark ink is that leaves a mark's bubble on opposite sides, as lines through it do and strokes that spill over may; and that does so as narrow as a line, and to the end of the room. */
export interface Crossing { readonly near: number; readonly far: number }

export const uncrossed: Crossing = { near: 0, far: 0 };

/** How dark the ink is that leaves the room on two opposite sides, the paler of the two, as a share of nothing reflected; 0 where it leaves nearly everywhere. `from`: where the bubble's points begin; `print`: what is printed in its room. */
export function crossingOf(darkness: Float32Array, from: number, { whole, clear, outermost }: Rims, print: Float32Array): Crossing {
  const around = inkIn(darkness, from, whole, print), near = through(inkIn(darkness, from, clear, print), clear, sectorCount);
  return { near, far: through(around, whole, sectorCount) === 0 ? 0 : Math.min(through(around, whole, widest), through(inkIn(darkness, from, outermost, print), outermost, widest)) };
}

/** How dark the ink in each sector is. */
function inkIn(darkness: Float32Array, from: number, { sectors }: Rim, print: Float32Array): Float64Array {
  const inked = new Float64Array(sectorCount);
  for (let s = 0; s < sectorCount; s++) if (sectors[s]!.length >= linePoints) inked[s] = darkest(darkness, from, sectors[s]!, print);
  return inked;
}

/** `width`: sectors that ink may take where it leaves. */
function through(inked: Float64Array, { sectors }: Rim, width: number): number {
  let most = 0;
  for (let s = 0; s < sectorCount; s++) for (let far = sectorCount / 2 - bend; far <= sectorCount / 2; far++) {
    const other = (s + far) % sectorCount, both = Math.min(inked[s]!, inked[other]!);
    if (both > most && (width === sectorCount || (widthAt(inked, s) <= width && widthAt(inked, other) <= width))) most = both;
  }
  if (most <= 0) return 0;
  let leaving = 0, open = 0;
  for (let s = 0; s < sectorCount; s++) {
    if (inked[s]! > most / 2) leaving++;
    if (sectors[s]!.length >= linePoints) open++;
  }
  return leaving > mostOfRim * open ? 0 : most;
}

/** Over how many sectors the ink goes on that leaves in one. */
function widthAt(inked: Float64Array, sector: number): number {
  const isOn = (s: number): boolean => inked[(s + sectorCount) % sectorCount]! > inked[sector]! * goesOn;
  let width = 1;
  for (let s = sector + 1; width < sectorCount && isOn(s); s++) width++;
  for (let s = sector - 1; width < sectorCount && isOn(s); s--) width++;
  return width;
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
