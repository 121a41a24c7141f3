/** From what is in a page's regions to readings: lines of text go through the text reader, whose processes start with the first of them. */
import path from 'node:path';
import { toPlainError } from '../../contract/errors.ts';
import type { Candidate } from '../../exam/exam.ts';
import type { TemplateReading } from '../../sheet/template/read-template.ts';
import type { Template, TextRegion } from '../../exam/template.ts';
import { lazily } from '../lazily.ts';
import { ownResources } from '../own-files.ts';
import { startTextReader } from '../text/text-reader.ts';
import { heldAgainst, judgeCells, judgeCodes, judgeLine, type Known, languageOf, type RegionReading } from './judge-region.ts';
import type { RegionContent } from './region-content.ts';

const textTimeoutMs = 30_000;

/** What a page's codes and texts say. */
export interface JudgedTexts {
  /** Of the template's codes and texts, in its order; none where the page was not found. */
  readonly regions: readonly RegionReading[];
  /** Why the page is nobody's; a number that nobody has is known with a roster only. */
  readonly stranger: 'not-on-roster' | 'no-number' | null;
}

export class RegionTexts implements AsyncDisposable {
  readonly #template: Template;
  readonly #roster: readonly Candidate[];
  readonly #accepted: (region: string) => readonly string[];
  readonly #byNumber: ReadonlyMap<string, Candidate>;
  readonly #reader = lazily(async () => startTextReader({ tessdataFolder: path.join(ownResources(), 'tessdata'), timeoutMs: textTimeoutMs }));

  /** `accepted`: of a region, what the key takes for an answer. */
  constructor(template: Template, roster: readonly Candidate[], accepted: (region: string) => readonly string[] = () => []) {
    this.#accepted = accepted;
    this.#template = template;
    this.#roster = roster;
    this.#byNumber = new Map(roster.map((candidate) => [candidate.candidateNo, candidate]));
  }

  /** Reads and judges the regions of one page. Throws the signal's reason when aborted; a text that cannot be read waits for a person. */
  async judge({ trouble, columns }: TemplateReading, contents: readonly RegionContent[], signal: AbortSignal | undefined): Promise<JudgedTexts> {
    if (trouble !== null) return { regions: [], stranger: null };
    const name = this.#template.candidate;
    const readings = new Map<string, RegionReading>();
    // Whose page it is comes first: the others are held against it.
    const nobody: Known = { roster: this.#roster, candidate: null };
    for (const content of contents) if (content.name === name) readings.set(name, await this.#read(content, nobody, signal));
    const column = columns.find((each) => each.name === name);
    const region = name === undefined ? undefined : readings.get(name);
    const number = column === undefined ? region && { value: region.value, doubtful: region.doubt !== null } : column;
    const candidate = number === undefined || number.doubtful ? null : this.#byNumber.get(number.value) ?? null;
    const known: Known = { roster: this.#roster, candidate }, guess = number?.doubtful ? this.#byNumber.get(number.value) : undefined;
    for (const content of contents) {
      if (readings.has(content.name)) continue;
      const reading = await this.#read(content, known, signal);
      readings.set(content.name, guess === undefined ? reading : heldAgainst(reading, this.#rosterColumn(content.name), guess));
    }
    const stranger = number === undefined || number.doubtful || candidate !== null ? null : number.value === '' ? 'no-number' : this.#roster.length === 0 ? null : 'not-on-roster';
    return { regions: contents.flatMap((content) => readings.get(content.name) ?? []), stranger };
  }

  #rosterColumn(name: string): TextRegion['roster'] {
    const region = this.#template.regions.find((each) => each.name === name);
    return region?.kind === 'text' ? region.roster : undefined;
  }

  async #read(content: RegionContent, known: Known, signal: AbortSignal | undefined): Promise<RegionReading> {
    if (content.kind === 'cut-off') return { name: content.name, value: '', doubt: 'not-on-picture', confidence: 0 };
    if (content.kind === 'codes') return judgeCodes(content.name, content.codes);
    const region = this.#template.regions.find(({ name }) => name === content.name);
    if (region?.kind !== 'text') return { name: content.name, value: '', doubt: 'text-reader-failed', confidence: 0 };
    if (content.kind === 'cells') return judgeCells(region, content.cells, known, content.pale);
    try {
      const reader = await this.#reader.get();
      const language = languageOf(region, known.roster);
      const request = { language, writing: region.writing, rim: content.rim, ...(region.digits === undefined ? {} : { whitelist: '0123456789' }) };
      return judgeLine(region, await reader.read(content.crop, request, signal === undefined ? {} : { signal }), known, this.#accepted(region.name));
    } catch (error) {
      signal?.throwIfAborted();
      return { name: content.name, value: '', doubt: toPlainError(error).code === 'task-timeout' ? 'task-timeout' : 'text-reader-failed', confidence: 0 };
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#reader.close();
  }
}
