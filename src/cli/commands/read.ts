import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { KeptPages } from '../../station/template/kept-pages.ts';
import { loadEvaluation } from '../../station/template/load-evaluation.ts';
import { answersWorkbook, otherPoints, saysTheSame } from '../../station/template/answers-workbook.ts';
import { besideTemplate, loadTemplate } from '../../station/template/load-template.ts';
import type { OtherSize } from '../../station/template/bubble-size.ts';
import { leftOut } from '../../station/template/left-out-blocks.ts';
import { severalMarks } from '../../station/template/several-marks.ts';
import { placeIn } from '../../station/template/shared-numbers.ts';
import { readTemplateBatch } from '../../station/template/template-batch.ts';
import { answeredPage, numberNotes, statusOf, templateAnswers, templateExceptionKinds, templateExceptions, templateScores } from '../../station/template/template-tables.ts';
import { scannedSheets } from '../../station/template/scanned-sheets.ts';
import { collectScans } from '../../station/intake/scan-files.ts';
import { staleCrops } from '../../station/report/crop-names.ts';
import { outputError, writeFiles } from '../../station/report/output-folder.ts';
import { cropFolder } from '../../station/report/own-crops.ts';
import { qualityTable } from '../../station/report/quality-table.ts';
import type { Table } from '../../station/report/tables.ts';
import { csvText } from '../../station/report/tables-csv.ts';
import type { Console } from '../console.ts';
import { refuseInputs } from '../kept-files.ts';
import { keepEarlierFile } from '../earlier-file.ts';
import { countedByKind, exceptionLines } from '../grade-summary.ts';
import { prepareFolder } from '../output-folder.ts';
import { examOfResults, reportedCrops } from '../results-folder.ts';
import { lockResults } from '../results-lock.ts';
import { sayOtherSize } from '../other-size.ts';
import { scanQualityJson, scanQualityLines } from '../scan-quality.ts';
import { sayNotes, sayTemplateNotes } from '../template-notes.ts';
import { templateRoster } from '../template-roster.ts';
import { SaidError } from '../said-error.ts';
import { sayNumbers } from '../sheet-numbers.ts';
import { firstOf, saySame, saySkipped, withoutCopies } from '../skipped-files.ts';
import { openProgress } from '../progress-display.ts';
import { listenForStop } from '../until-stopped.ts';

export interface ReadOptions { readonly template: string; readonly out: string; readonly evaluation?: string; readonly roster?: string; readonly workers?: number; readonly json?: boolean; readonly images: readonly string[] }

