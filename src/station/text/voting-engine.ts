/** Asks the engines that can read a line, one after the other so that each looks no oftener than the reading needs, and makes one reading of what they say. */
import type { EngineName, Opinion, OpinionSource, TextEngine, TextJob, TextReading } from './engine.ts';
import { readingFrom, sayingItAgainIsEnough } from './votes.ts';

/** Free handwriting is beyond Tesseract's models, which know print: it is asked only where nothing better runs. */
const forHandwriting: EngineName = 'pp-ocr';

export class VotingEngine implements TextEngine {
  readonly #sources: readonly OpinionSource[];

  /** Owns the sources. */
  constructor(sources: readonly OpinionSource[]) {
    this.#sources = sources;
  }

  async read(job: TextJob): Promise<TextReading> {
    const chosen = job.writing === 'hand' ? this.#sources.filter(({ name }) => name === forHandwriting) : this.#sources;
    const said = await this.#ask(chosen, job);
    if (said.length > 0) return readingFrom(job, said);
    return readingFrom(job, await this.#ask(this.#sources.filter((source) => !chosen.includes(source)), job));
  }

  /** One engine's failure does not take away what the others say; only when all that can run fail, the first failure is thrown. */
  async #ask(sources: readonly OpinionSource[], job: TextJob): Promise<readonly Opinion[]> {
    const said: Opinion[] = [];
    const failures: unknown[] = [];
    for (const source of sources) {
      try {
        said.push(...(await source.opinions(job, sayingItAgainIsEnough(said)) ?? []));
      } catch (error) {
        failures.push(error);
      }
    }
    if (said.length === 0 && failures.length > 0) throw failures[0];
    return said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sources.map((source) => source[Symbol.asyncDispose]()));
  }
}
