/** Asks the engines that can read a line, one after the other so that each looks no oftener than the reading needs, and makes one reading of what they say. */
import type { EngineName, Opinion, OpinionSource, TextEngine, TextJob, TextReading } from './engine.ts';
import { checkedDigits } from './digit-check.ts';
import { agreed, readingFrom, sayingItAgainIsEnough } from './votes.ts';

/** Free handwriting is beyond Tesseract's models, which know print: it is asked only where nothing better runs. */
const forHandwriting: EngineName = 'pp-ocr';

export class VotingEngine implements TextEngine {
  readonly #sources: readonly OpinionSource[];
  /** What each source was asked last: it does one job at a time. */
  readonly #last = new Map<OpinionSource, Promise<unknown>>();

  /** Owns the sources. */
  constructor(sources: readonly OpinionSource[]) {
    this.#sources = sources;
  }

  /** While one source looks at a line, another can look at the next. */
  get atOnce(): number {
    return this.#sources.length;
  }

  async read(job: TextJob): Promise<TextReading> {
    const chosen = job.writing === 'hand' ? this.#sources.filter(({ name }) => name === forHandwriting) : this.#sources;
    const said = await this.#ask(chosen, job);
    if (said.length > 0) return checkedDigits(job, readingFrom(job, said));
    return checkedDigits(job, readingFrom(job, await this.#ask(this.#sources.filter((source) => !chosen.includes(source)), job)));
  }

  /** One engine's failure does not take away what the others say; only when all that can run fail, the first failure is thrown. */
  async #ask(sources: readonly OpinionSource[], job: TextJob): Promise<readonly Opinion[]> {
    const said: Opinion[] = [];
    const failures: unknown[] = [];
    for (const source of sources) {
      try {
        said.push(...(await this.#inTurn(source, () => source.opinions(job, sayingItAgainIsEnough(said))) ?? []));
      } catch (error) {
        failures.push(error);
      }
      if (agreed(said) && job.settles?.(readingFrom(job, said).text) === true) break;
    }
    if (said.length === 0 && failures.length > 0) throw failures[0];
    return said;
  }

  #inTurn<T>(source: OpinionSource, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#last.get(source) ?? Promise.resolve()).then(ask);
    this.#last.set(source, answer.catch(() => undefined));
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sources.map((source) => source[Symbol.asyncDispose]()));
  }
}
