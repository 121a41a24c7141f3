/** Tesseract as a text engine, in a child process that starts with the first job and is killed, and started anew, when a job exceeds its time. */
import { ownModule } from '../own-files.ts';
import { ChildJobs } from './child-jobs.ts';
import type { Opinion, OpinionJob, OpinionSource } from './engine.ts';
import { scaledLine } from './scaled-line.ts';
import { inkHeights } from './tesseract-protocol.ts';
import type { TesseractAnswer, TesseractQuestion } from './tesseract-protocol.ts';

export interface TesseractOptions {
  readonly tessdataFolder: string;
  /** For one job, the start of the process included. */
  readonly timeoutMs: number;
}

/** White around a line, in pixels: Tesseract misses letters that touch the edge. */
const padding = 14;

export class TesseractEngine implements OpinionSource {
  readonly name = 'tesseract';
  readonly #tessdataFolder: string;
  readonly #child: ChildJobs<TesseractQuestion, TesseractAnswer>;

  constructor({ tessdataFolder, timeoutMs }: TesseractOptions) {
    this.#tessdataFolder = tessdataFolder;
    this.#child = new ChildJobs({ module: ownModule('./tesseract-process.ts', import.meta.url), timeoutMs });
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  async opinions({ line, language, whitelist }: OpinionJob, enough: string | null): Promise<readonly Opinion[]> {
    const around = { x: padding, y: padding };
    const lines = { small: await scaledLine(line, inkHeights.small, around), large: await scaledLine(line, inkHeights.large, around) };
    const { opinions } = await this.#child.ask({ tessdataFolder: this.#tessdataFolder, lines, language, whitelist, enough });
    return opinions;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }
}
