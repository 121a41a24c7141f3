/** What reads printed text out of a small image. Tesseract stands behind it today; handwriting and other engines fit in the same place. */
import type { GrayImage } from '../../sheet/read/reading.ts';

/** `zh`: Chinese with digits and Latin; `en`: English; `digits`: numbers with sign, point, comma, slash, colon and percent; `mixed`: Chinese and English. */
export type TextLanguage = 'zh' | 'en' | 'digits' | 'mixed';

/** A letter, or a part of one that stands alone, in pixels of its line. */
export interface Glyph { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

export interface TextJob {
  /** One line of black text on white ground, tightened to its ink, at the crop's resolution (see `ink-line.ts`). */
  readonly line: GrayImage;
  /** Left to right; parts above each other count as one. */
  readonly glyphs: readonly Glyph[];
  readonly language: TextLanguage;
  /** The only characters that can occur, when they are known. */
  readonly whitelist: string | null;
}

export interface TextReading {
  /** `''` when nothing is written there. */
  readonly text: string;
  /** Probability that `text` is right, 0 to 1. Each engine calibrates its own: a threshold means the same whichever engine read. */
  readonly confidence: number;
  /** The engine's own measure for each character, 0 to 1: good for pointing at the weakest, not a probability. */
  readonly characters: readonly { readonly text: string; readonly score: number }[];
}

/** One engine, one job at a time. */
export interface TextEngine extends AsyncDisposable {
  readonly name: string;
  /** Throws ZhiyueError task-timeout or text-reader-failed; the next call works again. */
  read(job: TextJob): Promise<TextReading>;
}
