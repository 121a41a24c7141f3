import path from 'node:path';
import { simulate } from '../../simulate/simulate.ts';
import type { Quality } from '../../simulate/truth.ts';
import type { Console } from '../console.ts';
import { readCandidates, readExam } from '../exam-input.ts';
import { prepareFolder } from '../output-folder.ts';
import { openProgress } from '../progress-display.ts';

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
  const { count, seed, quality, personal = false, dpi } = options;
  const exam = await readExam(options.exam, personal ? 'personal' : 'blank');
  const candidates = await readCandidates(options.roster, exam);
  const outFolder = await prepareFolder(options.out);
  const display = openProgress(console, process.stderr, 0);
  const truth = await simulate(
    { exam, count, seed, quality, personal, dpi, outFolder, ...(candidates === null ? {} : { candidates }) },
    ({ done, total }) => display.show({ done, total, open: false }),
  );
  display[Symbol.dispose]();
  console.out(console.t('simulate.done', { pages: truth.pages.length, candidates: count, folder: outFolder, truth: path.join(outFolder, 'truth.json') }));
  return 0;
}
