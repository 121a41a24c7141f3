/** A grading run by the station that runs on the data folder already: its screens show the exam and the scans as they come in. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { StationClient } from '../client/station-client.ts';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { toExamFile } from '../exam/to-exam-file.ts';
import { collectScans } from '../station/intake/scan-files.ts';
import { examWork } from '../station/exam-work.ts';
import { resultsOf } from '../station/reconcile/results.ts';
import { writeReport } from '../station/report/write-report.ts';
import type { ExamChange, Progress } from '../station/station-api.ts';
import { dbOf, openReadOnly } from '../station/store/database.ts';
import { recordName } from '../station/store/store.ts';
import type { Console } from './console.ts';
import { type ExamToEnter, examToEnter, rememberEntered } from './exam-to-enter.ts';
import { batchKey, type GradeRun, paceOf, type PreparedOrder } from './grade-order.ts';
import { pagesOf, type Taken, tickOf, whileWriting } from './grade-run.ts';
import { changeLines } from './grade-summary.ts';
import { openProgress } from './progress-display.ts';
import { restOfExam } from './rest-of-exam.ts';
import { rememberRoster, type RosterToEnter, rosterToEnter } from './roster-to-enter.ts';
import { withStation } from './running-station.ts';
import { aborted, listenForStop, type StopSignal } from './until-stopped.ts';
import { type Look, watchWaits } from './waits.ts';

/** Files are copied into the station before it answers. */
const intakeWithinMs = 24 * 3_600_000;
/** In case a word of the live connection gets lost. */
const lookAgainMs = 2000;

/** Null when Ctrl-C stopped it: the station goes on with what it has. Throws ZhiyueError, the station's refusals too. */
export function handOver(prepared: PreparedOrder, console: Console, say: (line: string) => void): Promise<GradeRun | null> {
  const { order, dataFolder, outFolder, scans } = prepared;
  const { t } = console;
  return withStation(console, dataFolder, async ({ client, address }) => {
    say(t('grade.handed-over', { address, at: console.at(dataFolder) }));
    const unused = [...(order.workers === undefined ? [] : ['--workers']), ...(order.port === undefined ? [] : ['--port'])];
    if (unused.length > 0) console.note(t('grade.unused', { options: unused.join(', ') }));
    await refuseOwnResults(prepared);
    using stop = listenForStop(() => console.note(`\n${t('grade.left')}`));

    const look = async (): Promise<Look> => {
      const { parts, redis } = await client.request('getStatus', {});
      return { parts, refuses: redis?.refuses ?? null };
    };
    using waits = watchWaits({ look, console });
    const entry = await examToEnter(prepared, console);
    const { exam } = entry;
    const before = await figuresOf(client, exam.id);
    const roster = await rosterToEnter(prepared, console);
    const change = await waits.orRefused(enter(client, prepared, entry, roster));
    await rememberEntered(dataFolder, entry);
    await rememberRoster(dataFolder, exam.id, roster);
    for (const line of changeLines(change, entry.revision, console)) say(line);
    const alreadyDone = before === null ? 0 : before.read + before.failed;
    const taken = await waits.orRefused(takeIn(client, prepared, alreadyDone, stop, console));
    if (taken === null) return null;
    using record = openReadOnly(path.join(dataFolder, recordName));
    if (!await waits.orRefused(restOfExam(() => examWork(dbOf(record), exam.id, new Date()), stop.signal, console))) return null;
    const results = resultsOf(dbOf(record), dataFolder, exam.id);
    const { files } = await whileWriting(console, () => writeReport(results, outFolder, { lang: console.language === 'en' ? 'en' : 'zh' }));
    return { exam, scans, change, results, ...paceOf(prepared.startedAt, pagesOf(taken, alreadyDone)), outFolder, dataFolder, files };
  });
}

