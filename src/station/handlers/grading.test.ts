import { expect, test } from 'vitest';
import { append, AskedWork, eventIn, give, openGradedExam } from '../../../tests/support/handled.ts';
import { findSheet, touchSheet } from '../store/sheets.ts';
import { gradingReactions } from './grading.ts';

test('a sheet is scored again when what stands on it has changed, and only then', async () => {
  await using open = await openGradedExam();
  const { store, exam, candidates: [candidate = ''] } = open;
  const work = new AskedWork();
  const reactions = gradingReactions(store, work);
  const read = eventIn(store, 'ocr.completed');
  await give(reactions, read);
  expect(work.take()).toEqual([]);
  await store.write((tx) => touchSheet(tx, exam.id, candidate, read.event_id));
  const key = `grade ${exam.id}/${candidate}/${findSheet(store.db, exam.id, candidate)?.revision}`;
  await give(reactions, read);
  expect(work.take()).toEqual([key]);
  // A person's word about any page has every sheet looked at that is behind.
  await give(reactions, await append(store, { type: 'grading.reviewed', examId: exam.id, payload: { correction_id: 'c', page_id: 'p', field: '1', candidate_no: null } }));
  await give(reactions, await append(store, { type: 'correction.withdrawn', examId: exam.id, payload: { correction_id: 'c', page_id: 'p', field: '1', candidate_no: null } }));
  expect(work.take()).toEqual([key, key]);
});
