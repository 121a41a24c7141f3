/** What reads printed text out of a small image. Tesseract stands behind it today; handwriting and other engines fit in the same place. */
import type { GrayImage } from '../../sheet/read/reading.ts';

/** `zh`: Chinese with digits and Latin; `en`: English; `digits`: numbers with sign, point and comma; `mixed`: Chinese and English. */
export type TextLanguage = 'zh' | 'en' | 'digits' | 'mixed';

export interface TextJob {
  /** One line of dark text on light ground, tightened to its ink (see `prepare.ts`). */
  readonly line: GrayImage;
  readonly language: TextLanguage;
  /** The only characters that can occur, when they are known. */
  readonly whitelist: string | null;
}

/** What an engine says, before calibration. */
export interface EngineReading {
  readonly text: string;
  /** The engine's own measure, 0 to 1; means nothing across engines. */
  readonly rawConfidence: number;
  readonly characters: readonly { readonly text: string; readonly rawConfidence: number }[];
}

export interface TextEngine {
  readonly name: string;
  /** Loads what it needs; may be called once for each language. */
  read(job: TextJob): Promise<EngineReading>;
  /** Probability that a whole reading is right, from the engine's own measures (see `tests/bench/text.ts`). */
  calibrate(reading: EngineReading, job: TextJob): number;
}
