import { expect, test } from 'vitest';
import { addUp, countVitest, failuresOf } from './test-counts.ts';

const report = (over: object) => JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [], ...over });

test('counts what vitest reports', () => {
  expect(countVitest(report({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(countVitest(report({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

test('a file that does not load is a failure', () => {
  expect(countVitest(report({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] }), 1).failed).toBe(1);
});

test('a run that ends badly is never counted as success', () => {
  expect(countVitest(report({}), 1).failed).toBe(1);
  expect(countVitest(null, 1).failed).toBe(1);
});

test('says what failed, by file and test, with the first lines of why', () => {
  const testResults = [
    { name: 'a.test.ts', status: 'failed', assertionResults: [{ status: 'passed', fullName: 'is well' }, { status: 'failed', fullName: 'counts to three', failureMessages: ['expected 2 to be 3\n1\n2\n3\n4\n5\n6\n7'] }] },
    { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    { name: 'c.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'is well, too', failureMessages: null }] },
  ];
  expect(failuresOf(report({ testResults }))).toEqual([
    { file: 'a.test.ts', test: 'counts to three', why: 'expected 2 to be 3\n1\n2\n3\n4\n5' },
    { file: 'b.test.ts', test: 'could not be loaded', why: 'no such module' },
  ]);
  expect(failuresOf(null)).toHaveLength(1);
});

test('adds up', () => {
  expect(addUp([{ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 3 }])).toEqual({ passed: 3, failed: 1, skipped: 3 });
});
