import path from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { builtFolder } from './tests/support/built.ts';

const tests = path.join(import.meta.dirname, 'tests');
/** What the station starts in processes and threads of its own comes from the build. */
const startsWhatWasBuilt: Plugin = {
  name: 'starts-what-was-built',
  enforce: 'pre',
  resolveId: (wanted, importer) => (wanted.endsWith('/own-files.ts') && importer !== undefined && !/own-files(-built|\.test)\.ts$/.test(importer) ? path.join(tests, 'support/own-files-built.ts') : null),
};

/**
 * V8's settings for the processes of tests that draw and read pages, as the station gives them to its own (src/station/pool/host-process.ts): pictures lie outside of its heap and count against its limit all the same, so that it collected everything five times a second,
 * with helpers beside it that take the processor from the other files.
 */
const forPictures = ['--heap-growing-percent=300', '--max-semi-space-size=8', '--single-threaded-gc'];

/** Unit tests stand beside the source and share nothing; integration and end-to-end tests start real servers. Three files at a time, also on two cores: each waits for something now and then. Files that run in one process one after the other share what it has loaded, which is a third of the time of those that are short; what a module keeps must bear that, as it must in a station. */
export default defineConfig({
  plugins: builtFolder === null ? [] : [startsWhatWasBuilt],
  test: {
    // A condition is waited for, however slow the machine is; Vitest's own second would be a bound on time.
    expect: { poll: { timeout: 30_000 } },
    isolate: false,
    globalSetup: path.join(tests, 'support/built.ts'),
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], pool: 'threads', maxWorkers: 3, testTimeout: 90_000 } },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts', 'tests/faults/**/*.test.ts'], pool: 'forks', execArgv: forPictures, maxWorkers: 3, testTimeout: 180_000, hookTimeout: 180_000 } },
      { extends: true, test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], pool: 'forks', execArgv: forPictures, maxWorkers: 3, testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
