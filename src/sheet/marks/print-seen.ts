/** How much of a bubble's print is to be seen: nothing of it is under a note, in glare, or where lines of a scan were dropped. */

/** What is printed in an empty bubble's room, without what is even in it; rows and columns at the room's edges are left out. */
export interface PrintShape { readonly side: number; readonly shape: Float32Array; /** Sum of the squares. */ readonly length: number }

/** Points on each side by which a bubble's print may lie beside where it is expected: a twelfth of a room of 24. */
const beside = 2;
/** Spread of the darkness of the palest print that tells anything: drop-out pink in the red of a scan has 0.01 and more. */
const leastSpread = 0.004;
/** Of what is seen so much where it is expected, no more is looked for beside it. */
const enough = 0.6;

/** Null where next to nothing is printed. `empty`: the darkness of an empty bubble's room, `side` points across and down. */
export function shapeIn(empty: Float32Array, side: number): PrintShape | null {
  const shape = new Float32Array(empty.length), count = (side - 2 * beside) ** 2;
  let sum = 0, length = 0;
  eachInside(side, (k) => { sum += empty[k]!; });
  eachInside(side, (k) => { const at = empty[k]! - sum / count; shape[k] = at; length += at ** 2; });
  return length < count * leastSpread ** 2 ? null : { side, shape, length };
}

/** How many times the print is in a room (least squares: 1 as in others, 0 not at all), at best of where it may lie. `from`: where the room's points begin. */
export function printSeen(darkness: Float32Array, from: number, print: PrintShape | null): number | null {
  if (print === null) return null;
  const { side, shape, length } = print;
  const seenAt = (by: number): number => {
    let product = 0;
    for (let r = beside; r < side - beside; r++) for (let c = beside, k = r * side + c; c < side - beside; c++, k++) product += shape[k]! * darkness[from + k + by]!;
    return product / length;
  };
  let most = seenAt(0);
  for (let down = -beside; down <= beside && most < enough; down++) for (let right = -beside; right <= beside; right++) most = Math.max(most, seenAt(down * side + right));
  return most;
}

function eachInside(side: number, visit: (k: number) => void): void {
  for (let r = beside; r < side - beside; r++) for (let c = beside; c < side - beside; c++) visit(r * side + c);
}