/** `zhiyue read`: pages of a sheet that somebody else designed, by its template, to `answers.csv`, `exceptions.csv`, `quality.csv` and `crops/`; with an answer key `scores.csv`. */
export async function read(options: ReadOptions, console: Console): Promise<number> {
  const { t } = console;
  const startedAt = performance.now();
  const templateFile = path.resolve(options.template);
  await refuseInputs(['answers.csv', 'answers.xlsx', 'exceptions.csv', 'quality.csv', 'scores.csv'].map((name) => path.resolve(options.out, name)), [options.template, options.evaluation, options.roster], console);
  const { expanded } = await loadTemplate(templateFile);
  await sayTemplateNotes(templateFile, options.template, console, { roster: options.roster !== undefined });
  const evaluation = options.evaluation === undefined ? null : { shown: options.evaluation, ...await loadEvaluation(path.resolve(options.evaluation), templateFile, expanded) };
  if (evaluation) sayNotes(evaluation.notes, evaluation.shown, console);
  const roster = await templateRoster(options.roster, expanded);
  const outFolder = path.resolve(options.out);
  // A marker's picture often lies among the pages.
  const marker = expanded.template.registration.markers?.image;
  const markers = marker === undefined ? [] : [besideTemplate(templateFile, marker)];
  const scans = await withoutCopies(await collectScans(options.images, [outFolder, ...await reportedCrops(outFolder), ...markers]), markers);
  saySkipped(scans, console);
  await saySame(scans, console);
  const owner = await examOfResults(outFolder);
  if (owner !== null) throw new SaidError('output-unwritable', t('output.of-exam', { folder: options.out, exam: owner }));
  await prepareFolder(outFolder);
  using _ = lockResults(outFolder, options.out, console);
  const kept = await KeptPages.in(outFolder, templateFile, roster);
  const before = await kept.countOf(scans.files.map((file) => file.path));
  if (before > 0 || kept.others) console.note(t(kept.others ? 'read.anew' : 'read.goes-on', { count: before }));
  let otherSize: OtherSize | null = null;
  const pages = await (async () => {
    using stop = listenForStop(() => console.note(`\n${t('read.stopping')}`));
    using display = openProgress(console, process.stderr, 0, { starts: expanded.template.regions.some(({ kind }) => kind === 'text') ? 'engines' : 'reader' });
    display.show({ done: 0, total: scans.files.length, open: false });
    // Awaited here: the display must see the last page.
    return await readTemplateBatch({
      signal: stop.signal, templateFile, roster, kept, ...(evaluation === null ? {} : { accepted: (region) => evaluation.marker.accepted(region) }), files: scans.files, cropFolder: path.join(outFolder, cropFolder), ...(options.workers === undefined ? {} : { workers: options.workers }),
      onPage: (done, known) => display.show({ done, total: known, open: false }),
      onOtherSize: (size) => { otherSize = size; },
    }).catch((error: unknown) => {
      if (stop.signal.aborted) return null;
      throw error;
    });
  })();
  if (pages === null) {
    console.note(t(existsSync(path.join(outFolder, 'answers.csv')) ? 'read.stopped-before' : 'read.stopped', { folder: options.out }));
    return 1;
  }
  const language = console.language === 'en' ? 'en' : 'zh';
  const answered = pages.map((page) => answeredPage(page, expanded)), answers = templateAnswers(expanded, pages), scores = evaluation === null ? null : templateScores(expanded, answered, evaluation.marker, roster), tables = [answers, templateExceptions(expanded, pages, language), ...(scores === null ? [] : [scores])];
  const scanned = scannedSheets(pages);
  const written = [...[...tables, qualityTable(scanned)].map((table) => ({ name: `${table.name}.csv`, content: csvText(table) })), { name: 'answers.xlsx', content: await answersWorkbook(tables, language) }];
  for (const file of await keepEarlier(outFolder, answers, scores)) console.note(t('read.kept', { file }));
  const crops = pages.flatMap(({ outcome }) => (outcome.kind === 'read' ? outcome.crops.map(({ file }) => cropName(file)) : []));
  const removeStale = await staleCrops(outFolder, new Set(crops), kept.crops.map(cropName));
  await writeFiles(outFolder, crops.length > 0 ? [cropFolder] : [], written);
  await removeStale();
  // What the reading made for nothing; with a person's own files in it it stays.
  await rmdir(path.join(outFolder, cropFolder)).catch(() => undefined);
  await kept.remove();
  sayNumbers(numberNotes(expanded, answered, roster.length > 0), console);
  sayOtherSize(otherSize, console, 'read.other-size');
  const several = severalMarks(expanded, pages), place = placeIn(pages);
  if (several.length > 0) console.note(t('read.several-marks', { names: firstOf(several.map(({ page, column, value }) => `${place(page)} ${column} ${value}`), console) }));
  const others = leftOut(pages).length;
  if (others > 0) console.note(t('read.left-out', { count: others }));
  const states = pages.map(statusOf);
  const count = (state: string): number => states.filter((each) => each === state).length;
  const figures = { pages: pages.length, ok: count('ok'), review: count('review'), failed: count('failed') };
  const kinds = templateExceptionKinds(expanded, pages);
  if (options.json) console.out(JSON.stringify({ ...figures, exceptions: kinds.length, exceptions_by_kind: countedByKind(kinds), several_marks: several.length, scan_quality: scanQualityJson(scanned), seconds: Math.round(performance.now() - startedAt) / 1000, out: outFolder }));
  else {
    console.out(t('summary.pages', figures));
    for (const line of exceptionLines(kinds, console)) console.out(line);
    for (const line of scanQualityLines(scanned, console)) console.out(line);
    console.out(t('summary.files', { folder: outFolder, files: [...written.map(({ name }) => name), ...(crops.length > 0 ? [`${cropFolder}/`] : [])].join(', ') }));
    console.out(t(figures.failed === figures.pages ? 'read.none-read' : 2 * figures.failed > figures.pages ? 'read.most-unread' : figures.review + figures.failed > 0 ? crops.length > 0 ? 'read.open-waiting' : 'read.open-waiting-bare' : 'read.open'));
  }
  return figures.failed === figures.pages ? 1 : 0;
}

/** As the tables name a crop. */
function cropName(file: string): string {
  return `${cropFolder}/${path.basename(file)}`;
}

/** Names under which answers and scores of before are kept, in all of their files. A run without a key writes no scores, and leaves those that are there. */
async function keepEarlier(outFolder: string, answers: Table, scores: Table | null): Promise<readonly string[]> {
  const isText = (table: Table) => (there: Buffer): boolean => there.toString('utf8') === csvText(table);
  try {
    const table = await keepEarlierFile(path.join(outFolder, 'answers.csv'), isText(answers));
    const workbook = await keepEarlierFile(path.join(outFolder, 'answers.xlsx'), async (there) => await saysTheSame(there, answers) && (scores === null || await otherPoints(there, scores) === 0));
    const points = scores === null ? null : await keepEarlierFile(path.join(outFolder, 'scores.csv'), isText(scores));
    return [table, workbook, points].filter((name) => name !== null);
  } catch (cause) {
    throw outputError(cause, outFolder);
  }
}
