/**
 * Plane projective maps as row-major 3 × 3 matrices with the last element 1; here from millimetres on the page to pixels in the image.
 * Method: normalised direct linear transform (Hartley and Zisserman, Multiple View Geometry, 2nd ed., algorithm 4.2), with a small
 * penalty on the two perspective terms so that badly placed points (three on a line) fall back to an affine map instead of a wild one.
 */
export type Homography = Float64Array;

export interface PointPair { readonly from: { readonly x: number; readonly y: number }; readonly to: { readonly x: number; readonly y: number } }

export function applyHomography(h: Homography, x: number, y: number): { x: number; y: number } {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return { x: (h[0]! * x + h[1]! * y + h[2]!) / w, y: (h[3]! * x + h[4]! * y + h[5]!) / w };
}

/** Derivatives of the map at a point: pixels a millimetre along x and y. */
export function jacobianAt(h: Homography, x: number, y: number): { ux: number; uy: number; vx: number; vy: number } {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  const u = (h[0]! * x + h[1]! * y + h[2]!) / w;
  const v = (h[3]! * x + h[4]! * y + h[5]!) / w;
  return { ux: (h[0]! - u * h[6]!) / w, uy: (h[1]! - u * h[7]!) / w, vx: (h[3]! - v * h[6]!) / w, vy: (h[4]! - v * h[7]!) / w };
}

export function invertHomography(m: Homography): Homography {
  const a = m[0]!, b = m[1]!, c = m[2]!, d = m[3]!, e = m[4]!, f = m[5]!, g = m[6]!, h = m[7]!, i = m[8]!;
  const A = e * i - f * h, B = c * h - b * i, C = b * f - c * e;
  const D = f * g - d * i, E = a * i - c * g, F = c * d - a * f;
  const G = d * h - e * g, H = b * g - a * h, I = a * e - b * d;
  return Float64Array.of(A / I, B / I, C / I, D / I, E / I, F / I, G / I, H / I, 1);
}

/** Whether the map is one that paper under a scanner or camera can have: sides nearly equal in scale and nearly square to each other (up to 15 degrees of tilt). */
export function isPlausible(h: Homography, x: number, y: number): boolean {
  const j = jacobianAt(h, x, y);
  const a = Math.hypot(j.ux, j.vx), b = Math.hypot(j.uy, j.vy);
  const skew = (j.ux * j.uy + j.vx * j.vy) / (a * b);
  return a > b * 0.88 && b > a * 0.88 && Math.abs(skew) < 0.12 && j.ux * j.vy - j.uy * j.vx > 0;
}

/** A similarity (scale, turn, shift): a point's x becomes along · x - across · y + shift x, its y across · x + along · y + shift y. */
export interface SimilarityTerms { readonly along: number; readonly across: number; readonly x: number; readonly y: number }

/** The similarity that takes two points to two points. */
export function similarityTerms(p: PointPair, q: PointPair): SimilarityTerms {
  const dx = q.from.x - p.from.x, dy = q.from.y - p.from.y;
  const du = q.to.x - p.to.x, dv = q.to.y - p.to.y;
  const n = dx * dx + dy * dy;
  const along = (dx * du + dy * dv) / n;
  const across = (dx * dv - dy * du) / n;
  return { along, across, x: p.to.x - along * p.from.x + across * p.from.y, y: p.to.y - across * p.from.x - along * p.from.y };
}

export function similarity({ along, across, x, y }: SimilarityTerms): Homography {
  return Float64Array.of(along, -across, x, across, along, y, 0, 0, 1);
}

/** Least-squares map through at least three pairs not on one line: affine for three, projective for more. Null when the points do not determine it. */
export function fitHomography(pairs: readonly PointPair[], perspective = pairs.length >= 4): Homography | null {
  if (pairs.length < 3) return null;
  const from = frame(pairs.map((p) => p.from));
  const to = frame(pairs.map((p) => p.to));
  const size = perspective ? 8 : 6;
  const normal = new Float64Array(size * (size + 1));
  const row = new Float64Array(size + 1);
  const addRow = (): void => {
    for (let i = 0; i < size; i++) for (let j = 0; j <= size; j++) normal[i * (size + 1) + j]! += row[i]! * row[j]!;
  };
  for (const pair of pairs) {
    const x = (pair.from.x - from.x) * from.scale, y = (pair.from.y - from.y) * from.scale;
    const u = (pair.to.x - to.x) * to.scale, v = (pair.to.y - to.y) * to.scale;
    row.fill(0); row[0] = x; row[1] = y; row[2] = 1; row[size] = u;
    if (perspective) { row[6] = -u * x; row[7] = -u * y; }
    addRow();
    row.fill(0); row[3] = x; row[4] = y; row[5] = 1; row[size] = v;
    if (perspective) { row[6] = -v * x; row[7] = -v * y; }
    addRow();
  }
  if (perspective) for (const i of [6, 7]) normal[i * (size + 1) + i]! += 3e-5 * pairs.length;
  const s = solve(normal, size);
  if (!s) return null;
  const g = perspective ? s[6]! : 0, h = perspective ? s[7]! : 0;
  // Undo the normalisation: to⁻¹ · S · from.
  const S = [s[0]!, s[1]!, s[2]!, s[3]!, s[4]!, s[5]!, g, h, 1];
  const m: number[] = [];
  for (let r = 0; r < 3; r++) {
    const a = S[r * 3]! * from.scale, b = S[r * 3 + 1]! * from.scale;
    m.push(a, b, S[r * 3 + 2]! - a * from.x - b * from.y);
  }
  const out = new Float64Array(9);
  for (let c = 0; c < 3; c++) {
    out[c] = m[c]! / to.scale + to.x * m[6 + c]!;
    out[3 + c] = m[3 + c]! / to.scale + to.y * m[6 + c]!;
    out[6 + c] = m[6 + c]!;
  }
  const last = out[8]!;
  if (!Number.isFinite(last) || Math.abs(last) < 1e-12) return null;
  for (let i = 0; i < 9; i++) out[i]! /= last;
  return out;
}

function frame(points: readonly { readonly x: number; readonly y: number }[]): { x: number; y: number; scale: number } {
  let x = 0, y = 0;
  for (const p of points) { x += p.x / points.length; y += p.y / points.length; }
  let spread = 0;
  for (const p of points) spread += Math.hypot(p.x - x, p.y - y) / points.length;
  return { x, y, scale: spread > 0 ? 1 / spread : 1 };
}

/** Gaussian elimination with partial pivoting of `size` equations, right-hand side in the last column; null where they do not tell. Uses up `m`. */
export function solve(m: Float64Array, size: number): Float64Array | null {
  const n = size + 1;
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let r = c + 1; r < size; r++) if (Math.abs(m[r * n + c]!) > Math.abs(m[pivot * n + c]!)) pivot = r;
    if (Math.abs(m[pivot * n + c]!) < 1e-11) return null;
    if (pivot !== c) for (let k = 0; k < n; k++) { const t = m[c * n + k]!; m[c * n + k] = m[pivot * n + k]!; m[pivot * n + k] = t; }
    for (let r = c + 1; r < size; r++) {
      const f = m[r * n + c]! / m[c * n + c]!;
      if (f !== 0) for (let k = c; k < n; k++) m[r * n + k]! -= f * m[c * n + k]!;
    }
  }
  const out = new Float64Array(size);
  for (let r = size - 1; r >= 0; r--) {
    let v = m[r * n + size]!;
    for (let k = r + 1; k < size; k++) v -= m[r * n + k]! * out[k]!;
    out[r] = v / m[r * n + r]!;
  }
  return out;
}
