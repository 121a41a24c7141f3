/** A record as large as one wants: candidates with read and graded pages, without any image. The readings are as large as real ones. */
import { parseExam } from '../../src/exam/exam-file.ts';
import type { Exam } from '../../src/exam/exam.ts';
import type { ItemReading, PageReading } from '../../src/sheet/read/reading.ts';
import type { LayoutPage } from '../../src/sheet/layout.ts';
import { Random } from '../../src/simulate/random.ts';
import { completeBatchIfDone } from '../../src/station/complete-batch.ts';
import { enterExam } from '../../src/station/exam-entry.ts';
import { addSource, closeIntake, expandSource, openBatch } from '../../src/station/store/batches.ts';
import { findExam } from '../../src/station/store/exams.ts';
import { pageIdOf } from '../../src/station/store/ids.ts';
import { findPage } from '../../src/station/store/pages.ts';
import type { TaskContext } from '../../src/station/queue/task.ts';
import type { Store } from '../../src/station/store/store.ts';
import { answersOf } from '../../src/station/tasks/ocr-processing/answers.ts';
import { recordReading } from '../../src/station/tasks/ocr-processing/record-reading.ts';
import { gradingExecutionTask } from '../../src/station/tasks/grading-execution/definition.ts';

export function largeExam(id = 'large'): Exam {
  return parseExam({
    id, title: '期末联考', candidateNumber: { digits: 8 }, questions: [
      { no: '1-60', type: 'single', options: 4, key: 'ABCD'.repeat(15), points: 1 },
      { no: '61-80', type: 'multiple', options: 5, key: Array.from({ length: 20 }, () => 'ACE'), points: 2, partial: { missing: 1 } },
      { no: '81', type: 'open', height: 200, points: 20 },
    ],
  });
}

const candidatesAtOnce = 50;

export interface RecordOrder {
  readonly exam: Exam;
  readonly candidates: number;
  readonly seed?: number;
  /** How many of them handed a sheet in; all of them without it. */
  readonly scanned?: number;
  /** How many pages of each sheet were scanned; all of them without it. */
  readonly pagesEach?: number;
}

/** Fills the record of an open store; resolves when every sheet is graded and the batch completed. */
export async function generateRecord(store: Store, { exam, candidates, seed = 1, scanned = candidates, pagesEach = Number.POSITIVE_INFINITY }: RecordOrder): Promise<void> {
  const random = new Random(seed);
  const roster = Array.from({ length: candidates }, (_, i) => ({ candidateNo: String(10_000_000 + i), name: `学生${i}`, class: `八（${(i % 10) + 1}）班`, extra: {} }));
  await enterExam(store, exam, roster);
  const layout = findExam(store.db, exam.id)?.layouts[0];
  if (!layout) throw new Error('The exam was not entered.');
  const { batchId } = await store.write((tx) => openBatch(tx, exam.id, 'all'));
  const grade = gradingExecutionTask({ store, timeoutMs: 60_000, concurrency: 1 });
  const context: TaskContext = { taskId: '', attempt: 1, maxAttempts: 1, signal: new AbortController().signal, progress: () => undefined, inLine: (work) => work(() => undefined) };
  for (let from = 0; from < scanned; from += candidatesAtOnce) {
    const some = roster.slice(from, Math.min(scanned, from + candidatesAtOnce));
    await store.write((tx) => {
      for (const [i, { candidateNo }] of some.entries()) {
        for (const sheetPage of layout.pages.slice(0, pagesEach)) {
          const sha256 = `${candidateNo}-${sheetPage.page}`;
          const { sourceId } = addSource(tx, batchId, `${sha256}.jpg`, (from + i) * layout.pages.length + sheetPage.page, { sha256, bytes: 1, file: `images/${sha256}.jpg`, kind: 'jpg' });
          expandSource(tx, sourceId, 1);
          const page = findPage(tx, pageIdOf(sourceId, 1));
          if (!page) throw new Error('The page was not recorded.');
          const reading = readingOf(sheetPage, layout.version, candidateNo, random);
          recordReading(tx, { page, reading, answers: answersOf(exam, reading, []), crops: [], size: { width: 1654, height: 2339, sourceWidth: 1654, sourceHeight: 2339 }, writtenName: null, durationMs: 1, causationId: page.receivedEvent });
        }
      }
    });
    await Promise.all(some.map(({ candidateNo }) => grade.run({ examId: exam.id, candidateNo }, context)));
  }
  await store.write((tx) => closeIntake(tx, batchId));
  await completeBatchIfDone(store, batchId);
}

function readingOf({ page, bubbles, regions }: LayoutPage, layoutVersion: string, candidateNo: string, random: { next(): number }): PageReading {
  const fields = Map.groupBy(bubbles, (bubble) => bubble.field);
  const items = [...fields].map(([field, own]): ItemReading => {
    const chosen = own.filter(() => random.next() < 1 / own.length).map((bubble) => bubble.value);
    const kind = chosen.length === 0 ? 'blank' : chosen.length === 1 ? 'marked' : 'multiple';
    return { field, chosen, kind, doubt: null, confidence: 0.9987, fills: own.map(({ value }) => ({ value, fill: chosen.includes(value) ? 0.8234 : 0.0312 })) };
  });
  const point = { x: 123.4567, y: 765.4321 };
  return {
    identity: { by: 'code', examTag: 'ABCDEF', layoutVersion, page },
    candidate: { by: 'bubbles', candidateNo, confidence: 1, doubt: null },
    items,
    regions: regions.flatMap(({ field, kind, w, h }) => (kind === 'code' ? [] : [{ field, kind, corners: [point, point, point, point] as const, widthMm: w, heightMm: h }])),
    trouble: null,
    quality: { dpi: 200, orientation: 0, skewDegrees: 0.2, residualMm: 0.05, contrast: 0.8, edgeWidthMm: 0.1, anchorsFound: 8, anchorsExpected: 8 },
  };
}
