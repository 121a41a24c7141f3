/** What reads text out of a small image. Several engines stand behind it; each gives opinions, and `votes.ts` makes one reading of them. */
import type { GrayImage } from '../../sheet/read/reading.ts';

/** `zh`: Chinese with digits and Latin; `en`: English; `digits`: numbers with sign, point, comma, slash, colon and percent; `mixed`: Chinese and English. */
export type TextLanguage = 'zh' | 'en' | 'digits' | 'mixed';

/** What `digits` consists of. */
export const digitCharacters = '0123456789.,+-−/:%';

/** A letter, or a part of one that stands alone, in pixels of its line. */
export interface Glyph { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** What an engine is asked. */
export interface OpinionJob {
  /** One line of black text on white ground, tightened to its ink, at the crop's resolution (see `ink-line.ts`). */
  readonly line: GrayImage;
  readonly language: TextLanguage;
  /** The only characters that can occur, when they are known. */
  readonly whitelist: string | null;
}

export interface TextJob extends OpinionJob {
  /** Left to right; parts above each other count as one. */
  readonly glyphs: readonly Glyph[];
  /** `hand`: written freely, which some engines cannot read. */
  readonly writing: 'print' | 'hand';
  /** Of a text on which all looks of PP-OCR agree: whether whoever asks does the same with it whatever other engines see. Never when left out. */
  readonly settles?: ((text: string) => boolean) | undefined;
}

export interface ReadCharacter {
  readonly text: string;
  /** The engine's own measure, 0 to 1: good for pointing at the weakest, not a probability. */
  readonly score: number;
  /** What else it may be, the likeliest first, with the same measure; left out by engines that do not say. */
  readonly others?: readonly { readonly text: string; readonly score: number }[];
}

export interface TextReading {
  /** `''` when nothing is written there. */
  readonly text: string;
  /** Probability that `text` is right, 0 to 1, whichever engines read: a threshold always means the same. */
  readonly confidence: number;
  readonly characters: readonly ReadCharacter[];
  /** False where the writing goes on beyond the text's box. */
  readonly whole?: boolean;
}

export type EngineName = 'tesseract' | 'pp-ocr';

/** One look of one engine at a line. */
export interface Opinion {
  readonly engine: EngineName;
  readonly text: string;
  readonly characters: readonly ReadCharacter[];
}

/** One engine, one job at a time. */
export interface OpinionSource extends AsyncDisposable {
  readonly name: EngineName;
  /** Once a look says `enough`, the others are not needed. Null when the engine cannot run on this machine. Throws ZhiyueError task-timeout or text-reader-failed; the next call works again. */
  opinions(job: OpinionJob, enough: string | null): Promise<readonly Opinion[] | null>;
}

/** Makes one reading of a line. */
export interface TextEngine extends AsyncDisposable {
  /** Jobs that it works on at a time. */
  readonly atOnce: number;
  /** Throws ZhiyueError task-timeout or text-reader-failed; the next call works again. */
  read(job: TextJob): Promise<TextReading>;
}

/** Below this confidence a reading is put before a person: 2 in 100 of those at 0.97 are wrong (a lost decimal point), and none of 704 at 0.99 was. */
export const textReviewBelow = 0.98;