/** The station does not know which folder the results go to: crops of an earlier run there would be put in as scans. */
async function refuseOwnResults({ order, scans, outFolder }: PreparedOrder): Promise<void> {
  if ((await collectScans(order.scans)).files.length === scans.files.length) return;
  throw ZhiyueError.of('option-invalid', [fault('option-results-in-scans')], { about: `--out ${outFolder}` });
}

async function figuresOf(client: StationClient, examId: string): Promise<Progress | null> {
  const { exams } = await client.request('listExams', {});
  return exams.find(({ id }) => id === examId)?.progress ?? null;
}

/** The exam, and the roster as its file has it where it is to be entered; whose points moved by either. */
async function enter(client: StationClient, { order }: PreparedOrder, { exam, revision }: ExamToEnter, roster: RosterToEnter): Promise<ExamChange> {
  const body = { ...toExamFile(exam) };
  const change = revision === null ? await client.request('createExam', { body }) : await client.request('replaceExam', { params: { examId: exam.id }, query: { revision }, body });
  if (order.roster !== undefined && !roster.kept) await client.request('importRoster', { params: { examId: exam.id }, query: {}, body: new Uint8Array(await readFile(order.roster)) });
  return change;
}

/** Null when it was stopped before the end. */
async function takeIn(client: StationClient, { order, exam, scans }: PreparedOrder, alreadyDone: number, stop: StopSignal, console: Console): Promise<Taken | null> {
  const { t } = console;
  using display = openProgress(console, process.stderr, alreadyDone, { starts: 'engines' });
  const show = (progress: Pick<Progress, 'read' | 'failed' | 'pages' | 'intakeDone'>): void => {
    const tick = tickOf(progress, scans.files.length);
    if (tick.done > alreadyDone || tick.total > tick.done) display.show(tick);
  };
  let somethingHappened = Promise.withResolvers<void>();
  const wake = (): void => {
    somethingHappened.resolve();
    somethingHappened = Promise.withResolvers();
  };
  const feed = client.live({ connection: 'progress', subscriptions: [{ id: 'grade', exams: [exam.id], types: ['progress', 'batch.*'] }] }, { event: wake, signal: wake, resync: wake });
  const timer = setInterval(wake, lookAgainMs);
  try {
    const stopped = aborted(stop.signal).then(() => null);
    // Patterns, too, are found by the station; from here they are whole paths.
    const paths = order.scans.map((scan) => path.resolve(scan));
    const putIn = { done: false };
    const intake = client.request('putInPaths', { params: { examId: exam.id }, body: { batch: batchKey, paths } }, { signal: stop.signal, timeoutMs: intakeWithinMs });
    void (async () => {
      await intake.catch(() => undefined);
      putIn.done = true;
      wake();
    })();
    while (!putIn.done) {
      const next = somethingHappened.promise;
      const figures = await Promise.race([figuresOf(client, exam.id), stopped]);
      if (stop.signal.aborted) return null;
      if (figures) show({ ...figures, intakeDone: false });
      await Promise.race([next, stopped, intake]);
    }
    const { batchId, known, again } = await intake;
    for (;;) {
      const next = somethingHappened.promise;
      const batch = await Promise.race([client.request('getBatch', { params: { batchId } }), stopped]);
      const figures = await Promise.race([figuresOf(client, exam.id), stopped]);
      if (batch === null || figures === null) return null;
      show(figures);
      if (batch.state === 'completed') {
        display[Symbol.dispose]();
        if (again > 0) console.note(t('grade.again', { count: again }));
        if (known === scans.files.length && again === 0 && figures.read + figures.failed === alreadyDone) console.note(t('grade.all-known', { count: known }));
        else if (known > 0) console.note(t('grade.known', { count: known }));
        return { last: figures, again };
      }
      await Promise.race([next, stopped]);
    }
  } catch (error) {
    if (stop.signal.aborted) return null;
    throw error;
  } finally {
    clearInterval(timer);
    feed.close();
  }
}
