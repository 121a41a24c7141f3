/**
 * The loops that take a page's time, compiled to WebAssembly (`assembly/`), and their memory. Below are what is asked about again and again (pictures, the sums of one, the places that are looked at, bubbles that were cut out):
 * each is copied in when it is not the one that is there already. Above is what a single call needs. Nobody keeps a view of this memory: it moves when it grows.
 */
import { z } from 'zod';
import { compiledKernels } from './compiled.ts';

type Loop<Result> = (...numbers: readonly number[]) => Result;
const loop = <Result>(): z.ZodType<Loop<Result>> => z.custom<Loop<Result>>((value) => typeof value === 'function');
const exportsSchema = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  splitColours: loop<number>(), inkOfRgb: loop<undefined>(), halve: loop<undefined>(), average: loop<undefined>(), sumDarkness: loop<undefined>(), paperTiles: loop<undefined>(),
  darkPixels: loop<undefined>(), sampleGrids: loop<undefined>(), countRuns: loop<number>(), collectRuns: loop<number>(), convolve: loop<undefined>(), countGreys: loop<undefined>(), weighedSums: loop<undefined>(), subtractPrinted: loop<undefined>(),
  answers: loop<undefined>(), answersEach: loop<undefined>(), bestShifts: loop<number>(), peaks: loop<undefined>(), seenThere: loop<undefined>(),
  sampleBoxes: loop<undefined>(), paperGreys: loop<undefined>(), darken: loop<undefined>(), darkenExactly: loop<undefined>(), windowStats: loop<undefined>(),
  meanOf: loop<undefined>(), inkOfBubbles: loop<number>(), usualWindow: loop<undefined>(), productsWith: loop<undefined>(),
  sumGreys: loop<undefined>(), bestMatch: loop<undefined>(), gather: loop<undefined>(),
});

export const loops = exportsSchema.parse(new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(compiledKernels), (character) => character.charCodeAt(0)))).exports);

/** Below is the module's own. */
const base = 1024;
/** Loops may read and write so far beyond the last pixel. */
export const margin = 64;
const pageBytes = 65_536;

type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;
/** `made`: what is there a loop wrote, and the array has it not yet. */
interface Slot { at: number; room: number; holds: Numbers | null; made: boolean; /** When it was last asked for. */ asked: number }
/** Of pictures there are a page's planes, the smaller one that is searched, and one more. */
const pictures = Array.from({ length: 4 }, emptySlot);
const slots = { sums: emptySlot(), places: emptySlot(), cuts: emptySlot() };
const all: readonly Slot[] = [...pictures, ...Object.values(slots)];
type Kept = keyof typeof slots | 'picture';
let asked = 0;
/** Where a single call's sections begin. */
let free = base;

function emptySlot(): Slot {
  return { at: base, room: 0, holds: null, made: false, asked: 0 };
}

const rounded = (bytes: number): number => Math.ceil((bytes + margin) / 16) * 16;

/** The slot that has the array, or else may have it: of pictures an empty one, or the one that was not asked for longest. */
function slotFor(name: Kept, array: Numbers): Slot {
  const slot = name === 'picture' ? pictures.find(({ holds }) => holds === array) ?? pictures.find(({ holds }) => holds === null) ?? pictures.reduce((oldest, each) => (each.asked < oldest.asked ? each : oldest)) : slots[name];
  slot.asked = ++asked;
  return slot;
}

/** Has the array where the loops can read it; returns its address, which is good until something else is kept. What is kept must not change until `forget`. */
export function keep(name: Kept, array: Numbers): number {
  const slot = slotFor(name, array);
  if (slot.holds === array) return slot.at;
  take(slot, array);
  bytesAt(slot.at, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return slot.at;
}

/** Room for two pictures that a loop is about to write: their addresses. Whoever has them written copies them into their arrays as well. */
export function roomForPictures(first: Uint8Array, second: Uint8Array): readonly [number, number] {
  const [one, other] = [roomForPicture(first), roomForPicture(second)];
  return [one.at, other.at];
}

function roomForPicture(array: Uint8Array): Slot {
  const slot = slotFor('picture', array);
  if (slot.holds !== array) take(slot, array);
  return slot;
}

/** The slot is the array's from here on. */
function take(slot: Slot, array: Numbers): void {
  empty(slot);
  if (array.byteLength + margin > slot.room) makeRoom(slot, array.byteLength + margin);
  slot.holds = array;
}

/** The same for what a loop is about to write there. The array is only the name of it: what was written is copied into it when something else takes its place, and never once it is forgotten. */
export function keepMade(name: Kept, array: Numbers): number {
  const slot = slotFor(name, array);
  take(slot, array);
  slot.made = true;
  return slot.at;
}

/** What the array has, or what was made in its name, to be read at once beside the loops: good until something else is kept. */
export function asMade(name: Kept, array: Int32Array): Int32Array;
export function asMade(name: Kept, array: Float32Array): Float32Array;
export function asMade(name: Kept, array: Int32Array | Float32Array): Int32Array | Float32Array {
  const { holds, made, at } = slotFor(name, array);
  if (holds !== array || !made) return array;
  return array instanceof Int32Array ? intsAt(at, array.length) : floatsAt(at, array.length);
}

/** Every array gets what was made in its name, and nothing is kept. */
export function putAway(): void {
  for (const slot of all) empty(slot);
}

/** The array gets what was made in its name. */
function empty(slot: Slot): void {
  const { holds, made, at } = slot;
  if (holds !== null && made) new Uint8Array(holds.buffer, holds.byteOffset, holds.byteLength).set(bytesAt(at, holds.byteLength));
  slot.holds = null; slot.made = false;
}

/** A quarter more than is needed: the next one may be larger. What lies above moves up. */
function makeRoom(slot: Slot, bytes: number): void {
  const room = Math.ceil(bytes * 1.25 / 16) * 16, more = room - slot.room;
  grow(free + more);
  for (const above of all.slice(all.indexOf(slot) + 1).toReversed()) {
    if (above.holds !== null) new Uint8Array(loops.memory.buffer).copyWithin(above.at + more, above.at, above.at + above.holds.byteLength);
    above.at += more;
  }
  slot.room = room; free += more;
}

/** What is kept may change from here on, but for these arrays. */
export function forget(...but: readonly Numbers[]): void {
  for (const slot of all) if (slot.holds !== null && !but.includes(slot.holds)) { slot.holds = null; slot.made = false; }
}

/** Addresses of sections of these many bytes for one call. */
export function sections(...sizes: readonly number[]): number[] {
  let at = free;
  const addresses = sizes.map((size) => { const own = at; at += rounded(size); return own; });
  grow(at);
  return addresses;
}

function grow(end: number): void {
  const missing = end - loops.memory.buffer.byteLength;
  if (missing > 0) loops.memory.grow(Math.ceil(missing / pageBytes));
}

export function bytesAt(address: number, length: number): Uint8Array {
  return new Uint8Array(loops.memory.buffer, address, length);
}
export function intsAt(address: number, length: number): Int32Array {
  return new Int32Array(loops.memory.buffer, address, length);
}
export function floatsAt(address: number, length: number): Float32Array {
  return new Float32Array(loops.memory.buffer, address, length);
}
export function doublesAt(address: number, length: number): Float64Array {
  return new Float64Array(loops.memory.buffer, address, length);
}
