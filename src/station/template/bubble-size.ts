/** How large the bubbles of foreign sheets are printed, against what their template says: `zhiyue template check` tells it, and `read` takes the printed size where too many pages are not found. */
import { z } from 'zod';
import type { Template } from '../../exam/template.ts';
import type { BubbleSize } from '../../sheet/template/box-size.ts';
import { isOfOtherSize, worthATry } from '../../sheet/template/printed-size.ts';
import type { ScanFile } from '../intake/scan-files.ts';
import { ownModule } from '../own-files.ts';
import { type Pool, startPool } from '../pool/pool.ts';
import type { BubbleSizeInput } from './bubble-size.job.ts';
import { jobFolders } from './job-folders.ts';
import { readTemplate } from './load-template.ts';

export interface OtherSize { readonly own: BubbleSize; readonly printed: BubbleSize; /** The scan on which it was measured. */ readonly file: string }

/** Of a page that is looked for with several sizes. */
const timeoutMs = 60_000;
/** Pages that are measured: the first of so many files. */
const filesLookedAt = 3;
const sizeSchema = z.object({ w: z.number(), h: z.number() }).nullable();

/** The printed size where the template's boxes are much larger or smaller on the first page that tells it; null where they are not, or no page tells. Throws what `readTemplate` throws, and the signal's reason. */
export async function otherBubbleSize(templateFile: string, files: readonly ScanFile[], signal: AbortSignal): Promise<OtherSize | null> {
  const template = await readTemplate(templateFile), first = files.slice(0, filesLookedAt);
  await using pool = await startPool({ jobsModule: ownModule('../tasks/jobs.ts', import.meta.url), threads: 1, folders: jobFolders(templateFile, template, first, null) });
  for (const file of first) {
    const printed = await printedOn(pool, { templateFile, file: file.path, page: 1, isLost: false }, { timeoutMs, signal });
    if (printed !== null) return other(template, printed, file);
  }
  return null;
}

interface Measured { readonly templateFile: string; readonly template: Template; readonly file: ScanFile; /** From 1. */ readonly page: number }
interface Limits { readonly timeoutMs: number; readonly signal?: AbortSignal }

/** The same of one page that was not found, in a pool that is there: a smaller difference is enough. */
export async function measuredOn(pool: Pool, { templateFile, template, file, page }: Measured, limits: Limits): Promise<OtherSize | null> {
  const printed = await printedOn(pool, { templateFile, file: file.path, page, isLost: true }, limits);
  return printed === null ? null : other(template, printed, file, worthATry);
}

async function printedOn(pool: Pool, input: BubbleSizeInput, limits: Limits): Promise<BubbleSize | null> {
  // A page that cannot be measured tells nothing.
  return sizeSchema.parse(await pool.run('bubble-size', input, limits).catch(() => { limits.signal?.throwIfAborted(); return null; }));
}

function other({ bubble }: Template, printed: BubbleSize, { name }: ScanFile, bound?: number): OtherSize | null {
  return isOfOtherSize(bubble, printed, bound) ? { own: bubble, printed, file: name } : null;
}
