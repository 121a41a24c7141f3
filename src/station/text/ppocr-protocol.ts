/** What the station and its PP-OCR process say to each other. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { Opinion, TextLanguage } from './engine.ts';

/** The recogniser takes lines of this height. */
export const lineHeight = 48;
/** How high the ink is in it, and the white beside it, in pixels: the two looks fail at different texts (measured on generated ones). */
export const looks = [{ ink: 48, beside: 4 }, { ink: 32, beside: 8 }] as const;

export interface PpOcrQuestion {
  /** One line a look, each `lineHeight` high. */
  readonly lines: readonly GrayImage[];
  readonly language: TextLanguage;
  readonly whitelist: string | null;
}

export type PpOcrAnswer =
  | { readonly opinions: readonly Opinion[] }
  /** The engine cannot be loaded here, and why. */
  | { readonly unavailable: string };
