import { expect, test } from 'vitest';
import { openGradedExam } from '../../../tests/support/handled.ts';
import { readConfig } from '../config.ts';
import { taskTypes } from '../flow.ts';
import { waitingOn } from '../waiting.ts';
import type { TaskParts } from './task-type.ts';

test('a type knows its own keys from what an older version had queued, and from nonsense', async () => {
  await using open = await openGradedExam();
  const { store } = open;
  // Whatever else types stand on is not touched before a task runs.
  const types = taskTypes({ store, waiting: waitingOn(store), config: readConfig({}, { dataFolder: store.dataFolder }) } as TaskParts);
  const names = (type: string, key: string): boolean => {
    const its = types.find((one) => one.type === type);
    return its !== undefined && its.definition !== null && (its.names?.(key) ?? true);
  };
  for (const key of ['abc-1/2', 'abc/1']) expect([names('ocr_processing', key), names('batch_processing', key)]).toEqual([true, true]);
  expect(names('grading_execution', 'math-8/0042/7')).toBe(true);
  expect(names('report_generation', 'r')).toBe(true);
  for (const key of ['', 'a', 'a/0', 'a/x', 'a/-1']) expect([names('ocr_processing', key), names('batch_processing', key), names('grading_execution', key)]).toEqual([false, false, false]);
  for (const key of ['a/1', 'a/b/c/1']) expect(names('grading_execution', key)).toBe(false);
});
