import { expect, test } from 'vitest';
import { addUp, countVitest } from './test-counts.ts';

const report = (over: object) => JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [], ...over });

test('counts what vitest reports', () => {
  expect(countVitest(report({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(countVitest(report({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

test('a file that does not load is a failure', () => {
  expect(countVitest(report({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1).failed).toBe(1);
});

test('a run that ends badly is never counted as success', () => {
  expect(countVitest(report({}), 1).failed).toBe(1);
  expect(countVitest(null, 1).failed).toBe(1);
});

test('adds up', () => {
  expect(addUp([{ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 3 }])).toEqual({ passed: 3, failed: 1, skipped: 3 });
});
