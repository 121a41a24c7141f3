/** What the station and its Tesseract process say to each other. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { Opinion, TextLanguage } from './engine.ts';

/** Heights of the ink, in pixels, at which a line is looked at: Tesseract's models do best between these (measured; 56 is worse). */
export const inkHeights = { small: 28, large: 40 } as const;
export type InkHeight = keyof typeof inkHeights;

export interface TesseractQuestion {
  readonly tessdataFolder: string;
  readonly lines: Readonly<Record<InkHeight, GrayImage>>;
  readonly language: TextLanguage;
  readonly whitelist: string | null;
  /** A look that says this ends the looking. */
  readonly enough: string | null;
}

export interface TesseractAnswer { readonly opinions: readonly Opinion[] }
