/** The files that a school takes away: `answers.csv`, `scores.csv`, `exceptions.csv`, `quality.csv` (how the pages were scanned), `crops/` (what waits for a person, and in `open-<no>/` every open answer), `results.xlsx`, `statistics.json`; on request `scores-<class>.pdf`. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { loadFonts } from '../../sheet/render/fonts.ts';
import { type ClassList, classLists } from './class-lists.ts';
import { classPdf } from './class-pdf.ts';
import { cropNames, openAnswerNames, openFolder, staleCrops } from './crop-names.ts';
import type { ReportLanguage } from './exception-text.ts';
import { writeFiles } from './output-folder.ts';
import type { OutputFile } from './output-folder.ts';
import { cropFolder } from './own-crops.ts';
import type { ExamResults } from './results.ts';
import { qualityTable } from './quality-table.ts';
import { statisticsRows } from './statistics-rows.ts';
import { answersTable, exceptionsInOrder, exceptionsTable, scoresTable } from './tables.ts';
import { csvText } from './tables-csv.ts';
import { statisticsTitle, workbookSheet } from './workbook-words.ts';
import { workbookBytes } from './workbook.ts';

/**
 * Writes the result files of an exam into `outFolder` (made if need be), over those of an earlier report; other files there stay untouched. Resolves with the absolute paths of
 * the files and of the crops' folder. A crop whose image has gone is left out; with `crops: false` all are, and there is no folder of them. With `classLists`, a PDF for each class comes along.
 * @throws ZhiyueError `output-unwritable` or `disk-full`; the earlier report then stands unchanged, unless the failure came while renaming.
 */
export async function writeReport(results: ExamResults, outFolder: string, options: { readonly lang: ReportLanguage; readonly crops?: boolean; readonly classLists?: boolean; readonly onFile?: (done: number, of: number) => void }): Promise<{ readonly files: readonly string[] }> {
  const { lang, crops: withCrops = true, classLists: withClassLists = false, onFile = () => {} } = options;
  const exceptions = exceptionsInOrder(results.exceptions);
  const crops = cropNames(withCrops ? await withImages(exceptions) : []);
  const tables = [answersTable(results), scoresTable(results), exceptionsTable(exceptions, lang, (row) => crops.get(row) ?? '')];
  const openAnswers = withCrops ? await withImages(results.openAnswers) : [];
  const copies = [...crops, ...openAnswerNames(openAnswers)].flatMap(([{ cropFile }, name]): readonly OutputFile[] => (cropFile === null ? [] : [{ name, content: { copyOf: cropFile } }]));
  const folders = [...(withCrops ? [cropFolder] : []), ...new Set(openAnswers.map(({ no }) => openFolder(no)))];
  const lists = withClassLists ? classLists(results.scores, lang) : [];
  // The tables and their statistics take about as long as a class's list each.
  const all = tables.length + 2 + lists.length;
  onFile(tables.length, all);
  const removeStale = await staleCrops(outFolder, new Set(crops.values()));
  const files: readonly OutputFile[] = [
    ...[...tables, ...(results.scans === null ? [] : [qualityTable(results.scans)])].map((table) => ({ name: `${table.name}.csv`, content: csvText(table) })),
    { name: 'results.xlsx', content: await workbookBytes(tables.map((table) => workbookSheet(table, lang)), { title: statisticsTitle[lang], rows: statisticsRows(results.statistics, lang) }) },
    { name: 'statistics.json', content: `${JSON.stringify({ exam: results.exam.id, ...results.statistics }, sixDecimals, 2)}\n` },
    ...await classFiles(results, lists, lang, (done) => onFile(all - lists.length + done, all)),
  ];
  await writeFiles(outFolder, folders, [...copies, ...files]);
  await removeStale();
  return { files: [...files.map(({ name }) => name), ...(withCrops ? [cropFolder] : [])].map((name) => path.resolve(outFolder, name)) };
}

async function classFiles({ exam }: ExamResults, lists: readonly ClassList[], lang: ReportLanguage, onFile: (done: number) => void): Promise<OutputFile[]> {
  if (lists.length === 0) return [];
  const fonts = loadFonts();
  const files: OutputFile[] = [];
  for (const { className, fileName, rows } of lists) {
    files.push({ name: fileName, content: await classPdf({ exam, className, rows, lang }, fonts) });
    onFile(files.length);
  }
  return files;
}

/** More would only be the noise of floating point. */
function sixDecimals(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value;
}

async function withImages<Row extends { readonly cropFile: string | null }>(rows: readonly Row[]): Promise<readonly Row[]> {
  const kept: Row[] = [];
  for (const row of rows) {
    if (row.cropFile !== null && await access(row.cropFile).then(() => true, () => false)) kept.push(row);
  }
  return kept;
}
