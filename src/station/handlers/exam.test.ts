import { expect, test } from 'vitest';
import { append, AskedWork, give, openGradedExam } from '../../../tests/support/handled.ts';
import { touchSheet } from '../store/sheets.ts';
import { examReactions } from './exam.ts';

test('a changed exam has every sheet scored again that is behind', async () => {
  await using open = await openGradedExam();
  const { store, exam, candidates } = open;
  const work = new AskedWork();
  const reactions = examReactions(store, work);
  const changed = await append(store, { type: 'exam.updated', examId: exam.id, payload: { revision: 2, changed: ['key'] } });
  await give(reactions, changed);
  expect(work.take()).toEqual([]);
  await store.write((tx) => { for (const candidate of candidates) touchSheet(tx, exam.id, candidate, changed.event_id); });
  await give(reactions, changed);
  expect(work.take().map((key) => key.split('/')[1])).toEqual(candidates);
});
