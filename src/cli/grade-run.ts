/** One grading run from scans to result files, for the command and the demo alike. */
import path from 'node:path';
import type { Exam } from '../exam/exam.ts';
import { readConfig } from '../station/config.ts';
import type { ExamResults } from '../station/report/results.ts';
import type { ExamChange, Progress, Station } from '../station/station-api.ts';
import { browserLink } from './browser-link.ts';
import type { Console } from './console.ts';
import { readCandidates, readExam } from './exam-input.ts';
import { changeLines } from './grade-summary.ts';
import { prepareFolder } from './output-folder.ts';
import { openProgress } from './progress-display.ts';
import type { Tick } from './progress-display.ts';
import { collectScans } from '../station/intake/scan-files.ts';
import type { ScanFile, ScanFiles } from '../station/intake/scan-files.ts';
import { aborted, listenForStop } from './until-stopped.ts';
import type { StopSignal } from './until-stopped.ts';

export interface GradeOrder {
  readonly exam: string;
  readonly roster?: string;
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
const batchKey = 'grade';

/**
 * Everything that can be refused is refused before the station starts. `say` gets the lines about what goes on. Null when Ctrl-C stopped it: what was done is kept,
 * and the next run goes on from there. Throws ZhiyueError.
 */
export async function runGrade(order: GradeOrder, console: Console, say: (line: string) => void): Promise<GradeRun | null> {
  const { t } = console;
  const startedAt = performance.now();
  const exam = await readExam(order.exam, 'both');
  const candidates = await readCandidates(order.roster, exam);
  const outFolder = path.resolve(order.out);
  const dataFolder = path.resolve(order.dataDir ?? path.join(outFolder, '.zhiyue'));
  const scans = await collectScans(order.scans, [outFolder, dataFolder]);
  await prepareFolder(outFolder);
  await prepareFolder(dataFolder, 0o700);
  const config = readConfig(console.environment, { dataFolder, port: order.port ?? null, ...(order.workers === undefined ? {} : { workers: order.workers }) });

  say(t('grade.exam-created', { title: exam.title, id: exam.id, questions: exam.questions.length, candidates: candidates?.length ?? t('grade.no-roster') }));
  say(t('grade.files', { count: scans.files.length }));
  if (scans.skipped.length > 0) console.note(t('grade.skipped', { names: someNames(scans.skipped, console) }));

  using stop = listenForStop(() => console.note(`\n${t('grade.stopping')}`));
  const { startStation } = await import('../station/station.ts');
  await using station = await startStation(config);
  if (station.address !== null) say(t('serve.link', { link: await browserLink(console, dataFolder) }));
  const change = await station.createOrUpdateExam(exam, candidates);
  for (const line of changeLines(change, console)) say(line);

  const before = station.progress(exam.id);
  const last = await takeIn(station, exam.id, scans.files, before, stop, console);
  if (last === null) {
    console.note(t('grade.interrupted', { folder: dataFolder }));
    return null;
  }
  console.note(t('grade.writing'));
  const files = await station.writeReport(exam.id, outFolder, { lang: console.language === 'en' ? 'en' : 'zh' });
  const results = station.results(exam.id);
  const seconds = (performance.now() - startedAt) / 1000;
  const pagesThisRun = last.read + last.failed - before.read - before.failed;
  return { exam, scans, change, results, pagesThisRun, seconds, pagesPerMinute: Math.round((pagesThisRun / seconds) * 60), outFolder, dataFolder, files };
}

/** Puts the files in and waits until their pages are read and graded, showing progress. Null when it was stopped before the end. */
async function takeIn(station: Station, examId: string, files: readonly ScanFile[], before: Progress, stop: StopSignal, console: Console): Promise<Progress | null> {
  const { t } = console;
  const alreadyDone = before.read + before.failed;
  using display = openProgress(console, process.stderr, alreadyDone);
  const show = (progress: Progress): void => {
    const tick = tickOf(progress, files.length);
    // Where an earlier run has done everything, there is no progress to show.
    if (tick.done > alreadyDone || tick.total > tick.done) display.show(tick);
  };
  const unwatch = station.onProgress(examId, show);
  try {
    const stopped = aborted(stop.signal).then(() => null);
    let known = 0;
    const settling = station.putIn(examId, files, { batchKey, signal: stop.signal }).then((batch) => {
      known = batch.known;
      return station.settled(batch.batchId);
    });
    // Once stopped, whatever the intake still says is not news.
    settling.catch(() => undefined);
    const last = await Promise.race([settling, stopped]);
    if (stop.signal.aborted || last === null) return null;
    show(station.progress(examId));
    display[Symbol.dispose]();
    if (known === files.length && last.read + last.failed === alreadyDone) console.note(t('grade.all-known', { count: known }));
    else if (known > 0) console.note(t('grade.known', { count: known }));
    return last;
  } catch (error) {
    if (stop.signal.aborted) return null;
    throw error;
  } finally {
    unwatch();
  }
}

/** Every file has at least one page, and some are known to have more only when they have been opened. */
function tickOf(progress: Progress, files: number): Tick {
  return { done: progress.read + progress.failed, total: Math.max(progress.pages, files), open: !progress.intakeDone };
}

function someNames(names: readonly string[], { t }: Console): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? t('grade.skipped-more', { names: shown, count: names.length - 5 }) : shown;
}
