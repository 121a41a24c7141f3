/**
 * How the lines printed on a page run, followed from strip to strip: the profile of each strip (its dark pixels, row by row) is laid on what the strips before it showed, and shifted to where both agree
 * best. A curl moves strips up and down, a feeder that slipped moves them sideways. Pure.
 */

export interface Bend {
  /** Pixels by which what belongs at a row lies further to the right, and at a column further down. */
  readonly across: (y: number) => number;
  readonly down: (x: number) => number;
  /** Millimetres by which the page strays from a flat one, in the root mean square. */
  readonly strayMm: number;
}

/** Strips into which a page is cut; the most that lines move from one to the next without a jump, and with one; and what a jump costs, as a share of one strip's agreement. */
interface Following { readonly strips: number; readonly stepMm: number; readonly reachMm: number; readonly jump: number; readonly jumps: boolean }
/** Side by side: paper that is curled has no jumps. */
const columns: Following = { strips: 24, stepMm: 1.6, reachMm: 1.6, jump: 4, jumps: false };
/** One below the other: where the feeder slipped there is a jump. */
const rows: Following = { strips: 48, stepMm: 1, reachMm: 7, jump: 0.1, jumps: true };
/** What a millimetre costs: rows of bubbles look alike. */
const perMm = 0.06;
/** Agreement below which a strip goes where the one before it went. */
const leastAgreement = 0.15, leastForJump = 0.3;
/** What the strips before count beside the last one. */
const remembered = 0.75;

/** `dark`: 1 for ink; `pxPerMm`: of this picture. */
export function bendOf(dark: Uint8Array, width: number, height: number, pxPerMm: number): Bend {
  const down = followed(profiles(width, height, columns.strips, (x, y) => dark[y * width + x]!), columns, pxPerMm);
  const downAt = curve(down, width);
  const shift = Int32Array.from({ length: width }, (_, x) => Math.round(downAt(x)));
  // Seen without the curl.
  const straight = (y: number, x: number): number => { const at = y + shift[x]!; return at >= 0 && at < height ? dark[at * width + x]! : 0; };
  const strips = profiles(height, width, rows.strips, straight), across = followed(strips, rows, pxPerMm);
  const slips = Array.from(across.subarray(1), (after, k) => ({ k, by: Math.abs(after - across[k]!) })).filter(({ by }) => by > rows.stepMm * pxPerMm).map(({ k }) => slipAt(k, strips, across, height, straight));
  return { down: downAt, across: curve(across, height, slips), strayMm: Math.hypot(stray(down), stray(across)) / pxPerMm };
}

/** Where between two strips (k and the next) the paper slipped. */
interface Slip { readonly k: number; readonly at: number }

/** The row from which on the ink lies as below the slip, by what the strips around it show together. */
function slipAt(k: number, strips: readonly Float32Array[], shifts: Float64Array, height: number, straight: (y: number, x: number) => number): Slip {
  const before = Math.round(shifts[k]!), after = Math.round(shifts[k + 1]!), width = strips[0]!.length, step = height / strips.length;
  const usual = new Float32Array(width);
  for (let j = Math.max(0, k - around); j <= Math.min(strips.length - 1, k + 1 + around); j++) { const by = Math.round(shifts[j]!); for (let x = Math.max(0, -by), end = Math.min(width, width - by); x < end; x++) usual[x]! += strips[j]![x + by]!; }
  const from = Math.max(0, Math.round((k - 0.5) * step)), to = Math.min(height, Math.round((k + 2.5) * step));
  // Each row speaks for the one or the other.
  let sum = 0, best = 0, at = from;
  for (let y = from; y < to; y++) {
    for (let x = 0; x < width; x++) if (straight(y, x) === 1) sum += (usual[x - before] ?? 0) - (usual[x - after] ?? 0);
    if (sum > best) { best = sum; at = y + 1; }
  }
  return { k, at };
}

/** Strips on each side of a slip that say what usually stands where. */
const around = 5;

/** The dark pixels of each strip, row by row of it; `at`: place along the strips, place in one. */
function profiles(length: number, depth: number, strips: number, at: (along: number, inside: number) => number): Float32Array[] {
  return Array.from({ length: strips }, (_, k) => {
    const from = Math.floor(k * length / strips), to = Math.floor((k + 1) * length / strips), profile = new Float32Array(depth);
    for (let inside = 0; inside < depth; inside++) { let sum = 0; for (let along = from; along < to; along++) sum += at(along, inside); profile[inside] = sum / (to - from); }
    return centred(smooth(profile));
  });
}

function smooth(values: Float32Array): Float32Array {
  return values.map((v, k) => ((values[k - 1] ?? v) + 2 * v + (values[k + 1] ?? v)) / 4);
}

