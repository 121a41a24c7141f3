/** What the station and its Tesseract process say to each other. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { TextLanguage } from './engine.ts';

/** Heights of the ink, in pixels, at which a line is looked at: Tesseract's models do best between these (measured; 56 is worse). */
export const inkHeights = { small: 28, large: 40 } as const;
export type InkHeight = keyof typeof inkHeights;

/** One language model's reading of a line at one size. */
export interface Opinion {
  readonly text: string;
  readonly characters: readonly { readonly text: string; readonly score: number }[];
}

export interface TesseractRequest {
  readonly id: number;
  readonly tessdataFolder: string;
  readonly lines: Readonly<Record<InkHeight, GrayImage>>;
  readonly language: TextLanguage;
  readonly whitelist: string | null;
}

export type TesseractAnswer =
  | { readonly id: number; readonly opinions: readonly Opinion[] }
  | { readonly id: number; readonly failure: string };
