import path from 'node:path';
import { layoutFileBeside, writeSheets } from '../../sheet/render/write-sheets.ts';
import type { Console } from '../console.ts';
import { readCandidates, readExam } from '../exam-input.ts';
import { refuseInputs, refuseOtherKind } from '../kept-files.ts';
import { prepareFolder } from '../output-folder.ts';
import { SaidError } from '../said-error.ts';

export interface SheetOptions { readonly exam: string; readonly roster?: string; readonly out: string }

/** `zhiyue sheet`: the PDF to print and its layout beside it. */
export async function sheet(options: SheetOptions, console: Console): Promise<number> {
  const outFile = path.resolve(options.out);
  const layoutFile = layoutFileBeside(outFile);
  await refuseInputs([outFile, layoutFile], [options.exam, options.roster], console);
  await refuseOtherKind(outFile, 'pdf', console);
  await refuseOtherKind(layoutFile, 'layout', console);
  if (path.extname(outFile).toLowerCase() !== '.pdf') throw new SaidError('option-invalid', console.t('sheet.not-pdf', { file: options.out }));
  const exam = await readExam(options.exam, options.roster === undefined ? 'blank' : 'personal');
  const candidates = await readCandidates(options.roster, exam);
  await prepareFolder(path.dirname(outFile));
  const { pages, pagesPerSheet, pdf, layoutJson } = await writeSheets({ exam, candidates, outFile });
  const values = { pages, file: shown(pdf), layout: shown(layoutJson) };
  console.out(candidates === null ? console.t('sheet.done', values) : console.t('sheet.done-personal', { ...values, candidates: candidates.length }));
  if (pagesPerSheet > 1) console.out(console.t('sheet.pages-each', { count: pagesPerSheet }));
  // On both sides of the paper, two candidates would share one leaf.
  if (candidates !== null && pagesPerSheet > 1 && pagesPerSheet % 2 === 1) console.out(console.t('sheet.single-sided'));
  return 0;
}

function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}
