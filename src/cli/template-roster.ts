/** The roster of sheets that somebody else designed. */
import path from 'node:path';
import type { Candidate } from '../exam/exam.ts';
import type { ExpandedTemplate } from '../sheet/template/expand.ts';
import { readRoster } from '../station/report/roster-file.ts';

/** Who can have written the sheets; nobody is listed where no file is given. Throws as `readRoster`: its numbers have as many digits as the template's, where that is all of digits. */
export async function templateRoster(file: string | undefined, template: ExpandedTemplate): Promise<readonly Candidate[]> {
  return file === undefined ? [] : readRoster(path.resolve(file), { digits: digitsOf(template) });
}

/** Digits of a candidate number, as far as the template says: a grid may have a letter in front. */
function digitsOf({ columns, bubbles, template }: ExpandedTemplate): number | null {
  const column = columns.find(({ name }) => name === template.candidate);
  if (column !== undefined) return column.fields.every((field) => field.bubbles.every((i) => /^\d$/.test(bubbles[i]?.value ?? ''))) ? column.fields.length : null;
  const region = template.regions.find(({ name }) => name === template.candidate);
  return region?.kind === 'text' ? region.digits ?? null : null;
}
