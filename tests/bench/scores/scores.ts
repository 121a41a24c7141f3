/**
 * `node tests/bench/scores/scores.ts [candidates]`: how long the station's own thread stands still while somebody asks for scores, computed in this thread as before and by the views' thread.
 * Afterwards: the preview of a changed key, and the deletion of the exam.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { applyChanges } from '../../../src/exam/apply-changes.ts';
import { deleteExam } from '../../../src/station/exam-deletion.ts';
import { resultsOf } from '../../../src/station/reconcile/results.ts';
import { openStore } from '../../../src/station/store/store.ts';
import { openViews } from '../../../src/station/views/views.ts';
import { generateRecord, largeExam } from '../../support/generated-record.ts';

const candidates = Number(process.argv[2] ?? 5000);
const folder = await mkdtemp(join(tmpdir(), 'zhiyue-scores-'));
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints how long it took, and the longest time during which nothing else could run. */
async function measure(what: string, act: () => unknown): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await wait(50);
  delay.reset();
  await wait(10);
  const begun = performance.now();
  await act();
  const tookMs = performance.now() - begun;
  await wait(20);
  delay.disable();
  print(`${what}: ${tookMs.toFixed(0)} ms, event loop delayed by at most ${(delay.max / 1e6).toFixed(0)} ms`);
}

try {
  await using store = await openStore(folder);
  await using views = openViews({ recordFile: store.recordFile, db: store.db, onTrouble: print });
  const exam = largeExam();
  const begun = performance.now();
  await generateRecord(store, { exam, candidates });
  print(`a record of ${candidates} candidates made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const query = { limit: 200, after: null, class: null, status: null };
  await measure('before: resultsOf in the station\'s thread', () => resultsOf(store.db, folder, exam.id));
  await measure('scores, first question (the thread starts)', () => views.scores(exam.id, query));
  await measure('scores, kept', () => views.scores(exam.id, query));
  await measure('scores, 1,000 rows', () => views.scores(exam.id, { ...query, limit: 1000 }));
  await measure('statistics', () => views.statistics(exam.id, null));
  await measure('statistics of a class', () => views.statistics(exam.id, '八（1）班'));
  const changed = applyChanges(exam, { questions: [{ no: '1', key: ['A', 'B'] }] });
  await measure('preview of a changed key', () => views.preview(exam.id, changed));
  await store.write((tx) => tx.append({ type: 'exam.updated', examId: exam.id, payload: { revision: 1, changed: ['text'] } }));
  await measure('scores after a change', () => views.scores(exam.id, query));
  await measure('deletion', () => deleteExam(store, exam.id, { revision: 1, actor: 'bench' }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
