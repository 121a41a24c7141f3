/** One grading run from scans to result files, for the command and the demo alike. */
import type { Progress, Station } from '../station/station-api.ts';
import { browserLink } from './browser-link.ts';
import type { Console } from './console.ts';
import { examToEnter, rememberEntered } from './exam-to-enter.ts';
import { batchKey, paceOf, prepareOrder } from './grade-order.ts';
import type { GradeOrder, GradeRun, PreparedOrder } from './grade-order.ts';
import { changeLines } from './grade-summary.ts';
import { rememberRoster, rosterToEnter } from './roster-to-enter.ts';
import { openProgress } from './progress-display.ts';
import type { Tick } from './progress-display.ts';
import type { ScanFile } from '../station/intake/scan-files.ts';
import { restOfExam } from './rest-of-exam.ts';
import { openSecondsLine } from './seconds-line.ts';
import { aborted, listenForStop } from './until-stopped.ts';
import type { StopSignal } from './until-stopped.ts';
import { lookAt, watchWaits } from './waits.ts';

/** `say` gets the lines about what goes on. Null when Ctrl-C stopped it: what was done is kept, and the next run goes on from there. Throws ZhiyueError. */
export async function runGrade(order: GradeOrder, console: Console, say: (line: string) => void): Promise<GradeRun | null> {
  return gradeHere(await prepareOrder(order, console, say), console, say);
}

/** With a station of its own, which ends with the run. Null when Ctrl-C stopped it. Throws ZhiyueError. */
export async function gradeHere(prepared: PreparedOrder, console: Console, say: (line: string) => void): Promise<GradeRun | null> {
  const { t } = console;
  const { scans, outFolder, dataFolder, config } = prepared;
  using stop = listenForStop(() => console.note(`\n${t('grade.stopping')}`));
  const { startStation } = await import('../station/station.ts');
  await using station = await startStation(config);
  if (station.address !== null) say(t('serve.link', { link: await browserLink(console, dataFolder), at: console.at(dataFolder) }));
  const entry = await examToEnter(prepared, console);
  const { exam } = entry;
  const roster = await rosterToEnter(prepared, console);
  using waits = watchWaits({ look: () => lookAt(station), console });
  const change = await waits.orRefused(station.createOrUpdateExam(exam, roster.candidates));
  await rememberEntered(dataFolder, entry);
  await rememberRoster(dataFolder, exam.id, roster);
  for (const line of changeLines(change, entry.revision, console)) say(line);

  const before = station.progress(exam.id);
  const taken = await waits.orRefused(takeIn(station, exam.id, scans.files, before, stop, console));
  if (taken === null || !await waits.orRefused(restOfExam(() => station.workOn(exam.id), stop.signal, console))) {
    console.note(t('grade.interrupted', { folder: dataFolder }));
    if (station.address !== null) console.note(t('grade.look-again', { at: console.at(dataFolder) }));
    return null;
  }
  const files = await whileWriting(console, () => waits.orRefused(station.writeReport(exam.id, outFolder, { lang: console.language === 'en' ? 'en' : 'zh' })));
  const results = station.results(exam.id);
  if (station.address !== null) console.note(t('grade.look-again', { at: console.at(dataFolder) }));
  return { exam, scans, change, results, ...paceOf(prepared.startedAt, pagesOf(taken, before.read + before.failed)), outFolder, dataFolder, files };
}

/** The exam's last figures, and how many pages were read again. */
export interface Taken { readonly last: Pick<Progress, 'read' | 'failed'>; readonly again: number }

/** How many pages this run read, where `before` were done at its start. */
export const pagesOf = ({ last, again }: Taken, before: number): number => last.read + last.failed - before + again;

/** Puts the files in and waits until their pages are read and graded, showing progress. Null when it was stopped before the end. */
async function takeIn(station: Station, examId: string, files: readonly ScanFile[], before: Progress, stop: StopSignal, console: Console): Promise<Taken | null> {
  const { t } = console;
  const alreadyDone = before.read + before.failed;
  using display = openProgress(console, process.stderr, alreadyDone, { starts: 'engines' });
  const show = (progress: Progress): void => {
    const tick = tickOf(progress, files.length);
    // Where an earlier run has done everything, there is no progress to show.
    if (tick.done > alreadyDone || tick.total > tick.done) display.show(tick);
  };
  const unwatch = station.onProgress(examId, show);
  try {
    const stopped = aborted(stop.signal).then(() => null);
    let known = 0;
    let again = 0;
    const settling = (async () => {
      const batch = await station.putIn(examId, files, { batchKey, signal: stop.signal });
      ({ known, again } = batch);
      await station.settled(batch.batchId);
      // Of the whole exam, as before: other batches of it may lie in the folder.
      return station.progress(examId);
    })();
    // Once stopped, whatever the intake still says is not news.
    settling.catch(() => undefined);
    const last = await Promise.race([settling, stopped]);
    if (stop.signal.aborted || last === null) return null;
    show(station.progress(examId));
    display[Symbol.dispose]();
    if (again > 0) console.note(t('grade.again', { count: again }));
    if (known === files.length && again === 0 && last.read + last.failed === alreadyDone) console.note(t('grade.all-known', { count: known }));
    else if (known > 0) console.note(t('grade.known', { count: known }));
    return { last, again };
  } catch (error) {
    if (stop.signal.aborted) return null;
    throw error;
  } finally {
    unwatch();
  }
}

/** Says that the results are being written, and for how long. */
export async function whileWriting<T>({ t }: Console, write: () => Promise<T>): Promise<T> {
  using _ = openSecondsLine(process.stderr, { say: (seconds) => (seconds === 0 ? t('grade.writing') : t('grade.writing-for', { seconds })) });
  return await write();
}

/** Every file has at least one page, and some are known to have more only when they have been opened. */
export function tickOf(progress: Pick<Progress, 'read' | 'failed' | 'pages' | 'intakeDone'>, files: number): Tick {
  return { done: progress.read + progress.failed, total: Math.max(progress.pages, files), open: !progress.intakeDone };
}
