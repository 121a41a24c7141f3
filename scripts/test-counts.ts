/** Adding up what the checks and the test runner report, and what failed. */
import { z } from 'zod';

export interface Counts { readonly passed: number; readonly failed: number; readonly skipped: number }
/** A test that failed, or a file that could not be loaded: where, which, and the first lines of why. */
export interface Failure { readonly file: string; readonly test: string; readonly why: string }

/** Of a message, which may hold a whole picture of a page: enough to know what happened. */
const LINES_OF_WHY = 6;

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int().default(0),
  testResults: z.array(z.object({
    name: z.string(),
    status: z.string(),
    message: z.string().default(''),
    assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() })),
  })),
});

/**
 * Counts of vitest's JSON report. A test file that could not even be loaded counts as one failure, and so does a run that ended badly
 * though every test passed (something thrown between tests), or one that left no report (`report` null).
 */
export function countVitest(report: string | null, exitCode: number): Counts {
  if (report === null) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const parsed = vitestReportSchema.parse(JSON.parse(report));
  const brokenFiles = parsed.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  const failed = parsed.numFailedTests + brokenFiles;
  return { passed: parsed.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped: parsed.numPendingTests + parsed.numTodoTests };
}

/** What failed by vitest's JSON report, which is long gone from the screen when a run of many suites ends. */
export function failuresOf(report: string | null): Failure[] {
  if (report === null) return [{ file: '', test: 'left no report', why: '' }];
  return vitestReportSchema.parse(JSON.parse(report)).testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed').map((test) => ({ file: file.name, test: test.fullName, why: firstLines(test.failureMessages?.join('\n') ?? '') }));
    return tests.length === 0 && file.status === 'failed' ? [{ file: file.name, test: 'could not be loaded', why: firstLines(file.message) }] : tests;
  });
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, LINES_OF_WHY).join('\n');
}

export function addUp(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed, skipped: sum.skipped + each.skipped }), { passed: 0, failed: 0, skipped: 0 });
}
