/** What a grading run is asked for, checked: everything that can be refused is refused before any work is done. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Candidate, Exam } from '../exam/exam.ts';
import { type StationConfig, readConfig } from '../station/config.ts';
import { reportFiles } from '../station/report/report-files.ts';
import type { ExamResults } from '../station/report/results.ts';
import type { ExamChange } from '../station/station-api.ts';
import { collectScans } from '../station/intake/scan-files.ts';
import type { ScanFiles } from '../station/intake/scan-files.ts';
import { saySkipped } from './skipped-files.ts';
import { recordName } from '../station/store/store.ts';
import type { Console } from './console.ts';
import { readCandidates, readExam } from './exam-input.ts';
import { refuseInputs } from './kept-files.ts';
import { prepareFolder } from './output-folder.ts';
import { examOfResults, holdsTemplateAnswers, reportedCrops } from './results-folder.ts';
import { SaidError } from './said-error.ts';
import { storedRoster } from './stored-roster.ts';

export interface GradeOrder {
  readonly exam: string;
  readonly roster?: string;
  /** The exam of the file, also where the station's was changed in the app. */
  readonly examFromFile?: boolean;
  /** The roster of the file, also where the station's was changed in the app. */
  readonly rosterFromFile?: boolean;
  readonly out: string;
  readonly dataDir?: string;
  readonly workers?: number;
  /** Of the loopback gateway; none when left out. */
  readonly port?: number;
  readonly scans: readonly string[];
}

export interface GradeRun {
  readonly exam: Exam;
  readonly scans: ScanFiles;
  readonly change: ExamChange;
  readonly results: ExamResults;
  /** Pages read or given up in this run, without those of earlier ones. */
  readonly pagesThisRun: number;
  readonly seconds: number;
  readonly pagesPerMinute: number;
  readonly outFolder: string;
  readonly dataFolder: string;
  /** Absolute paths of what was written. */
  readonly files: readonly string[];
}

/** One batch for each exam and data folder: later runs go on with it, and new scans join it. */
export const batchKey = 'grade';

export interface PreparedOrder {
  readonly order: GradeOrder;
  readonly startedAt: number;
  readonly exam: Exam;
  readonly candidates: readonly Candidate[] | null;
  readonly outFolder: string;
  readonly dataFolder: string;
  readonly scans: ScanFiles;
  readonly config: StationConfig;
}

/** `say` gets what is to be graded. Throws ZhiyueError for whatever cannot be used. */
export async function prepareOrder(order: GradeOrder, console: Console, say: (line: string) => void): Promise<PreparedOrder> {
  const { t } = console;
  const startedAt = performance.now();
  const outFolder = path.resolve(order.out);
  const exam = await readExam(order.exam, 'both');
  const candidates = await readCandidates(order.roster, exam);
  await refuseInputs(reportFiles.map((name) => path.join(outFolder, name)), [order.exam, order.roster], console);
  const dataFolder = path.resolve(order.dataDir ?? path.join(outFolder, '.zhiyue'));
  const owner = await examOfResults(outFolder, dataFolder, exam.id);
  if (owner !== null && owner !== exam.id) throw new SaidError('output-unwritable', t('output.of-exam', { folder: order.out, exam: owner }));
  if (await holdsTemplateAnswers(outFolder)) throw new SaidError('output-unwritable', t('output.of-template', { folder: order.out }));
  const scans = await collectScans(order.scans, [outFolder, dataFolder, ...await reportedCrops(outFolder)]);
  await prepareFolder(outFolder);
  await prepareFolder(dataFolder, 0o700);
  const config = readConfig(console.environment, { dataFolder, port: order.port ?? null, ...(order.workers === undefined ? {} : { workers: order.workers }) });
  say(t('grade.exam-created', { title: exam.title, id: exam.id, questions: exam.questions.length, candidates: candidates?.length ?? rosterFromBefore(dataFolder, exam.id, console) }));
  say(t('grade.files', { count: scans.files.length }));
  saySkipped(scans, console);
  return { order, startedAt, exam, candidates, outFolder, dataFolder, scans, config };
}

/** Without a file the station's own roster is used, where it has one. */
function rosterFromBefore(dataFolder: string, examId: string, { t }: Console): string {
  try {
    const before = existsSync(path.join(dataFolder, recordName)) ? storedRoster(dataFolder, examId) : null;
    if (before !== null) return t('grade.roster-from-before', { count: before.length });
  } catch {
    // A record of another version, or a damaged one: the station says what is to be done when it starts.
  }
  return t('grade.no-roster');
}

/** How long it took, and how fast. */
export function paceOf(startedAt: number, pagesThisRun: number): Pick<GradeRun, 'pagesThisRun' | 'seconds' | 'pagesPerMinute'> {
  const seconds = (performance.now() - startedAt) / 1000;
  return { pagesThisRun, seconds, pagesPerMinute: Math.round((pagesThisRun / seconds) * 60) };
}
