/** A short version of `npm run test:faults`: one seeded run for some of its faults. */
import { beforeAll, expect, test } from 'vitest';
import { faults } from './faults.ts';
import { type ScanSet, scansFor } from './pages.ts';
import { runOne } from './run-one.ts';
import { undisturbedRun } from './undisturbed.ts';

const pages = 12;
const seed = 7;
let scans: ScanSet;
let undisturbed: string;

beforeAll(async () => {
  scans = await scansFor(pages, () => undefined);
  const [none] = faults;
  if (none === undefined) throw new Error('There is no undisturbed run.');
  undisturbed = await undisturbedRun(none, scans, () => undefined);
});

test.skipIf(process.platform !== 'linux').each(['both-killed', 'aof-truncated', 'connection-mute', 'task-never-returns', 'handler-throws-sometimes'])('every page once, every score right, nothing left over: %s', async (name) => {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`There is no fault ${name}.`);
  const { complaints, struck } = await runOne({ fault, seed, scans, undisturbed });
  expect(complaints).toEqual([]);
  expect(struck).toBe(true);
});
