/** Names of the crops beside the result files: short, safe in every file system, and telling. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { cropFolder } from './own-crops.ts';
import type { ExceptionRow, OpenAnswer } from './results.ts';

/** `crops/<candidate or file and page>-<field>.<ending>` for every row, numbered where two would be alike (also on file systems that ignore case). */
export function cropNames(rows: readonly ExceptionRow[]): ReadonlyMap<ExceptionRow, string> {
  return numbered(rows, (row) => ({
    folder: cropFolder, cropFile: row.cropFile,
    stem: `${whoseOf(row)}-${row.field === '' ? row.kind : row.field === 'candidate' ? 'candidate' : `q${row.field}`}`,
  }));
}

/** The folder of each open question: what a marker works through. */
export function openFolder(no: string): string {
  return `${cropFolder}/open-${safe(no)}`;
}

/** `crops/open-<no>/<candidate or file and page>.<ending>`. */
export function openAnswerNames(answers: readonly OpenAnswer[]): ReadonlyMap<OpenAnswer, string> {
  return numbered(answers, (answer) => ({ folder: openFolder(answer.no), stem: whoseOf(answer), cropFile: answer.cropFile }));
}

function whoseOf({ candidateNo, sourceFile, sourcePage }: Pick<ExceptionRow, 'candidateNo' | 'sourceFile' | 'sourcePage'>): string {
  return /^\d+$/.test(candidateNo) ? candidateNo : `${path.parse(sourceFile).name.slice(-40)}-p${sourcePage}`;
}

function safe(text: string): string {
  return text.replace(/[^\p{L}\p{N}-]+/gu, '_');
}

function numbered<Row>(rows: readonly Row[], nameOf: (row: Row) => { readonly folder: string; readonly stem: string; readonly cropFile: string | null }): ReadonlyMap<Row, string> {
  const taken = new Set<string>();
  const names = new Map<Row, string>();
  for (const row of rows) {
    const { folder, stem, cropFile } = nameOf(row);
    const ending = /^\.[a-z0-9]{1,5}$/i.exec(path.extname(cropFile ?? ''))?.[0].toLowerCase() ?? '.png';
    let name = `${folder}/${safe(stem)}${ending}`;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${folder}/${safe(stem)}-${copy}${ending}`;
    taken.add(name.toLowerCase());
    names.set(row, name);
  }
  return names;
}

/** What removes the crops of an earlier report in this folder that the new one does not have; only files that its `exceptions.csv` names, or of a run that was stopped before it wrote one (`unreported`, as `exceptions.csv` would name them). */
export async function staleCrops(outFolder: string, current: ReadonlySet<string>, unreported: readonly string[] = []): Promise<() => Promise<void>> {
  let earlier: readonly unknown[] = [];
  try {
    earlier = parse(await readFile(path.join(outFolder, 'exceptions.csv')), { columns: true, relax_column_count: true });
  } catch {
    // No earlier report, or not one of ours: nothing to remove.
  }
  const named = [...earlier.map((row) => (typeof row === 'object' && row !== null && 'crop' in row ? row.crop : null)), ...unreported];
  const stale = named.filter((crop) => typeof crop === 'string').filter((crop) => /^crops\/[^/\\]+$/.test(crop) && !current.has(crop));
  return async () => {
    for (const crop of stale) await rm(path.join(outFolder, crop), { force: true });
  };
}
