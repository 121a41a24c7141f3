/** Names of the crops beside the result files: short, safe in every file system, and telling. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ExceptionRow } from './results.ts';

export const cropFolder = 'crops';

/** `crops/<candidate or file and page>-<field>.<ending>` for every row, numbered where two would be alike (also on file systems that ignore case). */
export function cropNames(rows: readonly ExceptionRow[]): ReadonlyMap<ExceptionRow, string> {
  const taken = new Set<string>();
  const names = new Map<ExceptionRow, string>();
  for (const row of rows) {
    const whose = /^\d+$/.test(row.candidateNo) ? row.candidateNo : `${path.parse(row.sourceFile).name.slice(-40)}-p${row.sourcePage}`;
    const what = row.field === '' ? row.kind : row.field === 'candidate' ? 'candidate' : `q${row.field}`;
    const stem = `${whose}-${what}`.replace(/[^\p{L}\p{N}-]+/gu, '_');
    const ending = /^\.[a-z0-9]{1,5}$/i.exec(path.extname(row.cropFile ?? ''))?.[0].toLowerCase() ?? '.png';
    let name = `${cropFolder}/${stem}${ending}`;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${cropFolder}/${stem}-${copy}${ending}`;
    taken.add(name.toLowerCase());
    names.set(row, name);
  }
  return names;
}

/** What removes the crops of an earlier report in this folder that the new one does not have; only files that its `exceptions.csv` names. */
export async function staleCrops(outFolder: string, current: ReadonlySet<string>): Promise<() => Promise<void>> {
  let earlier: readonly unknown[] = [];
  try {
    earlier = parse(await readFile(path.join(outFolder, 'exceptions.csv')), { columns: true, relax_column_count: true });
  } catch {
    // No earlier report, or not one of ours: nothing to remove.
  }
  const stale = earlier.flatMap((row) => {
    const crop = typeof row === 'object' && row !== null && 'crop' in row ? row.crop : null;
    return typeof crop === 'string' && /^crops\/[^/\\]+$/.test(crop) && !current.has(crop) ? [crop] : [];
  });
  return async () => {
    for (const crop of stale) await rm(path.join(outFolder, crop), { force: true });
  };
}
