/** How one page meets its scanner or camera: decided once from chance, then carried out by `scan.ts`. */
import { apply, cameraView, compose, rotation, scaling, translation, type Matrix } from './projective.ts';
import type { Random } from './random.ts';
import type { Quality } from './truth.ts';

/** A line along the feed direction: dirt on the glass (dark) or a dead element (light). */
export interface Streak { readonly x: number; readonly width: number; readonly delta: number; readonly from: number; readonly to: number }

export interface Spot { readonly xMm: number; readonly yMm: number; readonly radiusMm: number; readonly level: number }

export interface ScanPlan {
  readonly width: number;
  readonly height: number;
  /** Millimetres of the page as laid out to pixels of the image. */
  readonly matrix: Matrix;
  readonly orientation: 0 | 90 | 180 | 270;
  readonly rotationDegrees: number;
  readonly printScale: number;
  readonly dpi: number;
  /** The sheet of paper, in the page's own millimetres (a page printed small has paper around it). */
  readonly paper: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** What lies around the paper, as a source value: 255 white lid, 0 black; `desk`: wood grain. */
  readonly background: { readonly level: number; readonly desk: boolean };
  /** Dirt and holes drawn on the paper before it is scanned. */
  readonly spots: readonly Spot[];
  /** Grey of paper (above 255: over-exposed) and of the blackest ink, with a gamma between. */
  readonly tone: { readonly paper: number; readonly black: number; readonly gamma: number };
  readonly blurPx: number;
  readonly noise: number;
  /** Light across the image as shares of full light at the corners (top left, top right, bottom left, bottom right). */
  readonly light: readonly [number, number, number, number];
  /** A soft edge of shadow: a line in image shares, how dark behind it (1: none), how wide. */
  readonly shadow: { readonly angle: number; readonly at: number; readonly level: number; readonly softness: number } | null;
  readonly streaks: readonly Streak[];
  /** 1-bit at this grey; null for a grey scan. */
  readonly threshold: number | null;
  readonly jpegQuality: number;
  /** Gains of red, green and blue for a colour image; null for grey. */
  readonly tint: { readonly r: number; readonly g: number; readonly b: number } | null;
  readonly troubles: readonly string[];
}

export interface PageSizeMm { readonly width: number; readonly height: number }

export function planScan(quality: Quality, random: Random, size: PageSizeMm, dpi: number): ScanPlan {
  if (quality === 'photo') return planPhoto(random, size, dpi);
  return quality === 'worn' ? planWorn(random, size, dpi) : planScanner(random, size, dpi);
}

interface Placement {
  readonly rotationDegrees: number;
  readonly printScale: number;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly orientation: 0 | 90 | 180 | 270;
}

/** On glass: the image is as large as the paper, the page lies turned and shifted in it. */
function flat(size: PageSizeMm, dpi: number, placement: Placement): Pick<ScanPlan, 'width' | 'height' | 'matrix' | 'orientation' | 'rotationDegrees' | 'printScale' | 'dpi' | 'paper'> {
  const perMm = dpi / 25.4;
  const upright = { width: Math.round(size.width * perMm), height: Math.round(size.height * perMm) };
  const { rotationDegrees, printScale, shiftX, shiftY, orientation } = placement;
  const matrix = compose(
    quarterTurns(orientation, upright.width, upright.height),
    translation(upright.width / 2, upright.height / 2),
    rotation(rotationDegrees),
    scaling(perMm),
    translation(shiftX, shiftY),
    scaling(printScale),
    translation(-size.width / 2, -size.height / 2),
  );
  const turned = orientation === 90 || orientation === 270;
  return {
    width: turned ? upright.height : upright.width,
    height: turned ? upright.width : upright.height,
    matrix, orientation, rotationDegrees, printScale, dpi,
    paper: paperAround(size, printScale, shiftX, shiftY),
  };
}

