/** PP-OCR's recogniser (PaddleOCR, by onnxruntime) as a text engine, in a child process that starts with the first job and is killed when a job exceeds its time. */
import { ownModule } from '../own-files.ts';
import { ChildJobs } from './child-jobs.ts';
import type { Opinion, OpinionJob, OpinionSource } from './engine.ts';
import { lineHeight, looks, type PpOcrAnswer, type PpOcrQuestion } from './ppocr-protocol.ts';
import { scaledLine } from './scaled-line.ts';

export interface PpOcrOptions {
  /** For one job, the start of the process included. */
  readonly timeoutMs: number;
  /** Arguments of Node for the child; none when left out. */
  readonly execArgv?: readonly string[];
}

/** A child that ends so often before it ever answered will not answer: native code that this processor or system cannot run. */
const mostStarts = 2;

export class PpOcrEngine implements OpinionSource {
  readonly name = 'pp-ocr';
  readonly #child: ChildJobs<PpOcrQuestion, PpOcrAnswer>;
  #state: 'untried' | 'works' | 'unavailable' = 'untried';
  #failedStarts = 0;

  constructor({ timeoutMs, execArgv = [] }: PpOcrOptions) {
    this.#child = new ChildJobs({ module: ownModule('./ppocr-process.ts', import.meta.url), timeoutMs, execArgv });
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  async opinions({ line, language, whitelist }: OpinionJob): Promise<readonly Opinion[] | null> {
    if (this.#state === 'unavailable') return null;
    const lines = await Promise.all(looks.map(({ ink, beside }) => scaledLine(line, ink, { x: beside, y: (lineHeight - ink) / 2 }, Infinity)));
    try {
      const answer = await this.#child.ask({ lines: lines.filter(({ height }) => height === lineHeight), language, whitelist });
      this.#state = 'unavailable' in answer ? 'unavailable' : 'works';
      return 'unavailable' in answer ? null : answer.opinions;
    } catch (error) {
      if (this.#state === 'works' || ++this.#failedStarts < mostStarts) throw error;
      this.#state = 'unavailable';
      return null;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }
}
