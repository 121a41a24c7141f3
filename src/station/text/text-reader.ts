/** Reads the printed text of a crop in a child process that can be killed, so that nothing can hang. */
import { ZhiyueError } from '../../contract/errors.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { TextLanguage } from './engine.ts';

export interface TextReading {
  /** `''` when nothing is written there. */
  readonly text: string;
  /** Probability that `text` is right, 0 to 1. */
  readonly confidence: number;
  readonly characters: readonly { readonly text: string; readonly confidence: number }[];
}

export interface TextReadRequest {
  readonly language: TextLanguage;
  /** The only characters that can occur, when they are known. */
  readonly whitelist?: string;
}

export interface TextReader extends AsyncDisposable {
  /**
   * Reads one line of text. Throws ZhiyueError task-timeout when the time limit passes, text-reader-failed when the child fails or the queue is full,
   * file-damaged when a JPEG crop cannot be decoded, and the signal's reason when aborted.
   */
  read(crop: GrayImage | Uint8Array, request: TextReadRequest, options?: { readonly signal?: AbortSignal }): Promise<TextReading>;
}

export interface TextReaderOptions {
  /** Folder with `chi_sim.traineddata.gz` and `eng.traineddata.gz`. */
  readonly tessdataFolder: string;
  /** Time limit of one job in the child, its start included, in milliseconds. */
  readonly timeoutMs: number;
  /** Jobs that may wait at once; 256 when left out. */
  readonly maxWaiting?: number;
}

/** Below this confidence a reading is put before a person. */
export const textReviewBelow = 0.95;

/** Makes a reader; its child process starts with the first crop that has ink. */
export function startTextReader(_options: TextReaderOptions): TextReader {
  throw new ZhiyueError('internal', 'startTextReader is not written yet');
}