function paperAround(size: PageSizeMm, printScale: number, shiftX: number, shiftY: number): ScanPlan['paper'] {
  return {
    left: (-size.width / 2 - shiftX) / printScale + size.width / 2,
    right: (size.width / 2 - shiftX) / printScale + size.width / 2,
    top: (-size.height / 2 - shiftY) / printScale + size.height / 2,
    bottom: (size.height / 2 - shiftY) / printScale + size.height / 2,
  };
}

/** Turns an image of the given upright size clockwise. */
function quarterTurns(orientation: 0 | 90 | 180 | 270, width: number, height: number): Matrix {
  switch (orientation) {
    case 0: return [1, 0, 0, 0, 1, 0, 0, 0, 1];
    case 90: return [0, -1, height, 1, 0, 0, 0, 0, 1];
    case 180: return [-1, 0, width, 0, -1, height, 0, 0, 1];
    case 270: return [0, 1, 0, -1, 0, width, 0, 0, 1];
  }
}

function planScanner(random: Random, size: PageSizeMm, dpi: number): ScanPlan {
  const troubles: string[] = [];
  const orientation = random.chance(0.03) ? random.pick([180, 180, 180, 90, 270] as const) : 0;
  const geometry = flat(size, dpi, {
    rotationDegrees: random.within(0.5, 2), printScale: 1 + random.within(0.004, 0.012),
    shiftX: random.within(0.7, 2.5), shiftY: random.within(0.9, 3), orientation,
  });
  const streaks: Streak[] = [];
  if (random.chance(0.02)) {
    troubles.push('streaks');
    for (let n = random.integer(1, 2); n > 0; n--) streaks.push(streak(random, geometry.width, geometry.height, random.between(-70, 40), 1, 2));
  }
  return {
    ...geometry,
    background: { level: random.chance(0.85) ? 250 : 60, desk: false },
    spots: [],
    tone: { paper: random.between(238, 264), black: random.between(12, 55), gamma: random.between(0.9, 1.15) },
    blurPx: (random.between(0.06, 0.12) * dpi) / 25.4,
    noise: random.between(1, 3.5),
    light: [random.between(0.98, 1), random.between(0.98, 1), random.between(0.98, 1), random.between(0.98, 1)],
    shadow: null,
    streaks,
    threshold: null,
    jpegQuality: random.integer(75, 90),
    tint: null,
    troubles,
  };
}

function planWorn(random: Random, size: PageSizeMm, dpi: number): ScanPlan {
  const troubles: string[] = [];
  const orientation = random.chance(0.06) ? random.pick([180, 180, 90, 270] as const) : 0;
  const geometry = flat(size, dpi, {
    rotationDegrees: random.within(2, 6), printScale: random.between(0.94, 1.06),
    shiftX: random.within(2.2, 5), shiftY: random.within(2.2, 5), orientation,
  });
  const streaks: Streak[] = [];
  if (random.chance(0.3)) {
    troubles.push('streaks');
    for (let n = random.integer(1, 4); n > 0; n--) streaks.push(streak(random, geometry.width, geometry.height, random.chance(0.7) ? random.between(-110, -25) : random.between(20, 70), 1, 3));
  }
  const spots: Spot[] = [];
  if (random.chance(0.5)) {
    troubles.push('speckles');
    for (let n = random.integer(20, 250); n > 0; n--) spots.push({ xMm: random.between(0, size.width), yMm: random.between(0, size.height), radiusMm: random.between(0.06, 0.25), level: random.between(0, 140) });
  }
  if (random.chance(0.12)) {
    troubles.push('holes');
    const level = random.chance(0.5) ? 20 : 245;
    const x = random.between(7, 10);
    for (const dy of [-40, 40]) spots.push({ xMm: x, yMm: size.height / 2 + dy + random.normal(), radiusMm: 2.75, level });
  }
  let tone = { paper: random.between(205, 250), black: random.between(50, 105), gamma: random.between(0.85, 1.3) };
  let threshold: number | null = null;
  const mood = random.next();
  if (mood < 0.1) {
    troubles.push('1-bit');
    threshold = tone.black + (tone.paper - tone.black) * random.between(0.5, 0.72);
  } else if (mood < 0.2) {
    troubles.push('over-exposed');
    tone = { ...tone, paper: random.between(275, 310) };
  }
  return {
    ...geometry,
    background: { level: random.pick([255, 240, 90, 15]), desk: false },
    spots,
    tone,
    blurPx: (random.between(0.1, 0.2) * dpi) / 25.4,
    noise: random.between(3, 9),
    light: [random.between(0.9, 1), random.between(0.9, 1), random.between(0.9, 1), random.between(0.9, 1)],
    shadow: null,
    streaks,
    threshold,
    jpegQuality: random.integer(40, 70),
    tint: null,
    troubles,
  };
}

