import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fault } from '../../contract/faults.ts';
import { otherPoints } from '../../station/template/answers-workbook.ts';
import { loadEvaluation } from '../../station/template/load-evaluation.ts';
import { loadTemplate } from '../../station/template/load-template.ts';
import { readAnswers } from '../../station/template/corrected-answers.ts';
import { numberNotes, templateScores } from '../../station/template/template-tables.ts';
import { writeFiles } from '../../station/report/output-folder.ts';
import type { Table } from '../../station/report/tables.ts';
import { csvText } from '../../station/report/tables-csv.ts';
import type { Console } from '../console.ts';
import { refuseInputs } from '../kept-files.ts';
import { prepareFolder } from '../output-folder.ts';
import { examOfResults } from '../results-folder.ts';
import { lockResults } from '../results-lock.ts';
import { SaidError } from '../said-error.ts';
import { sayNumbers } from '../sheet-numbers.ts';
import { sayNotes } from '../template-notes.ts';
import { templateRoster } from '../template-roster.ts';

export interface ScoreOptions { readonly template: string; readonly evaluation: string; readonly roster?: string; readonly out: string; readonly json?: boolean; readonly answers: string }

/** `zhiyue score`: answers that `read` wrote and a person has corrected, by an answer key, to `scores.csv`. */
export async function score(options: ScoreOptions, console: Console): Promise<number> {
  const { t } = console;
  const templateFile = path.resolve(options.template), outFolder = path.resolve(options.out);
  await refuseInputs([path.join(outFolder, 'scores.csv')], [options.template, options.evaluation, options.roster, options.answers], console);
  const { expanded } = await loadTemplate(templateFile);
  const evaluation = await loadEvaluation(path.resolve(options.evaluation), templateFile, expanded);
  sayNotes(evaluation.notes, options.evaluation, console);
  const roster = await templateRoster(options.roster, expanded);
  const { pages, notes } = await readAnswers(path.resolve(options.answers), expanded, roster);
  sayNotes(notes, options.answers, console);
  const owner = await examOfResults(outFolder);
  if (owner !== null) throw new SaidError('output-unwritable', t('output.of-exam', { folder: options.out, exam: owner }));
  await prepareFolder(outFolder);
  using _ = lockResults(outFolder, options.out, console);
  const scores = templateScores(expanded, pages, evaluation.marker, roster);
  await writeFiles(outFolder, [], [{ name: 'scores.csv', content: csvText(scores) }]);
  await sayOlderScores(scores, outFolder, path.resolve(options.answers), console);
  // `read` has said what is no candidate number; nothing can be done about it here.
  sayNumbers({ ...numberNotes(expanded, pages), otherwise: [] }, console);
  const count = (state: string): number => pages.filter(({ status }) => status === state).length;
  const figures = { pages: pages.length, ok: count('ok'), review: count('review'), failed: count('failed') };
  if (options.json) console.out(JSON.stringify({ ...figures, out: outFolder }));
  else {
    console.out(t('summary.pages', figures));
    console.out(t('summary.files', { folder: outFolder, files: 'scores.csv' }));
    if (figures.review > 0) console.out(t('score.open-waiting'));
    if (figures.failed > 0) console.out(t('score.no-answers'));
  }
  return figures.failed === figures.pages ? 1 : 0;
}

/** Says of a workbook beside the new scores, what `read` wrote or the answers came from, that its scores are those of before. */
async function sayOlderScores(scores: Table, outFolder: string, answers: string, console: Console): Promise<void> {
  for (const file of new Set([path.join(outFolder, 'answers.xlsx'), answers])) {
    const bytes = path.dirname(file) === outFolder ? await readFile(file).catch(() => null) : null, count = bytes === null ? 0 : await otherPoints(bytes, scores);
    if (count > 0) sayNotes([fault('scores-workbook-other', { count })], path.basename(file), console);
  }
}
