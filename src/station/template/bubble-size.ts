/** How large the bubbles of foreign sheets are printed, against what their template says (`zhiyue template check`). */
import { z } from 'zod';
import type { BubbleSize } from '../../sheet/template/printed-size.ts';
import { isOfOtherSize } from '../../sheet/template/printed-size.ts';
import type { ScanFile } from '../intake/scan-files.ts';
import { ownModule } from '../own-files.ts';
import { startPool } from '../pool/pool.ts';
import type { BubbleSizeInput } from './bubble-size.job.ts';
import { jobFolders } from './template-batch.ts';
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
    const input: BubbleSizeInput = { templateFile, file: file.path, page: 1 };
    const printed = sizeSchema.parse(await pool.run('bubble-size', input, { timeoutMs, signal }).catch(() => { signal.throwIfAborted(); return null; }));
    if (printed !== null) return isOfOtherSize(template.bubble, printed) ? { own: template.bubble, printed, file: file.name } : null;
  }
  return null;
}
