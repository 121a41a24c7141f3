import { expect, test } from 'vitest';
import { openEventRecord } from '../../../tests/support/event-record.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { traceOf } from './trace.ts';

test('what is a candidate number and something else is followed as what somebody may see of it', async () => {
  await using record = await openEventRecord();
  const { store } = record;
  const graded = (examId: string) => record.append(1, { type: 'grading.completed', examId, payload: { candidate_no: '2', sheet_revision: 1, exam_revision: 1, pages: 1, changed: true } });
  await graded('theirs');
  // Number 2 in the log, and what belongs to `2`.
  await record.append(1, { type: 'batch.cancelled', examId: 'theirs', correlationId: '2', payload: { batch_id: '2', pages: 0 } });
  await graded('ours');
  const seqs = (exams: readonly string[] | null): unknown => {
    const found = traceOf(store.db, '2', { exams, maySee: ({ exam_id }: StoredEvent) => exams === null || exams.includes(exam_id ?? '') });
    return found === null ? null : [found.about, ...found.events.map(({ seq }) => seq)];
  };
  expect(seqs(null)).toEqual(['event', 2]);
  expect(seqs(['theirs'])).toEqual(['event', 2]);
  expect(seqs(['ours'])).toEqual(['candidate', 3]);
  expect(seqs(['others'])).toBeNull();
  expect(seqs([])).toBeNull();
});
