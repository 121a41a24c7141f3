/** What waits in the queue lies in Redis: ids only, no names and no answers. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openGradedExam } from '../../../tests/support/handled.ts';
import { readConfig } from '../config.ts';
import { waitingOn } from '../waiting.ts';
import { taskTypes } from '../flow.ts';
import type { TaskParts } from './task-type.ts';
import { queuedTypes } from './tasks.ts';

const looked = ['candidateNo', 'examId', 'pageId', 'reportId', 'sourceId'];

test('the inputs of tasks are ids', async () => {
  await using open = await openGradedExam();
  const { store } = open;
  // Whatever else tasks stand on is not touched before one runs.
  const parts = { store, waiting: waitingOn(store), config: readConfig({}, { dataFolder: store.dataFolder }) } as TaskParts;
  const { definitions } = queuedTypes(taskTypes(parts), parts.waiting);
  const fields = definitions.flatMap(({ input }) => Object.keys(z.object({ properties: z.record(z.string(), z.unknown()) }).parse(z.toJSONSchema(input)).properties));
  expect([...new Set(fields)].toSorted()).toEqual(looked);
});
