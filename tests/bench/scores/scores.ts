/** How long the station's own thread stands still while somebody asks for the scores of a large exam: computed in this thread, as result files are, and by the views' thread, as the routes do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { applyChanges } from '../../../src/exam/apply-changes.ts';
import { deleteExam } from '../../../src/station/exam-deletion.ts';
import { enterExam } from '../../../src/station/exam-entry.ts';
import { resultsOf } from '../../../src/station/reconcile/results.ts';
import { candidatesOf } from '../../../src/station/store/exams.ts';
import { openStore } from '../../../src/station/store/store.ts';
import { openViews } from '../../../src/station/views/views.ts';
import { generateRecord, largeExam } from '../../support/generated-record.ts';

/** Of the event loop, at most, while scores are asked for. */
const allowedMs = 150;

export interface ScoresBench { readonly candidates: number }

/** Prints time and greatest delay of the event loop for each question; true when no question for scores holds it up longer than it may. */
export async function benchScores({ candidates }: ScoresBench, print: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'zhiyue-bench-scores-'));
  try {
    await using store = await openStore(folder);
    await using views = openViews({ recordFile: store.recordFile, db: store.db, onTrouble: print });
    const exam = largeExam();
    print(`\n== scores: a record of ${candidates} candidates with 2 pages and ${exam.questions.length} questions each is being made`);
    await generateRecord(store, { exam, candidates });

    const measure = async (what: string, act: () => unknown): Promise<number> => {
      const { tookMs, delayMs } = await measured(act);
      print(`${what.padEnd(44)}${tookMs.toFixed(0).padStart(6)} ms   event loop held up by at most ${delayMs.toFixed(0)} ms`);
      return delayMs;
    };
    const query = { limit: 200, after: null, class: null, status: null };
    await measure('before: all results in the station\'s thread', () => resultsOf(store.db, folder, exam.id));
    const delays = [
      await measure('scores, the first time', () => views.scores(exam.id, query)),
      await measure('scores, again', () => views.scores(exam.id, query)),
      await measure('scores, 1,000 rows', () => views.scores(exam.id, { ...query, limit: 1000 })),
      await measure('statistics', () => views.statistics(exam.id, null)),
      await measure('statistics of a class', () => views.statistics(exam.id, '八（1）班')),
      await measure('preview of a changed key', () => views.preview(exam.id, applyChanges(exam, { questions: [{ no: '1', key: ['A', 'B'] }] }))),
    ];
    const candidatesNow = candidatesOf(store.db, exam.id);
    await measure('a roster of one candidate less', () => enterExam(store, exam, candidatesNow.slice(1)));
    delays.push(await measure('scores after that', () => views.scores(exam.id, query)));
    await measure('deletion of the exam', () => deleteExam(store, exam.id, { revision: 1, actor: 'bench' }));
    const met = Math.max(...delays) <= allowedMs;
    print(`scores hold the event loop up by at most ${Math.max(...delays).toFixed(0)} ms; ${allowedMs} ms allowed: ${met ? 'met' : 'MISSED'}`);
    return met;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(act: () => unknown): Promise<{ readonly tookMs: number; readonly delayMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await wait(50);
  delay.reset();
  // The first interval after a reset is not counted.
  await wait(10);
  const begun = performance.now();
  await act();
  const tookMs = performance.now() - begun;
  await wait(20);
  delay.disable();
  return { tookMs, delayMs: delay.max / 1e6 };
}
