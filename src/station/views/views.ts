/**
 * Scores and statistics for the screens. An exam's results are computed from every page of it, so that is done in a thread that only reads the record,
 * and the station's own thread stays free. The thread starts with the first question, and anew after it died.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { fromPlainError, ZhiyueError } from '../../contract/errors.ts';
import type { Exam } from '../../exam/exam.ts';
import type { ExamStatistics } from '../../exam/statistics.ts';
import { ownModule } from '../own-files.ts';
import type { Db } from '../store/database.ts';
import type { CandidateScore, Preview, ScorePage, ScoreQuery } from './exam-view.ts';
import type { Asked, Question, Reply, ThreadSettings } from './messages.ts';
import { lastRelevantSeq } from './relevant-event.ts';

/**
 * Answers come from the record as it is at the question, or newer: a score that has changed is seen by whoever asks after its event.
 * All throw ZhiyueError input-missing for an unknown exam, worker-crashed when the thread died twice over the question, station-closed.
 */
export interface Views extends AsyncDisposable {
  scores(examId: string, query: ScoreQuery): Promise<ScorePage>;
  /** Throws not-found for an unknown candidate. */
  score(examId: string, candidateNo: string): Promise<CandidateScore>;
  /** Of a class, or (null) of everybody. */
  statistics(examId: string, className: string | null): Promise<ExamStatistics>;
  /** What the scores would be by the changed exam; writes nothing. */
  preview(examId: string, changed: Exam): Promise<Preview>;
}

export interface ViewsOptions { readonly recordFile: string; readonly db: Db; readonly onTrouble: (trouble: string) => void }

interface Waiting { readonly question: Question; readonly done: (value: unknown) => void; readonly failed: (error: unknown) => void; attempts: number }

/** From our own thread, so only the outer shape is checked. */
const object = (value: unknown, field: string): boolean => typeof value === 'object' && value !== null && field in value;
const answers = {
  scores: z.custom<ScorePage>((value) => object(value, 'scores')),
  score: z.custom<CandidateScore>((value) => object(value, 'questions')),
  statistics: z.custom<ExamStatistics>((value) => object(value, 'questions')),
  preview: z.custom<Preview>((value) => object(value, 'moved')),
};

const heapMb = 1024;
const mostAttempts = 2;

export function openViews({ recordFile, db, onTrouble }: ViewsOptions): Views {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let nextId = 1;
  let closed = false;

  function started(): Worker {
    if (thread) return thread;
    const settings: ThreadSettings = { recordFile };
    const own = new Worker(ownModule('./worker-views.ts', import.meta.url), { workerData: settings, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    thread = own;
    own.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      // Idle, it keeps no process alive.
      if (waiting.size === 0) own.unref();
      if (reply.kind === 'done') asked?.done(reply.value);
      else asked?.failed(fromPlainError(reply.error));
    });
    own.on('error', (error) => onTrouble(`views: the thread died: ${error.message}`));
    own.on('exit', () => {
      if (thread === own) thread = null;
      if (!closed) askAgain();
    });
    return own;
  }

  /** The first question in line may have killed the thread; the others are innocent, but share its fate after as many attempts. */
  function askAgain(): void {
    for (const [id, asked] of waiting) {
      if (asked.attempts >= mostAttempts) {
        waiting.delete(id);
        asked.failed(new ZhiyueError('worker-crashed', 'The thread that computes scores died.', { about: asked.question.examId }));
      } else send(asked);
    }
  }

  function send(asked: Waiting): void {
    asked.attempts++;
    const worker = started();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(asked.question);
  }

  const ask = (about: Asked): Promise<unknown> => new Promise((resolve, reject) => {
    if (closed) throw new ZhiyueError('station-closed', 'The station is being stopped.');
    const question: Question = { ...about, id: nextId++, wanted: lastRelevantSeq(db, about.examId) };
    const asked: Waiting = { question, done: resolve, failed: reject, attempts: 0 };
    waiting.set(question.id, asked);
    send(asked);
  });

  return {
    scores: async (examId, query) => answers.scores.parse(await ask({ kind: 'scores', examId, about: query })),
    score: async (examId, candidateNo) => answers.score.parse(await ask({ kind: 'score', examId, about: { candidateNo } })),
    statistics: async (examId, className) => answers.statistics.parse(await ask({ kind: 'statistics', examId, about: { class: className } })),
    preview: async (examId, changed) => answers.preview.parse(await ask({ kind: 'preview', examId, about: { changed } })),
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const { failed } of waiting.values()) failed(new ZhiyueError('station-closed', 'The station was stopped; ask again when it runs.'));
      waiting.clear();
      await thread?.terminate();
    },
  };
}
