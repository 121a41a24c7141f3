/** Reads the text of a crop in child processes that can be killed, so that nothing can hang. */
import sharp from 'sharp';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { TextEngine, TextJob, TextLanguage, TextReading } from './engine.ts';
import { findInkLine } from './ink-line.ts';
import { PpOcrEngine } from './ppocr-engine.ts';
import { TesseractEngine } from './tesseract-engine.ts';
import { VotingEngine } from './voting-engine.ts';

export type { TextReading } from './engine.ts';

export interface TextReadRequest {
  readonly language: TextLanguage;
  /** The only characters that can occur, when they are known. */
  readonly whitelist?: string;
  /** `print` when left out. */
  readonly writing?: TextJob['writing'];
  readonly settles?: TextJob['settles'];
  /** Pixels of the crop on each side that lie beyond the text's box; none when left out. */
  readonly rim?: number;
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

/** Makes a reader on all the engines that this machine can run; their child processes start with the first crop that has ink. */
export function startTextReader(options: TextReaderOptions): TextReader {
  // Process-wide: no crop is decoded twice, and each is too small for several threads.
  sharp.cache(false);
  sharp.concurrency(1);
  return readTextWith(new VotingEngine([new PpOcrEngine(options), new TesseractEngine(options)]), options.maxWaiting ?? 256);
}

/** A reader on any engine, which it owns: it gets as many jobs at once as it works on, in their order; at most `maxWaiting` wait. */
export function readTextWith(engine: TextEngine, maxWaiting: number): TextReader {
  let waiting = 0;
  let asked = 0;
  const lines: Promise<unknown>[] = Array.from({ length: engine.atOnce }, () => Promise.resolve());

  const inTurn = (work: () => Promise<TextReading>): Promise<TextReading> => {
    if (waiting >= maxWaiting) throw new ZhiyueError('text-reader-failed', `More than ${maxWaiting} texts wait to be read; try again later`);
    waiting++;
    const line = asked++ % lines.length;
    const result = (lines[line] ?? Promise.resolve()).then(work).finally(() => { waiting--; });
    lines[line] = result.catch(() => undefined);
    return result;
  };

  return {
    async read(crop, { language, whitelist, writing = 'print', settles, rim = 0 }, { signal } = {}) {
      signal?.throwIfAborted();
      const found = findInkLine(crop instanceof Uint8Array ? await decodeCrop(crop) : crop, rim);
      if (found.kind === 'blank') return { text: '', confidence: found.sure ? 1 : 0.5, characters: [] };
      const answer = inTurn(async () => {
        // Aborted while waiting: the engine need not look at it.
        signal?.throwIfAborted();
        const reading = await engine.read({ line: found.image, glyphs: found.glyphs, language, whitelist: whitelist ?? null, writing, settles });
        const honest = isTooWide(reading.text, found.image) ? { ...reading, confidence: Math.min(reading.confidence, partOnly) } : reading;
        return found.whole ? honest : { ...honest, whole: false };
      });
      return signal === undefined ? answer : unlessAborted(answer, signal);
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await Promise.all(lines);
    },
  };
}

/** Of a reading that leaves a part of the writing out: two digits that touch are seen as none by both engines. */
const partOnly = 0.4;
/** Width of a Latin letter over its height at most, gaps included (an M of wide handwriting), and of a digit. */
const widest = { letter: 1.4, digit: 1.1 };

/** Whether one or two digits or letters can hardly be as wide as what is written. */
function isTooWide(text: string, { width, height }: GrayImage): boolean {
  return /^[\dA-Za-z]{1,2}$/.test(text) && width > (/^\d+$/.test(text) ? widest.digit : widest.letter) * text.length * height;
}

/** Rejects as soon as the signal aborts; the engine finishes the job for itself. */
function unlessAborted(reading: Promise<TextReading>, signal: AbortSignal): Promise<TextReading> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => { reject(signal.reason); };
    signal.addEventListener('abort', onAbort, { once: true });
    reading.then(resolve, reject).finally(() => { signal.removeEventListener('abort', onAbort); });
  });
}

async function decodeCrop(jpeg: Uint8Array): Promise<GrayImage> {
  try {
    const { data, info } = await sharp(jpeg, { failOn: 'truncated' }).flatten({ background: '#fff' }).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } catch (cause) {
    throw ZhiyueError.of('file-damaged', [fault('scan-crop-damaged')], { cause });
  }
}
