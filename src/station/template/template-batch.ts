/** A batch of foreign sheets, read in the pool: each page ends as a reading or as an exception, and the batch goes on. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type PlainError, toPlainError } from '../../contract/errors.ts';
import type { Candidate } from '../../exam/exam.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import type { BubbleSize } from '../../sheet/template/box-size.ts';
import type { Template } from '../../exam/template.ts';
import type { ScanFile } from '../intake/scan-files.ts';
import { ownModule } from '../own-files.ts';
import { type Pool, startPool } from '../pool/pool.ts';
import { measuredOn, type OtherSize } from './bubble-size.ts';
import { jobFolders } from './job-folders.ts';
import { readTemplate } from './load-template.ts';
import type { KeptPages } from './kept-pages.ts';
import { onOneSheet } from './left-out-blocks.ts';
import { misplaced } from './printed-bubbles.ts';
import type { ReadTemplatePageInput, ReadTemplatePageResult } from './read-template-page.job.ts';
import { RegionTexts } from './region-texts.ts';
import { withRivals } from './rival-numbers.ts';
import type { TemplatePage } from './template-page.ts';
import { withAlike } from './template-tables.ts';

export interface TemplateBatch {
  readonly templateFile: string;
  /** What an answer key takes in a region. */
  readonly accepted?: (region: string) => readonly string[];
  /** Who can have written the sheets; nobody: that is not known. */
  readonly roster?: readonly Candidate[];
  readonly files: readonly ScanFile[];
  /** Where crops are put; null: nowhere. */
  readonly cropFolder: string | null;
  /** What a run that was stopped has read, and where this one puts what it reads. */
  readonly kept?: KeptPages;
  readonly workers?: number;
  /** Of one page, in milliseconds; 60,000 when left out. A page that takes longer beside others is read once more, alone. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onPage?: (done: number, known: number) => void;
  /** The template's boxes are much larger or smaller than the bubbles, and the pages were read with boxes of the printed size. */
  readonly onOtherSize?: (size: OtherSize) => void;
}

const usualTimeoutMs = 60_000;
/** Alone, when everything else is read: a busy machine is no reason to put a page aside. */
const lastTimeoutMs = 120_000;

const countSchema = z.object({ pages: z.int() });
/** Our own thread's answer: looked at, not checked through. */
const resultSchema = z.custom<ReadTemplatePageResult>((value) => typeof value === 'object' && value !== null && 'reading' in value && 'crops' in value);

/** Pages in the order of the files. Throws what `loadTemplate` throws, also in the threads that read, and the signal's reason when it is aborted; nothing that concerns one page only. */
export async function readTemplateBatch(batch: TemplateBatch): Promise<TemplatePage[]> {
  const threads = batch.workers ?? Math.max(1, availableParallelism());
  const template = await readTemplate(batch.templateFile);
  await using pool = await startPool({ jobsModule: ownModule('../tasks/jobs.ts', import.meta.url), threads, folders: jobFolders(batch.templateFile, template, batch.files, batch.cropFolder) });
  await using texts = new RegionTexts(template, batch.roster ?? [], batch.accepted);
  const pages: (readonly TemplatePage[])[] = batch.files.map(() => []);
  let next = 0, done = 0, known = batch.files.length;
  const stems = stemsOf(batch.files);
  const { signal, timeoutMs = usualTimeoutMs } = batch;
  const tooLong: (() => Promise<void>)[] = [];
  const work = async (): Promise<void> => {
    for (let k = next++; k < batch.files.length; k = next++) {
      const file = batch.files[k];
      if (!file) break;
      const stem = stems[k] ?? '', before = await batch.kept?.of(file.path, stem) ?? null;
      if (before !== null) {
        // The same file may be called otherwise by the folder that was given.
        pages[k] = before.map((page) => ({ ...page, sourceFile: file.name }));
        known += before.length - 1; done += before.length;
        batch.onPage?.(done, known);
        continue;
      }
      const count = await countPages(pool, file, limitsOf(usualTimeoutMs, signal));
      if (typeof count !== 'number') { pages[k] = [{ sourceFile: file.name, sourcePage: 1, outcome: { kind: 'failed', error: count } }]; batch.onPage?.(++done, known); continue; }
      known += count - 1;
      const own: TemplatePage[] = [];
      for (let page = 1; page <= count; page++) {
        const read = async (ms: number): Promise<TemplatePage> => ({ sourceFile: file.name, sourcePage: page, outcome: await readOne(pool, texts, batch, file, page, `${stem}-p${page}`, limitsOf(ms, signal)) });
        const at = own.push(await read(timeoutMs)) - 1;
        if (tookTooLong(own[at])) tooLong.push(async () => { own[at] = await read(lastTimeoutMs); batch.onPage?.(++done, known); });
        else batch.onPage?.(++done, known);
      }
      pages[k] = own;
      if (!own.some(tookTooLong)) await batch.kept?.keep(file.path, stem, own);
    }
  };
  await Promise.all(Array.from({ length: threads + 1 }, work));
  for (const again of tooLong) await again();
  const size = await otherSizeOf(pool, batch, template, pages), read = size === null ? pages : await againWith(size);
  const expanded = expandTemplate(template);
  return withAlike(expanded, withRivals(expanded, onOneSheet(read.flat()), batch.roster ?? []));

  /** All that could be decoded once more, with boxes of the printed size: with others what was found may lie beside. */
  async function againWith(other: OtherSize): Promise<TemplatePage[][]> {
    batch.onOtherSize?.(other);
    const again = pages.map((own) => [...own]), todo = again.flatMap((own, k) => own.flatMap((page, i) => (page.outcome.kind === 'read' ? [{ k, i, page }] : [])));
    known += todo.length;
    const readOn = async (): Promise<void> => {
      for (let one = todo.shift(); one !== undefined; one = todo.shift()) {
        const { k, i, page } = one, file = batch.files[k];
        if (file === undefined) continue;
        const outcome = await readOne(pool, texts, batch, file, page.sourcePage, `${stems[k] ?? ''}-p${page.sourcePage}`, limitsOf(lastTimeoutMs, signal), other.printed);
        // One that was found by then, and is not any more, stays as it was read.
        const isLost = isRead(page.outcome) && !isRead(outcome), [taken, left] = isLost ? [page.outcome, outcome] : [outcome, page.outcome], crops = cropsOf(taken);
        again[k]?.splice(i, 1, { ...page, outcome: taken });
        for (const crop of cropsOf(left)) if (!crops.has(crop)) await rm(crop, { force: true });
        batch.onPage?.(++done, known);
      }
    };
    await Promise.all(Array.from({ length: threads }, readOn));
    return again;
  }
}

