/** How far something lies off in pixels, and how clearly it is seen. */
interface Shift { readonly x: number; readonly y: number; readonly response: number }

/** Rounds of weighing, after which nothing moves by more than a hundredth of a pixel, and residuals beyond which a bubble counts half, in median ones. */
const rounds = 6, half = 2;

/** Where displacements of bubbles say together that each lies, as one flat page has it: by the plane through them at (x, y), in which those that stray count little (iteratively reweighted least squares, Cauchy's weights). */
export function trendOf(at: readonly { readonly x: number; readonly y: number }[], shifts: readonly Shift[]): { x: number; y: number }[] {
  const trust = shifts.map(({ response }) => Math.max(0, response)), across = planeOf(at, shifts.map(({ x }) => x), trust), down = planeOf(at, shifts.map(({ y }) => y), trust);
  return at.map((place) => ({ x: across(place), y: down(place) }));
}

type Plane = (at: { readonly x: number; readonly y: number }) => number;

function planeOf(at: readonly { readonly x: number; readonly y: number }[], values: readonly number[], trust: readonly number[]): Plane {
  let weights = [...trust], plane: Plane = () => 0;
  for (let round = 0; round < rounds; round++) {
    plane = fitted(at, values, weights);
    const off = values.map((value, k) => Math.abs(value - plane(at[k]!))), usual = Math.max(0.25, off.toSorted((a, b) => a - b)[off.length >> 1] ?? 0);
    weights = trust.map((own, k) => own / (1 + (off[k]! / (half * usual)) ** 2));
  }
  return plane;
}

function fitted(at: readonly { readonly x: number; readonly y: number }[], values: readonly number[], weights: readonly number[]): Plane {
  let w = 0, mx = 0, my = 0, mv = 0;
  for (const [k, { x, y }] of at.entries()) { const own = weights[k]!; w += own; mx += own * x; my += own * y; mv += own * values[k]!; }
  if (w <= 0) return () => 0;
  mx /= w; my /= w; mv /= w;
  let xx = 0, yy = 0, xy = 0, xv = 0, yv = 0;
  for (const [k, place] of at.entries()) {
    const own = weights[k]!, x = place.x - mx, y = place.y - my, v = values[k]! - mv;
    xx += own * x * x; yy += own * y * y; xy += own * x * y; xv += own * x * v; yv += own * y * v;
  }
  // Of bubbles in one line the other direction tells nothing.
  const ridge = 1e-6 * (xx + yy) + 1e-9, det = (xx + ridge) * (yy + ridge) - xy * xy, a = (xv * (yy + ridge) - yv * xy) / det, b = (yv * (xx + ridge) - xv * xy) / det;
  return ({ x, y }) => mv + a * (x - mx) + b * (y - my);
}
