import path from 'node:path';
import { layoutExam } from '../../sheet/layout/layout-exam.ts';
import { foreignFile, removeEarlier } from '../../simulate/earlier-scans.ts';
import { simulate } from '../../simulate/simulate.ts';
import type { Quality } from '../../simulate/truth.ts';
import type { Console } from '../console.ts';
import { readCandidates, readExam } from '../exam-input.ts';
import { prepareFolder } from '../output-folder.ts';
import { openProgress } from '../progress-display.ts';
import { SaidError } from '../said-error.ts';

export interface SimulateCommandOptions {
  readonly exam: string;
  readonly roster?: string;
  readonly count: number;
  readonly seed: number;
  readonly quality: Quality;
  readonly personal?: boolean;
  readonly dpi: number;
  readonly out: string;
}

/** `zhiyue simulate`: scans of filled sheets, and what is on them. */
export async function simulateScans(options: SimulateCommandOptions, console: Console): Promise<number> {
  const { seed, quality, personal = false, dpi } = options;
  const exam = await readExam(options.exam, personal ? 'personal' : 'blank');
  const candidates = await readCandidates(options.roster, exam);
  // Nobody sits an exam twice.
  const count = Math.min(options.count, candidates?.length ?? options.count);
  const inTheWay = await foreignFile(options.out, count * layoutExam(exam, { personal }).pages.length);
  if (inTheWay !== null) throw new SaidError('output-unwritable', console.t('simulate.foreign', { folder: options.out, file: inTheWay }));
  const outFolder = await prepareFolder(options.out);
  await removeEarlier(outFolder);
  const display = openProgress(console, process.stderr, 0);
  const truth = await simulate(
    { exam, count, seed, quality, personal, dpi, outFolder, ...(candidates === null ? {} : { candidates }) },
    ({ done, total }) => display.show({ done, total, open: false }),
  );
  display[Symbol.dispose]();
  console.out(console.t('simulate.done', { pages: truth.pages.length, candidates: count, folder: outFolder, truth: path.join(outFolder, 'truth.json') }));
  if (count < options.count) console.note(console.t('simulate.fewer', { roster: count, asked: options.count }));
  return 0;
}
