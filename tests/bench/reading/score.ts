/** One image of a case read and held against its truth. */
import path from 'node:path';
import { loadTemplate } from '../../../src/station/template/load-template.ts';
import { readPicture } from '../../../src/station/template/read-picture.ts';
import type { TemplateReader, TemplateReading } from '../../../src/sheet/template/read-template.ts';
import { type Case, type Expected, truthOf } from './cases.ts';

export interface ScoredField { readonly image: string; readonly field: string; readonly got: string; readonly truth: string; readonly outcome: 'right' | 'flagged' | 'silent'; /** A careful reader would put it before a person, too. */ readonly review: boolean; readonly rightGuess: boolean; readonly confidence: number }
export interface ScoredImage { readonly image: string; readonly ms: number; readonly reading: TemplateReading; readonly fields: readonly ScoredField[] }

export function readerOf(one: Case, folder: string): Promise<TemplateReader> {
  return loadTemplate(path.resolve(folder, one.template));
}

/** Reads every image of a case `rounds` times; the time is the usual one (median), decoding included: processor time of the whole process, which a busy machine changes least. */
export async function scoreCase(folder: string, reader: TemplateReader, rounds: number): Promise<ScoredImage[]> {
  const { images } = truthOf(folder);
  const scored: ScoredImage[] = [];
  for (const [image, truth] of Object.entries(images)) {
    const each: number[] = [];
    let reading: TemplateReading | null = null;
    for (let round = 0; round < rounds; round++) {
      const begun = process.cpuUsage();
      ({ reading } = await readPicture(path.join(folder, image), reader, { page: 1 }));
      const { user, system } = process.cpuUsage(begun);
      each.push((user + system) / 1000);
    }
    if (reading === null) continue;
    const ms = each.toSorted((a, b) => a - b)[each.length >> 1] ?? 0;
    scored.push({ image, ms, reading, fields: scoreReading(image, truth, reading, reader) });
  }
  return scored;
}

/** Every field of an image's truth, and what became of it. */
export function scoreReading(image: string, truth: Expected['images'][string], reading: TemplateReading, { expanded }: TemplateReader): ScoredField[] {
  const names = new Set(expanded.columns.map(({ name }) => name)), columns = new Map(reading.columns.map((column) => [column.name, column]));
  return Object.entries(truth.fields).flatMap(([field, wanted]): ScoredField[] => {
    // What the sheet does not have is blank on it.
    if (!names.has(field) && wanted === '') return [];
    const column = columns.get(field);
    const rightGuess = column !== undefined && (column.value === wanted || (truth.accept[field] ?? []).includes(column.value));
    const flagged = column === undefined || column.doubtful;
    return [{ image, field, got: column?.value ?? '', truth: wanted, outcome: flagged ? 'flagged' : rightGuess ? 'right' : 'silent', review: truth.review.includes(field), rightGuess, confidence: column?.confidence ?? 0 }];
  });
}
