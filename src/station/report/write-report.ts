/** The files that a school takes away: `answers.csv`, `scores.csv`, `exceptions.csv`, `crops/` (what waits for a person, and in `open-<no>/` every open answer), `results.xlsx`, `statistics.json`; on request `scores-<class>.pdf`. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { loadFonts } from '../../sheet/render/fonts.ts';
import { classLists } from './class-lists.ts';
import { classPdf } from './class-pdf.ts';
import { cropFolder, cropNames, openAnswerNames, openFolder, staleCrops } from './crop-names.ts';
import type { ReportLanguage } from './exception-text.ts';
import { writeFiles } from './output-folder.ts';
import type { OutputFile } from './output-folder.ts';
import type { ExamResults } from './results.ts';
import { statisticsRows } from './statistics-rows.ts';
import { answersTable, exceptionsInOrder, exceptionsTable, scoresTable } from './tables.ts';
import { csvText } from './tables-csv.ts';
import { statisticsTitle, workbookSheet } from './workbook-words.ts';
import { workbookBytes } from './workbook.ts';

/**
 * Writes the result files of an exam into `outFolder` (made if need be), over those of an earlier report; other files there stay untouched. Resolves with the absolute paths of
 * the five files and of the crops' folder. A crop whose image has gone is left out; with `crops: false` all are, and there is no folder of them. With `classLists`, a PDF for each class comes along.
 * @throws ZhiyueError `output-unwritable` or `disk-full`; the earlier report then stands unchanged, unless the failure came while renaming.
 */
export async function writeReport(results: ExamResults, outFolder: string, options: { readonly lang: ReportLanguage; readonly crops?: boolean; readonly classLists?: boolean }): Promise<{ readonly files: readonly string[] }> {
  const { lang, crops: withCrops = true, classLists: withClassLists = false } = options;
  const exceptions = exceptionsInOrder(results.exceptions);
  const crops = cropNames(withCrops ? await withImages(exceptions) : []);
  const tables = [answersTable(results), scoresTable(results), exceptionsTable(exceptions, lang, (row) => crops.get(row) ?? '')];
  const openAnswers = withCrops ? await withImages(results.openAnswers) : [];
  const copies = [...crops, ...openAnswerNames(openAnswers)].flatMap(([{ cropFile }, name]): readonly OutputFile[] => (cropFile === null ? [] : [{ name, content: { copyOf: cropFile } }]));
  const folders = [...(withCrops ? [cropFolder] : []), ...new Set(openAnswers.map(({ no }) => openFolder(no)))];
  const removeStale = await staleCrops(outFolder, new Set(crops.values()));
  const files: readonly OutputFile[] = [
    ...tables.map((table) => ({ name: `${table.name}.csv`, content: csvText(table) })),
    { name: 'results.xlsx', content: await workbookBytes(tables.map((table) => workbookSheet(table, lang)), { title: statisticsTitle[lang], rows: statisticsRows(results.statistics, lang) }) },
    { name: 'statistics.json', content: `${JSON.stringify({ exam: results.exam.id, ...results.statistics }, sixDecimals, 2)}\n` },
    ...(withClassLists ? await classFiles(results, lang) : []),
  ];
  await writeFiles(outFolder, folders, [...copies, ...files]);
  await removeStale();
  return { files: [...files.map(({ name }) => name), ...(withCrops ? [cropFolder] : [])].map((name) => path.resolve(outFolder, name)) };
}

async function classFiles({ exam, scores }: ExamResults, lang: ReportLanguage): Promise<OutputFile[]> {
  const fonts = loadFonts();
  const files: OutputFile[] = [];
  for (const { className, fileName, rows } of classLists(scores, lang)) files.push({ name: fileName, content: await classPdf({ exam, className, rows, lang }, fonts) });
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
