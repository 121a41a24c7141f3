/** Promise 1, nothing is lost and nothing is counted twice, whatever is killed and whenever: a short version of `npm run test:faults`, one seeded run for each kind of fault that no other test brings about. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Station } from '../../src/station/station-api.ts';
import { temporaryFolder } from '../support/redis.ts';
import { essence, eventCounts, openStation } from '../support/station.ts';
import { faultExam } from './fault-exam.ts';
import { faults, shell } from './faults.ts';
import { type ScanSet, scansFor } from './pages.ts';
import { runOne } from './run-one.ts';
import { undisturbedRun } from './undisturbed.ts';

// Much of a run is waiting.
vi.setConfig({ maxConcurrency: 3 });
let scans: ScanSet;
let undisturbed: string;

beforeAll(async () => {
  scans = await scansFor(24, () => undefined);
  undisturbed = await undisturbedRun(scans);
});

describe.skipIf(process.platform !== 'linux').concurrent('every page once, every score right, nothing left over', () => {
  test.each([
    'redis-killed', 'station-killed-again', 'both-killed', 'redis-folder-deleted', 'aof-truncated', 'connection-mute', 'task-never-returns', 'handler-throws-sometimes',
  ])('%s', async (name) => {
    const fault = faults.find((one) => one.name === name);
    if (fault === undefined) throw new Error(`There is no fault ${name}.`);
    const { complaints, struck } = await runOne({ fault, seed: 7, scans, undisturbed });
    expect({ complaints, struck }).toEqual({ complaints: [], struck: true });
  });
});

test('docs/faults.md names every fault', async () => {
  const text = await readFile(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  expect(faults.filter(({ name, about }) => !text.includes(`| \`${name}\` | ${about} |`))).toEqual([]);
});

test('a full disk is said in one sentence, and after space was made the batch goes on', async (context) => {
  await using folder = await temporaryFolder();
  const disk = join(folder.path, 'disk');
  await mkdir(disk);
  const mounted = shell(`mount -t tmpfs -o size=64m tmpfs '${disk}'`);
  if (mounted.status !== 0) context.skip(`a small disk cannot be mounted here: ${mounted.stderr || mounted.error?.message}`);
  const gradeAll = async (station: Station): Promise<string> => {
    await station.createOrUpdateExam(faultExam(), null);
    const { batchId } = await station.putIn('faults', scans.files, { batchKey: 'b' });
    await station.settled(batchId);
    return JSON.stringify(essence(station.results('faults')));
  };
  try {
    const ballast = join(disk, 'ballast');
    const dataFolder = join(disk, 'data');
    {
      await using station = await openStation(dataFolder, {}, { onTrouble: () => undefined });
      shell(`dd if=/dev/zero of='${ballast}' bs=4k`);
      await expect(gradeAll(station)).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining('free some space') });
      await rm(ballast);
      // The same station goes on, and so does the next one.
      expect(await gradeAll(station)).toBe(undisturbed);
    }
    {
      await using station = await openStation(dataFolder);
      expect(await gradeAll(station)).toBe(undisturbed);
    }
    expect(eventCounts(dataFolder)).toMatchObject({ gapless: true, counts: { 'page.received': scans.pages, 'batch.completed': 1 } });
  } finally {
    shell(`umount -l '${disk}'`);
  }
});
