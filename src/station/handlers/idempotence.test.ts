/** The bus delivers at least once: after a crash, after a replay, and when somebody has a dead letter tried again, in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AskedWork, give, openGradedExam } from '../../../tests/support/handled.ts';
import { flow } from '../flow.ts';
import type { Db } from '../store/database.ts';

const tables = ['exams', 'batches', 'sources', 'pages', 'readings', 'crops', 'sheets', 'scores', 'exceptions', 'figures', 'figures_counted', 'quality_alarms', 'events'];
const rowsOf = (db: Db): unknown => tables.map((table) => db.all(z.looseObject({}), `SELECT * FROM ${table}`));

test('events that were dealt with change nothing and ask for nothing, given to every group again, any of them, any number of times, in any order', async () => {
  await using open = await openGradedExam();
  const { store } = open;
  const work = new AskedWork();
  const groups = Object.values(flow({ store, work, bus: { signal: () => undefined } }));
  const log = store.log.since(0, 10_000);
  for (const event of log) for (const reactions of groups) await give(reactions, event);
  work.take();
  const before = rowsOf(store.db);
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ event: fc.constantFrom(...log), group: fc.constantFrom(...groups) }), { minLength: 1, maxLength: 60 }), async (given) => {
    // Some at once, as the lanes of several exams and groups do it.
    await Promise.all(given.map(({ event, group }) => give(group, event)));
    expect(work.take()).toEqual([]);
    expect(rowsOf(store.db)).toEqual(before);
  }), { numRuns: 40 });
});
