/** One page by itself, as `read` would write it: what its columns are, and what of it waits for a person. Codes and writing are not read. */
import type { ExpandedTemplate } from '../../sheet/template/expand.ts';
import type { PageQuality } from '../../sheet/read/reading.ts';
import type { WholePage } from '../../sheet/template/nothing-marked.ts';
import type { TemplateReading } from '../../sheet/template/read-template.ts';
import { RegionTexts } from './region-texts.ts';
import { withRivals } from './rival-numbers.ts';
import { type TemplatePage, valueOf } from './template-page.ts';
import { templateExceptionKinds } from './template-tables.ts';

export interface TriedPage {
  readonly answers: { readonly column: string; readonly value: string; readonly doubtful: boolean; readonly incomplete: boolean }[];
  /** How many rows it would have in `exceptions.csv`. */
  readonly exceptions: number;
  /** Which of them is about the page as a whole. */
  readonly whole: WholePage | 'no-number' | null;
}

export async function triedPage(expanded: ExpandedTemplate, { reading, quality }: { readonly reading: TemplateReading; readonly quality: PageQuality }): Promise<TriedPage> {
  await using texts = new RegionTexts(expanded.template, []);
  const judged = await texts.judge(reading, [], undefined);
  const alone: TemplatePage = { sourceFile: '', sourcePage: 1, outcome: { kind: 'read', reading, quality, crops: [], ...judged } };
  const [page = alone] = withRivals(expanded, [alone], []);
  return {
    answers: reading.columns.map(({ name, incomplete }) => { const value = valueOf(page, name); return { column: name, value: value.replace(/^\?/, ''), doubtful: value.startsWith('?'), incomplete }; }),
    exceptions: templateExceptionKinds(expanded, [page]).length,
    whole: reading.whole ?? (judged.stranger === 'no-number' ? 'no-number' : null),
  };
}
