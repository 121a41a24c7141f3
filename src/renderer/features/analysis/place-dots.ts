/** Moves dots that would hide one another aside, each a little: their numbers stay readable. Pure. */
interface Dot { readonly no: string; readonly x: number; readonly y: number }

/** `radius` of each, in the drawing's units. Sideways first, in small steps to both sides; where there is no room it stays. */
export function placeDots(dots: readonly Dot[], radius: number): readonly Dot[] {
  const placed: Dot[] = [];
  for (const dot of dots) {
    const free = (x: number, y: number): boolean => placed.every((other) => Math.hypot(other.x - x, other.y - y) >= 1.7 * radius);
    const ring = Array.from({ length: 48 }, (_, i) => ({ x: dot.x + Math.cos(i * 2.4) * radius * 0.35 * Math.sqrt(i), y: dot.y + Math.sin(i * 2.4) * radius * 0.35 * Math.sqrt(i) }));
    const spot = ring.find(({ x, y }) => free(x, y)) ?? dot;
    placed.push({ no: dot.no, x: spot.x, y: spot.y });
  }
  return placed;
}
