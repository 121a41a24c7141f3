/** 3 × 3 matrices of plane projective maps, row by row. */

export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

export const identity: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** First the last argument, then the one before it, as in writing. */
export function compose(...maps: readonly Matrix[]): Matrix {
  return maps.reduce((l, r) => [
    l[0] * r[0] + l[1] * r[3] + l[2] * r[6], l[0] * r[1] + l[1] * r[4] + l[2] * r[7], l[0] * r[2] + l[1] * r[5] + l[2] * r[8],
    l[3] * r[0] + l[4] * r[3] + l[5] * r[6], l[3] * r[1] + l[4] * r[4] + l[5] * r[7], l[3] * r[2] + l[4] * r[5] + l[5] * r[8],
    l[6] * r[0] + l[7] * r[3] + l[8] * r[6], l[6] * r[1] + l[7] * r[4] + l[8] * r[7], l[6] * r[2] + l[7] * r[5] + l[8] * r[8],
  ], identity);
}

export function inverse(m: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = m;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    (e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det,
    (f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det,
    (d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det,
  ];
}

export function translation(x: number, y: number): Matrix {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

export function scaling(x: number, y: number = x): Matrix {
  return [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** Clockwise on the page (y points down). */
export function rotation(degrees: number): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

export function apply(m: Matrix, x: number, y: number): { x: number; y: number } {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
}

/**
 * A plane seen by a pinhole camera above its origin, `distance` away, the plane tipped by `tipX` about the x axis and `tipY` about the y axis (degrees).
 * At the origin one unit stays one unit.
 */
export function cameraView(tipX: number, tipY: number, distance: number): Matrix {
  const [a, b] = [(tipX * Math.PI) / 180, (tipY * Math.PI) / 180];
  // Columns are the images of the plane's axes under Rx(a) · Ry(b).
  const ux = Math.cos(b);
  const uy = Math.sin(a) * Math.sin(b);
  const uz = -Math.cos(a) * Math.sin(b);
  const vy = Math.cos(a);
  const vz = Math.sin(a);
  return [ux, 0, 0, uy, vy, 0, uz / distance, vz / distance, 1];
}
