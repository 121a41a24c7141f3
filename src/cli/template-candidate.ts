/** Which column says whose a sheet is: one that was guessed, and wrongly, is not seen before the scores are somebody else's. */
import { numberColumns } from '../sheet/template/number-columns.ts';
import type { Template } from '../exam/template.ts';
import type { Console } from './console.ts';
import { firstOf } from './skipped-files.ts';

/** `own`: the template's file in our format, where it can be changed; null where it is in OMRChecker's, which does not say. */
export function candidateLine(template: Template, own: string | null, console: Console): string {
  const { t } = console, { candidate } = template, others = numberColumns(template).filter((name) => name !== candidate);
  const said = candidate === undefined ? t('template.candidate-none') : t(own === null ? 'template.candidate-guessed' : 'template.candidate', { column: candidate });
  const change = own === null ? t('template.candidate-import') : t(candidate === undefined ? 'template.candidate-add' : 'template.candidate-change', { file: own });
  return `  ${said}${others.length === 0 ? '' : t('template.candidate-others', { names: firstOf(others, console) })}${change}`;
}
