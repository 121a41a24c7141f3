/** How bright the paper is about each bubble: its own room tells, unless ink fills it (decision 0174). */
import { type Boxes, greysAround } from '../pixels/boxes.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from '../register/lattice.ts';

/** Darker than this share of the paper around is no paper, or lies in a shadow. */
const asPaper = 0.88;
/** Bubbles before and after one, and how many of its cells away, among which its paper is looked for; the share of them that may be marked or printed full. */
const near = { places: 45, cells: 6, share: 0.6 };
/** What lies next to a bubble's room: how many times as large as it, points across and down that are looked at, how many must lie in the picture, and the share of them that may be print, ink, or deeper in the shadow. */
const next = { times: 1.7, points: 20, least: 100, share: 0.65 };

/**
 * The greys of each bubble's paper. `own`: the grey above which a sixth of each one's room is. Where that is darker than about its neighbours, ink fills the room and the paper is as bright as theirs, but no brighter
 * than what lies right next to the room (`aroundOf` it, asked for of few): the shadow of a hand or a phone makes the paper itself darker.
 */
export function settledPaper(lattice: Lattice, which: readonly number[], own: Float32Array, aroundOf: (place: number) => number): Float32Array {
  const settled = Float32Array.from(own);
  // Greys are whole numbers and a half.
  const greys = new Uint16Array(256);
  let brightest = 0;
  for (const grey of own) brightest = Math.max(brightest, grey);
  for (let at = 0; at < which.length; at++) {
    const i = which[at]!;
    // What is around it is no brighter than the brightest of all.
    if (own[at]! >= brightest * asPaper) continue;
    greys.fill(0);
    let count = 0;
    for (let n = Math.max(0, at - near.places), k; n < Math.min(which.length, at + near.places + 1); n++) {
      k = which[n]!;
      if (Math.abs(lattice.x[k]! - lattice.x[i]!) < near.cells * lattice.cellW[i]! && Math.abs(lattice.y[k]! - lattice.y[i]!) < near.cells * lattice.cellH[i]!) { greys[own[n]! | 0]!++; count++; }
    }
    // Most of a block is paper: its brighter half tells how bright that is here.
    let usual = 0;
    for (let left = Math.floor(count * near.share); usual < 255; usual++) { left -= greys[usual]!; if (left < 0) break; }
    usual += 0.5;
    if (own[at]! < usual * asPaper) settled[at] = Math.max(own[at]!, Math.min(usual, aroundOf(at)));
  }
  return settled;
}

/** The grey of the paper right next to a box; white where hardly any of that lies in the picture. */
export function greyAround(image: GrayImage, boxes: Boxes, box: number): number {
  const greys = greysAround(image, boxes, box, next).sort((a, b) => a - b);
  return greys.length < next.least ? 255 : greys[Math.floor(greys.length * next.share)]!;
}
