/** Adding up what the checks and the test runner report. */
import { z } from 'zod';

export interface Counts { readonly passed: number; readonly failed: number; readonly skipped: number }

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int().default(0),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
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

export function addUp(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed, skipped: sum.skipped + each.skipped }), { passed: 0, failed: 0, skipped: 0 });
}
