/** A pupil: the pen in the hand, how neatly it fills, and how much is known of the subject. */
import type { Ink } from './ink.ts';
import type { Random } from './random.ts';
import type { MarkKind, Quality } from './truth.ts';

export interface Pupil {
  readonly pen: 'soft-pencil' | 'hard-pencil' | 'black-pen' | 'blue-pen' | 'red-pen' | 'felt-tip';
  readonly ink: Ink;
  readonly tipMm: number;
  /** Pencil comes off; pens are struck through instead. */
  readonly erasable: boolean;
  /** How this pupil marks what he or she chooses. */
  readonly habit: Extract<MarkKind, 'filled' | 'half' | 'tick' | 'cross' | 'faint' | 'red-pen' | 'blue-pen'>;
  /** Share of the bubble that a filled mark covers along its axes; above 1 it goes over the rim. */
  readonly fullness: number;
  /** Hatching step as a share of the tip: above 1 paper shows between the lines. */
  readonly hatchStep: number;
  readonly hatchDegrees: number;
  /** Standard deviation of where a stroke lands, in millimetres. */
  readonly jitterMm: number;
  /** Many draw round the bubble first. */
  readonly outlines: boolean;
  /** Chance of a right answer to a question of middling difficulty. */
  readonly skill: number;
}

export interface Rates {
  /** Per item. */
  readonly half: number; readonly overflow: number; readonly erasedAnswer: number; readonly erasedBlank: number; readonly crossedOut: number; readonly stray: number; readonly double: number;
  /** Per pupil. */
  readonly faintPupil: number; readonly tickPupil: number; readonly crossPupil: number; readonly halfPupil: number;
  /** A candidate number with a digit missing, wrong or marked twice. */
  readonly candidateFault: number;
}

export const rates: Readonly<Record<Quality, Rates>> = {
  scanner: { half: 0.006, overflow: 0.012, erasedAnswer: 0.004, erasedBlank: 0.0004, crossedOut: 0.001, stray: 0.003, double: 0.002, faintPupil: 0.03, tickPupil: 0.006, crossPupil: 0.004, halfPupil: 0.02, candidateFault: 0.009 },
  worn: { half: 0.01, overflow: 0.02, erasedAnswer: 0.01, erasedBlank: 0.001, crossedOut: 0.002, stray: 0.004, double: 0.003, faintPupil: 0.06, tickPupil: 0.01, crossPupil: 0.006, halfPupil: 0.03, candidateFault: 0.009 },
  photo: { half: 0.008, overflow: 0.015, erasedAnswer: 0.005, erasedBlank: 0.0005, crossedOut: 0.001, stray: 0.003, double: 0.002, faintPupil: 0.03, tickPupil: 0.008, crossPupil: 0.005, halfPupil: 0.02, candidateFault: 0.009 },
};

const gray = (level: number): { r: number; g: number; b: number } => ({ r: level, g: level, b: level });

export function drawPupil(random: Random, rate: Rates): Pupil {
  const mood = random.next();
  let habit: Pupil['habit'] = 'filled';
  if (mood < rate.faintPupil) habit = 'faint';
  else if (mood < rate.faintPupil + rate.tickPupil) habit = 'tick';
  else if (mood < rate.faintPupil + rate.tickPupil + rate.crossPupil) habit = 'cross';
  else if (mood < rate.faintPupil + rate.tickPupil + rate.crossPupil + rate.halfPupil) habit = 'half';
  // 2B pencil is what the instructions ask for; the rest is what people bring.
  const pen = habit === 'faint' ? 'hard-pencil' : random.weighted({ 'soft-pencil': 0.66, 'hard-pencil': 0.12, 'black-pen': 0.13, 'blue-pen': 0.055, 'red-pen': 0.01, 'felt-tip': 0.025 }, 'soft-pencil');
  if (habit === 'filled' && pen === 'red-pen') habit = 'red-pen';
  if (habit === 'filled' && pen === 'blue-pen') habit = 'blue-pen';
  const pressure = random.between(0.75, 1);
  const neat = random.next();
  return {
    pen, habit,
    ink: inkOf(pen, pressure, habit === 'faint', random),
    tipMm: tipOf(pen, random),
    erasable: pen === 'soft-pencil' || pen === 'hard-pencil',
    fullness: random.between(0.78, 0.95) + (neat < 0.2 ? random.between(0, 0.15) : 0),
    hatchStep: random.between(0.38, 0.8),
    hatchDegrees: random.between(-75, 75),
    jitterMm: 0.06 + 0.12 * neat * neat,
    outlines: random.chance(0.35),
    skill: Math.max(0.15, Math.min(0.97, 0.7 + 0.18 * random.normal())),
  };
}

function inkOf(pen: Pupil['pen'], pressure: number, faint: boolean, random: Random): Ink {
  if (faint) return { color: gray(random.between(95, 130)), opacity: random.between(0.36, 0.5), grain: 0.6 };
  switch (pen) {
    case 'soft-pencil': return { color: gray(random.between(50, 85)), opacity: 0.8 * pressure, grain: random.between(0.35, 0.55) };
    case 'hard-pencil': return { color: gray(random.between(80, 110)), opacity: 0.72 * pressure, grain: random.between(0.4, 0.6) };
    case 'black-pen': return { color: { r: 30, g: 28, b: 35 }, opacity: 0.95 * pressure, grain: 0.15 };
    case 'blue-pen': return { color: { r: random.between(25, 60), g: random.between(50, 85), b: random.between(140, 185) }, opacity: 0.92 * pressure, grain: 0.15 };
    case 'red-pen': return { color: { r: random.between(190, 220), g: random.between(40, 70), b: random.between(50, 80) }, opacity: 0.92 * pressure, grain: 0.15 };
    case 'felt-tip': return { color: { r: 25, g: 25, b: 30 }, opacity: 0.98, grain: 0.03 };
  }
}

function tipOf(pen: Pupil['pen'], random: Random): number {
  switch (pen) {
    case 'soft-pencil': return random.between(0.55, 0.9);
    case 'hard-pencil': return random.between(0.45, 0.7);
    case 'black-pen':
    case 'blue-pen':
    case 'red-pen': return random.between(0.4, 0.6);
    case 'felt-tip': return random.between(0.8, 1.2);
  }
}
