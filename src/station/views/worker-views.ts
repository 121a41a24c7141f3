/** The views' thread: reads the record by a connection of its own and keeps the last view of a few exams, each until something happens to its exam. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toPlainError } from '../../contract/errors.ts';
import { type Db, dbOf, openReadOnly } from '../store/database.ts';
import { type ExamView, examView } from './exam-view.ts';
import type { Question, Reply } from './messages.ts';
import { lastRelevantSeq } from './relevant-event.ts';

/** A view of 5,000 candidates takes about 50 MB. */
const keptViews = 3;

const { recordFile } = z.object({ recordFile: z.string() }).parse(workerData);
const database = openReadOnly(recordFile);
const db = dbOf(database);
const views = new Map<string, { readonly seq: number; readonly view: ExamView }>();

/** The kept view if it knows what is wanted, else a new one: many questions that came while one was made share it. */
function viewOf(examId: string, wanted: number): ExamView {
  const kept = views.get(examId);
  views.delete(examId);
  const current = kept !== undefined && kept.seq >= wanted ? kept : makeView(db, examId);
  views.set(examId, current);
  for (const oldest of views.keys()) if (views.size > keptViews) views.delete(oldest);
  return current.view;
}

/** In one read transaction: scores and pages of the same moment. */
function makeView(from: Db, examId: string): { readonly seq: number; readonly view: ExamView } {
  database.exec('BEGIN');
  try {
    return { seq: lastRelevantSeq(from, examId), view: examView(from, examId) };
  } finally {
    database.exec('COMMIT');
  }
}

function answer(question: Question): unknown {
  const view = viewOf(question.examId, question.wanted);
  switch (question.kind) {
    case 'scores': return view.scores(question.about);
    case 'score': return view.score(question.about.candidateNo);
    case 'statistics': return view.statistics(question.about.class);
    case 'preview': return view.preview(question.about.changed);
  }
}

const port = parentPort;
if (port === null) throw new Error('This module runs in a thread of the station.');
port.on('message', (question: Question) => {
  const reply = (): Reply => {
    try {
      return { id: question.id, kind: 'done', value: answer(question) };
    } catch (error) {
      return { id: question.id, kind: 'failed', error: toPlainError(error) };
    }
  };
  port.postMessage(reply());
});