const isRead = (outcome: TemplatePage['outcome']): boolean => outcome.kind === 'read' && outcome.reading.trouble === null;
const cropsOf = (outcome: TemplatePage['outcome']): ReadonlySet<string> => new Set(outcome.kind === 'read' ? outcome.crops.map(({ file }) => file) : []);

/** Share of pages that are not found from which it is looked whether the boxes have another size than the bubbles, and on how many. */
const mostMisplaced = 0.25, pagesMeasured = 2;

/** The printed size where too many pages were not found, and one of them tells that it is another. */
async function otherSizeOf(pool: Pool, { files, templateFile, signal }: TemplateBatch, template: Template, pages: readonly (readonly TemplatePage[])[]): Promise<OtherSize | null> {
  const unread = pages.flatMap((own, k) => own.flatMap(({ sourcePage, outcome }) => (outcome.kind === 'read' && outcome.reading.trouble !== null && misplaced.has(outcome.reading.trouble) ? [{ file: files[k], page: sourcePage }] : [])));
  if (unread.length === 0 || unread.length < mostMisplaced * pages.flat().length || template.blocks.length === 0) return null;
  for (const { file, page } of unread.slice(0, pagesMeasured)) {
    const size = file === undefined ? null : await measuredOn(pool, { templateFile, template, file, page }, limitsOf(lastTimeoutMs, signal));
    if (size !== null) return size;
  }
  return null;
}

async function countPages(pool: Pool, file: ScanFile, limits: Limits): Promise<number | PlainError> {
  try {
    return countSchema.parse(await pool.run('inspect-file', { path: file.path }, limits)).pages;
  } catch (error) {
    limits.signal?.throwIfAborted();
    return toPlainError(error);
  }
}

async function readOne(pool: Pool, texts: RegionTexts, { templateFile, cropFolder, roster = [] }: TemplateBatch, file: ScanFile, page: number, stem: string, limits: Limits, bubble: BubbleSize | null = null): Promise<TemplatePage['outcome']> {
  const input: ReadTemplatePageInput = { templateFile, bubble: bubble === null ? null : { w: bubble.w, h: bubble.h }, file: file.path, page, listed: roster.map(({ candidateNo }) => candidateNo), crops: cropFolder === null ? null : { folder: cropFolder, stem } };
  try {
    const { reading, quality, crops, contents } = resultSchema.parse(await pool.run('read-template-page', input, limits));
    return { kind: 'read', reading, quality, crops, ...(await texts.judge(reading, contents, limits.signal)) };
  } catch (error) {
    limits.signal?.throwIfAborted();
    const plain = toPlainError(error);
    // No page is to blame, and none could be read.
    if (plain.code === 'template-invalid') throw error;
    return { kind: 'failed', error: plain };
  }
}

interface Limits { readonly timeoutMs: number; readonly signal?: AbortSignal }

function limitsOf(timeoutMs: number, signal: AbortSignal | undefined): Limits {
  return signal === undefined ? { timeoutMs } : { timeoutMs, signal };
}

function tookTooLong(page: TemplatePage | undefined): boolean {
  return page?.outcome.kind === 'failed' && page.outcome.error.code === 'task-timeout';
}

/** Names of crops begin with the file's own, numbered where two are alike. */
function stemsOf(files: readonly ScanFile[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const stem = path.parse(file.name).name.replace(/[^\p{L}\p{N}-]+/gu, '_').slice(-40) || 'page';
    let name = stem;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${stem}-${copy}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
