/**
 * Makes single characters as people write them: from skeletons of our own (`skeletons.ts`) and from handwriting fonts (OFL), each turned, sheared, stretched and bent at random,
 * with pens of all widths, and with what a cut cell brings along. No picture of anybody's writing is used.
 */
import { openSync, type Font } from 'fontkit';
import { normaliseGlyph } from '../../src/sheet/read/glyphs/normalise.ts';
import { skeletons, type Stroke } from './skeletons.ts';

const canvas = 56;
type Point = readonly [number, number];
interface Shape { readonly lines: readonly (readonly Point[])[]; /** Filled outlines instead of strokes of a pen. */ readonly filled: boolean }

export class GlyphMaker {
  readonly #fonts: readonly Font[];
  readonly #random: () => number;
  /** Outlines by font and character. */
  readonly #outlines = new Map<string, Point[][] | null>();

  constructor(fontFiles: readonly string[], random: () => number) {
    this.#random = random;
    this.#fonts = fontFiles.flatMap((file) => {
      const font = openSync(file);
      return 'fonts' in font ? [] : [font];
    });
  }

  /** A picture of `character` as the network sees it. */
  make(character: string): Float32Array {
    for (;;) {
      const glyph = normaliseGlyph(this.#ink(character), canvas, canvas);
      if (glyph !== null) return glyph;
    }
  }

  #between(from: number, to: number): number {
    return from + (to - from) * this.#random();
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }

  #ink(character: string): Float32Array {
    const shape = this.#random() < 0.62 ? this.#written(character) : (this.#printed(character) ?? this.#written(character));
    const bend = this.#bend();
    const lines = shape.lines.map((line) => line.map(bend));
    const ink = new Float32Array(canvas * canvas);
    if (shape.filled) {
      fill(ink, lines);
      if (this.#random() < 0.3) for (const line of lines) stroke(ink, line, this.#between(0.3, 1.2));
    } else {
      const radius = Math.exp(this.#between(Math.log(0.9), Math.log(3.4)));
      for (const line of lines) stroke(ink, line, radius * this.#between(0.9, 1.1));
    }
    this.#wear(ink);
    return ink;
  }

  #written(character: string): Shape {
    const ways = skeletons[character] ?? [];
    const way = ways[Math.floor(this.#random() * ways.length)];
    if (way === undefined) throw new Error(`there is no skeleton of ${character}`);
    const wobble = this.#between(0.01, 0.05);
    const lines = way.strokes.map((one) => {
      const moved: Stroke = one.map(([x, y]) => [x + this.#normal() * wobble, y + this.#normal() * wobble] as const);
      return way.sharp === true && this.#random() < 0.7 ? along(moved) : smooth(moved);
    });
    return { lines, filled: false };
  }

  #printed(character: string): Shape | null {
    const index = Math.floor(this.#random() * this.#fonts.length);
    const key = `${index}${character}`;
    if (!this.#outlines.has(key)) this.#outlines.set(key, outlineOf(this.#fonts[index], character));
    const lines = this.#outlines.get(key) ?? null;
    return lines === null ? null : { lines, filled: true };
  }

  /** From the unit box to the canvas: turn, shear, stretch, and a slow wave through it. */
  #bend(): (point: Point) => Point {
    const turn = this.#normal() * 0.13, shear = this.#normal() * 0.18, wide = Math.exp(this.#normal() * 0.22) * 0.72, high = Math.exp(this.#normal() * 0.1);
    const waves = Array.from({ length: 4 }, () => ({ fx: this.#between(-1.2, 1.2), fy: this.#between(-1.2, 1.2), phase: this.#between(0, 6.283), ax: this.#normal() * 0.03, ay: this.#normal() * 0.03 }));
    const size = this.#between(26, 36);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return ([px, py]) => {
      let x = (px - 0.5) * wide, y = (py - 0.5) * high;
      x -= shear * y;
      for (const { fx, fy, phase, ax, ay } of waves) {
        const wave = Math.sin((fx * px + fy * py) * 6.283 + phase);
        x += ax * wave; y += ay * wave;
      }
      return [canvas / 2 + (x * cos - y * sin) * size, canvas / 2 + (x * sin + y * cos) * size];
    };
  }

  /** Soft focus, paler ink, gaps, dust, and the edge of a cell's line. */
  #wear(ink: Float32Array): void {
    if (this.#random() < 0.5) blur(ink);
    if (this.#random() < 0.3) blur(ink);
    const gain = this.#between(0.6, 1.3), noise = this.#random() < 0.5 ? 0 : this.#between(0, 0.14);
    const gaps = this.#random() < 0.15 ? 0.12 : 0;
    for (let i = 0; i < ink.length; i++) {
      if (ink[i]! > 0.02) ink[i] = this.#random() < gaps ? ink[i]! * 0.4 : Math.max(0, Math.min(1, ink[i]! * gain + this.#normal() * noise));
    }
  }
}

function outlineOf(font: Font | undefined, character: string): Point[][] | null {
  const glyph = font?.glyphForCodePoint(character.codePointAt(0) ?? 0);
  if (font === undefined || glyph === undefined || glyph.id === 0) return null;
  const lines: Point[][] = [];
  let line: Point[] = [];
  let [x, y] = [0, 0];
  for (const { command, args } of glyph.path.commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    if (command === 'moveTo') { if (line.length > 1) lines.push(line); line = [[a, b]]; [x, y] = [a, b]; }
    else if (command === 'lineTo') { line.push([a, b]); [x, y] = [a, b]; }
    else if (command === 'quadraticCurveTo') { for (let t = 1; t <= 6; t++) line.push(quadratic([x, y], [a, b], [c, d], t / 6)); [x, y] = [c, d]; }
    else if (command === 'bezierCurveTo') { for (let t = 1; t <= 8; t++) line.push(cubic([x, y], [a, b], [c, d], [e, f], t / 8)); [x, y] = [e, f]; }
    else if (command === 'closePath') { if (line.length > 1) lines.push(line); line = []; }
  }
  if (line.length > 1) lines.push(line);
  const all = lines.flat();
  if (all.length === 0) return null;
  const [left, right] = [Math.min(...all.map(([px]) => px)), Math.max(...all.map(([px]) => px))];
  const [low, high] = [Math.min(...all.map(([, py]) => py)), Math.max(...all.map(([, py]) => py))];
  const size = Math.max(1, high - low);
  // As high as the box; fonts are drawn upwards. The width keeps its share, made up for the narrowing of `#bend`.
  return lines.map((one) => one.map(([px, py]) => [0.5 + (px - (left + right) / 2) / size / 0.72, (high - py) / size] as const));
}

const quadratic = (p: Point, q: Point, r: Point, t: number): Point => [(1 - t) ** 2 * p[0] + 2 * t * (1 - t) * q[0] + t * t * r[0], (1 - t) ** 2 * p[1] + 2 * t * (1 - t) * q[1] + t * t * r[1]];
const cubic = (p: Point, q: Point, r: Point, s: Point, t: number): Point => [
  (1 - t) ** 3 * p[0] + 3 * t * (1 - t) ** 2 * q[0] + 3 * t * t * (1 - t) * r[0] + t ** 3 * s[0], (1 - t) ** 3 * p[1] + 3 * t * (1 - t) ** 2 * q[1] + 3 * t * t * (1 - t) * r[1] + t ** 3 * s[1],
];

/** A Catmull-Rom curve through the points. */
function smooth(points: Stroke): Point[] {
  const out: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [p, q, r, s] = [points[Math.max(0, i - 1)]!, points[i]!, points[i + 1]!, points[Math.min(points.length - 1, i + 2)]!];
    for (let k = 0; k < 6; k++) {
      const t = k / 6;
      const blend = (a: number, b: number, c: number, d: number): number => 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
      out.push([blend(p[0], q[0], r[0], s[0]), blend(p[1], q[1], r[1], s[1])]);
    }
  }
  out.push(points.at(-1) ?? [0.5, 0.5]);
  return out;
}

/** Straight lines with points close together, so that bending bends them too. */
function along(points: Stroke): Point[] {
  const out: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) for (let t = 0; t < 1; t += 0.2) out.push([points[i]![0] * (1 - t) + points[i + 1]![0] * t, points[i]![1] * (1 - t) + points[i + 1]![1] * t]);
  out.push(points.at(-1) ?? [0.5, 0.5]);
  return out;
}

/** A pen of a radius along a line, with soft edges. */
function stroke(ink: Float32Array, line: readonly Point[], radius: number): void {
  for (let i = 0; i < Math.max(1, line.length - 1); i++) {
    const a = line[i], b = line[i + 1] ?? a;
    if (a === undefined || b === undefined) return;
    const reach = radius + 1;
    const [left, right] = [Math.max(0, Math.floor(Math.min(a[0], b[0]) - reach)), Math.min(canvas - 1, Math.ceil(Math.max(a[0], b[0]) + reach))];
    const [top, bottom] = [Math.max(0, Math.floor(Math.min(a[1], b[1]) - reach)), Math.min(canvas - 1, Math.ceil(Math.max(a[1], b[1]) + reach))];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = dx * dx + dy * dy;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
        const distance = Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
        ink[y * canvas + x] = Math.max(ink[y * canvas + x]!, Math.min(1, radius + 0.5 - distance));
      }
    }
  }
}

/** Fills outlines (not zero), each pixel from 3 × 3 points. */
function fill(ink: Float32Array, lines: readonly (readonly Point[])[]): void {
  const fine = 3;
  for (let row = 0; row < canvas * fine; row++) {
    const y = (row + 0.5) / fine - 0.5;
    const crossings: { x: number; way: number }[] = [];
    for (const line of lines) {
      for (let i = 0; i < line.length; i++) {
        const a = line[i]!, b = line[(i + 1) % line.length]!;
        if (a[1] <= y === b[1] <= y) continue;
        crossings.push({ x: a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]), way: a[1] < b[1] ? 1 : -1 });
      }
    }
    crossings.sort((one, other) => one.x - other.x);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i]!.way;
      if (winding === 0) continue;
      const from = Math.max(0, Math.ceil((crossings[i]!.x + 0.5) * fine - 0.5)), to = Math.min(canvas * fine - 1, Math.floor((crossings[i + 1]!.x + 0.5) * fine - 0.5));
      for (let column = from; column <= to; column++) {
        const at = Math.floor(row / fine) * canvas + Math.floor(column / fine);
        ink[at] = Math.min(1, ink[at]! + 1 / fine ** 2);
      }
    }
  }
}

function blur(ink: Float32Array): void {
  const before = ink.slice();
  for (let y = 1; y < canvas - 1; y++) {
    for (let x = 1; x < canvas - 1; x++) {
      const i = y * canvas + x;
      ink[i] = (before[i]! * 4 + (before[i - 1]! + before[i + 1]! + before[i - canvas]! + before[i + canvas]!) * 2 + before[i - canvas - 1]! + before[i - canvas + 1]! + before[i + canvas - 1]! + before[i + canvas + 1]!) / 16;
    }
  }
}
