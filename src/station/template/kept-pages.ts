/** Pages that a `read` which was stopped has read already: a line of JSON a file of scans, in a file among the results, which goes when the tables are written. */
import { createHash } from 'node:crypto';
import { access, appendFile, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { errorCodes } from '../../contract/errors.ts';
import type { Candidate } from '../../exam/exam.ts';
import { version } from '../version.ts';
import { besideTemplate, readTemplate } from './load-template.ts';
import { picturesOf } from './template-kind.ts';
import type { TemplatePage } from './template-page.ts';

const fileName = '.zhiyue-read.jsonl';

/** Of our own making: looked at, not checked through. */
const pageSchema = z.custom<TemplatePage>((value) => z.looseObject({ sourceFile: z.string(), sourcePage: z.int(), outcome: z.looseObject({ kind: z.enum(['read', 'failed']) }) }).safeParse(value).success);
const headSchema = z.object({ order: z.string() });
const lineSchema = z.object({ scan: z.string(), pages: z.array(pageSchema) });

export class KeptPages {
  readonly #file: string;
  readonly #order: string;
  readonly #pages: ReadonlyMap<string, readonly TemplatePage[]>;
  /** Whether pages of a run with another template, roster or program were there, which are of no use. */
  readonly others: boolean;
  readonly #crops: readonly string[];
  #started: boolean;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: string, order: string, before: { readonly pages: ReadonlyMap<string, readonly TemplatePage[]>; readonly crops: readonly string[]; readonly there: boolean; readonly others: boolean }) {
    this.#file = file; this.#order = order; this.#pages = before.pages; this.#crops = before.crops; this.#started = before.there && !before.others; this.others = before.others;
  }

  /** What lies in the folder of results, of a run with the same template, pictures of it, roster and program. Throws what `readTemplate` throws. */
  static async in(folder: string, templateFile: string, roster: readonly Candidate[]): Promise<KeptPages> {
    const file = path.join(folder, fileName), order = await orderOf(templateFile, roster), lines = await readFile(file, 'utf8').then((text) => text.split('\n'), () => null);
    if (lines === null) return new KeptPages(file, order, { pages: new Map(), crops: [], there: false, others: false });
    const others = headSchema.safeParse(parsed(lines[0] ?? '')).data?.order !== order;
    // The last line of a run that was killed may be half a line.
    const read = lines.slice(1).flatMap((line) => lineSchema.safeParse(parsed(line)).data ?? []);
    const crops = read.flatMap(({ pages }) => pages.flatMap(({ outcome }) => (outcome.kind === 'read' ? outcome.crops.map((crop) => crop.file) : [])));
    return new KeptPages(file, order, { pages: new Map(others ? [] : read.map(({ scan, pages }) => [scan, pages])), crops, there: true, others });
  }

  /** How many of these files are there as they are now. */
  async countOf(scans: readonly string[]): Promise<number> {
    const kept = new Set([...this.#pages.keys()].map((key) => key.slice(key.indexOf(' ') + 1)));
    const identities = await Promise.all(scans.map(identityOf));
    return identities.filter((identity) => kept.has(identity)).length;
  }

  /** Where the pictures of all these pages were put, also of those that are of no use any more. */
  get crops(): readonly string[] {
    return this.#crops;
  }

  /** The pages of a file that is still the same, and whose pictures are still there; null: it has to be read. `stem`: how the names of its pictures begin. */
  async of(scan: string, stem: string): Promise<readonly TemplatePage[] | null> {
    const pages = this.#pages.get(await keyOf(scan, stem)) ?? null;
    for (const { outcome } of pages ?? []) {
      if (outcome.kind === 'read' && !(await Promise.all(outcome.crops.map((crop) => isThere(crop.file)))).every(Boolean)) return null;
    }
    return pages;
  }

  /** Keeps the pages of a file, unless the machine failed at one of them. */
  async keep(scan: string, stem: string, pages: readonly TemplatePage[]): Promise<void> {
    if (pages.some(({ outcome }) => outcome.kind === 'failed' && errorCodes[outcome.error.code] !== 'bad-page')) return;
    const line = `${JSON.stringify({ scan: await keyOf(scan, stem), pages: pages.map(lean) })}\n`;
    this.#last = this.#last.then(() => this.#write(line));
    await this.#last;
  }

  /** The tables say it all. */
  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #write(line: string): Promise<void> {
    // A new line first: what a killed run left may have no end.
    const text = this.#started ? `\n${line}` : `${JSON.stringify({ order: this.#order })}\n${line}`;
    try {
      await appendFile(this.#file, text, { flag: this.#started ? 'a' : 'w' });
      this.#started = true;
    } catch {
      // A folder that takes no more is told when the tables are written; without this a run that is stopped begins anew.
    }
  }
}

/** All that makes readings what they are, beside the scans. */
async function orderOf(templateFile: string, roster: readonly Candidate[]): Promise<string> {
  const template = await readTemplate(templateFile);
  const pictures = await Promise.all(picturesOf(template).map(async (name) => identityOf(besideTemplate(templateFile, name))));
  return createHash('sha256').update(JSON.stringify({ version, holds: 'quality, number', template, pictures, roster })).digest('hex');
}

async function keyOf(scan: string, stem: string): Promise<string> {
  return `${stem} ${await identityOf(scan)}`;
}

/** A file that is changed has another size, or another time. */
async function identityOf(file: string): Promise<string> {
  return stat(file, { bigint: true }).then(({ size, mtimeNs }) => `${file} ${size} ${mtimeNs}`, () => file);
}

/** Without what no table needs: places of bubbles, and what was measured in them. */
function lean(page: TemplatePage): TemplatePage {
  const { outcome } = page;
  if (outcome.kind === 'failed') return page;
  const { reading } = outcome;
  return { ...page, outcome: { ...outcome, reading: { ...reading, bubbles: [], regions: [], fields: reading.fields.map((field) => ({ ...field, fills: [] })) } } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const isThere = (file: string): Promise<boolean> => access(file).then(() => true, () => false);
