/** What the station and its Tesseract process say to each other. */
import type { TextJob } from './engine.ts';

/** One language model's reading of a line. */
export interface Opinion {
  readonly text: string;
  readonly characters: readonly { readonly text: string; readonly score: number }[];
}

export interface TesseractRequest {
  readonly id: number;
  readonly tessdataFolder: string;
  readonly job: TextJob;
}

export type TesseractAnswer =
  | { readonly id: number; readonly opinions: readonly Opinion[] }
  | { readonly id: number; readonly failure: string };