function centred(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);
  return values.map((v) => v - mean);
}

/** The shift of each strip against the one in the middle, from there outwards: where it agrees best with what the strips before it showed, if that is worth the step. */
function followed(strips: readonly Float32Array[], { stepMm, reachMm, jump, jumps }: Following, pxPerMm: number): Float64Array {
  const shifts = new Float64Array(strips.length), middle = strips.length >> 1, reach = Math.ceil(reachMm * pxPerMm), depth = strips[0]!.length;
  const energy = strips.map((own) => own.reduce((sum, v) => sum + v * v, 0)), usual = energy.toSorted((a, b) => a - b)[energy.length >> 1]!;
  for (const direction of [1, -1]) {
    let seen = Float32Array.from(strips[middle]!), last = 0;
    for (let k = middle + direction; k >= 0 && k < strips.length; k += direction) {
      const own = strips[k]!, from = Math.round(last) - reach;
      // A jump stays: the strips after it say the same.
      const next = jumps ? together([own, strips[k + direction], strips[k + 2 * direction]]) : own;
      const agreements = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => agreement(seen, next, from + i));
      // A strip with little in it says little.
      const weight = energy[k]! / Math.max(1e-9, energy[k]! + usual);
      const costOf = (i: number): number => { const mm = Math.abs(from + i - last) / pxPerMm; return weight * (1 - Math.max(0, agreements[i]!)) + (mm > stepMm ? jump : Math.min(jump, perMm * mm)); };
      let best = reach;
      for (let i = 0; i < agreements.length; i++) if (costOf(i) < costOf(best)) best = i;
      // but this one may be the last before it.
      if (jumps && Math.abs(from + best - last) > stepMm * pxPerMm && (agreements[best]! < leastForJump || agreement(seen, own, from + best) < agreement(seen, own, Math.round(last)))) best = reach;
      if (agreements[best]! >= leastAgreement) last = from + best + between(agreements, best);
      shifts[k] = last;
      const whole = Math.round(last);
      seen = seen.map((v, at) => remembered * v + (at + whole >= 0 && at + whole < depth ? own[at + whole]! : 0));
    }
  }
  return shifts;
}

function together(several: readonly (Float32Array | undefined)[]): Float32Array {
  const [first, ...others] = several.filter((profile) => profile !== undefined);
  return (first ?? new Float32Array()).map((v, at) => others.reduce((sum, other) => sum + other[at]!, v));
}

/** Correlation of a profile with another one that lies so much further on. */
function agreement(a: Float32Array, b: Float32Array, shift: number): number {
  let product = 0, aa = 0, bb = 0;
  for (let k = Math.max(0, -shift), end = Math.min(a.length, b.length - shift); k < end; k++) { const u = a[k]!, v = b[k + shift]!; product += u * v; aa += u * u; bb += v * v; }
  return aa > 0 && bb > 0 ? product / Math.sqrt(aa * bb) : 0;
}

/** Where between its neighbours the top lies: the parabola through the three. */
function between(values: Float64Array, at: number): number {
  const [l, m, r] = [values[at - 1], values[at], values[at + 1]];
  if (l === undefined || m === undefined || r === undefined || 2 * m - l - r <= 0) return 0;
  return Math.max(-0.5, Math.min(0.5, (r - l) / (2 * (2 * m - l - r))));
}

/** The shift anywhere along the strips: linear between their middles, and a step where the paper slipped. */
function curve(shifts: Float64Array, length: number, slips: readonly Slip[] = []): (at: number) => number {
  const step = length / shifts.length;
  return (at) => {
    const u = Math.max(0, Math.min(shifts.length - 1, at / step - 0.5)), k = Math.min(shifts.length - 2, Math.floor(u));
    const slip = slips.find((one) => u >= one.k - 1 && u <= one.k + 2);
    if (slip) return shifts[at < slip.at ? slip.k : slip.k + 1]!;
    return shifts[k]! + (shifts[k + 1]! - shifts[k]!) * (u - k);
  };
}

/** Root mean square distance of the shifts from a straight line: a page may lie askew. */
function stray(shifts: Float64Array): number {
  const n = shifts.length, middle = (n - 1) / 2, mean = shifts.reduce((sum, s) => sum + s, 0) / n;
  let slope = 0, squares = 0;
  for (let k = 0; k < n; k++) { slope += (k - middle) * shifts[k]!; squares += (k - middle) ** 2; }
  slope /= squares;
  return Math.sqrt(shifts.reduce((sum, s, k) => sum + (s - mean - slope * (k - middle)) ** 2, 0) / n);
}