function planPhoto(random: Random, size: PageSizeMm, dpi: number): ScanPlan {
  const troubles: string[] = [];
  const orientation = random.chance(0.08) ? random.pick([90, 180, 270] as const) : 0;
  const rotationDegrees = random.within(2.5, 8);
  const printScale = 1 + random.within(0.008, 0.02);
  const perMm = (dpi / 25.4) * random.between(0.85, 1.05);
  const shift = { x: random.within(0.8, 2.5), y: random.within(0.8, 2.5) };
  const view = compose(
    scaling(perMm),
    cameraView(random.within(6, 15), random.within(6, 15), random.between(380, 600)),
    rotation(rotationDegrees + orientation),
    translation(shift.x, shift.y),
    scaling(printScale),
    translation(-size.width / 2, -size.height / 2),
  );
  const paper = paperAround(size, printScale, shift.x, shift.y);
  const corners = [apply(view, paper.left, paper.top), apply(view, paper.right, paper.top), apply(view, paper.left, paper.bottom), apply(view, paper.right, paper.bottom)];
  const left = Math.min(...corners.map((c) => c.x));
  const top = Math.min(...corners.map((c) => c.y));
  const right = Math.max(...corners.map((c) => c.x));
  const bottom = Math.max(...corners.map((c) => c.y));
  const margin = (): number => random.between(0.01, 0.07) * (right - left);
  const [ml, mt, mr, mb] = [margin(), margin(), margin(), margin()];
  const width = Math.round(right - left + ml + mr);
  const height = Math.round(bottom - top + mt + mb);
  const shadow = random.chance(0.35) ? { angle: random.between(0, 360), at: random.between(-0.3, 0.3), level: random.between(0.55, 0.85), softness: random.between(0.02, 0.15) } : null;
  if (shadow) troubles.push('shadow');
  const dim = random.between(0.65, 0.95);
  const light = [0, 0, 0, 0].map(() => random.between(dim, 1));
  return {
    width, height,
    matrix: compose(translation(ml - left, mt - top), view),
    orientation, rotationDegrees, printScale, dpi: perMm * 25.4,
    paper,
    background: { level: random.between(30, 110), desk: true },
    spots: [],
    tone: { paper: random.between(195, 245), black: random.between(25, 60), gamma: random.between(0.9, 1.2) },
    blurPx: (random.between(0.08, 0.2) * dpi) / 25.4,
    noise: random.between(2, 7),
    light: [light[0] ?? 1, light[1] ?? 1, light[2] ?? 1, light[3] ?? 1],
    shadow,
    streaks: [],
    threshold: null,
    jpegQuality: random.integer(50, 80),
    tint: random.chance(0.4) ? { r: random.between(0.99, 1.06), g: random.between(0.96, 1), b: random.between(0.78, 1.02) } : null,
    troubles,
  };
}

function streak(random: Random, width: number, height: number, delta: number, narrow: number, wide: number): Streak {
  const whole = random.chance(0.7);
  const from = whole ? 0 : Math.floor(random.between(0, height * 0.7));
  return { x: random.integer(5, width - 6), width: random.integer(narrow, wide), delta: Math.round(delta), from, to: whole ? height : Math.min(height, from + Math.floor(random.between(height * 0.1, height * 0.6))) };
}
