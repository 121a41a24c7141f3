/** Promise 1: nothing is lost, nothing is counted twice, whatever is killed and whenever. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Station } from '../../src/station/station.ts';
import { temporaryFolder } from '../support/redis.ts';
import { essence, eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

const pages = 16;
const exam = exampleExam();
const files = exampleScans(pages);
let undisturbed: unknown;

async function gradeAll(station: Station): Promise<unknown> {
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, files, { batchKey: 'b' });
  const done = await station.settled(batchId);
  expect(done).toMatchObject({ pages, completed: true });
  return essence(station.results(exam.id));
}

beforeAll(async () => {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path);
  undisturbed = await gradeAll(station);
});

function expectOnce(dataFolder: string): void {
  const { counts, gapless } = eventCounts(dataFolder);
  expect(gapless).toBe(true);
  // One of the example's scans is a byte-identical copy, which is not read.
  expect(counts).toMatchObject({ 'exam.created': 1, 'batch.started': 1, 'page.received': pages, 'ocr.completed': pages - 1, 'batch.completed': 1 });
}

test('Redis killed in the middle of a batch: the station goes on by itself', async () => {
  await using folder = await temporaryFolder();
  {
    await using station = await openStation(folder.path);
    let seen = 0;
    station.followEvents((event) => {
      if (event.type !== 'ocr.completed' || ++seen % 5 !== 0) return;
      const pid = redisPid(folder.path);
      if (pid !== null) process.kill(pid, 'SIGKILL');
    });
    expect(await gradeAll(station)).toEqual(undisturbed);
    expect(seen).toBe(pages - 1);
  }
  expectOnce(folder.path);
});

test.each([1, 4, 9, 14])('the station killed after %i pages were read: the next start goes on where it was', async (after) => {
  await using folder = await temporaryFolder();
  await killedAfter(folder.path, 'ocr.completed', after);
  {
    await using station = await openStation(folder.path);
    expect(await gradeAll(station)).toEqual(undisturbed);
  }
  expectOnce(folder.path);
});

test('the station killed while files were put in, again and again', async () => {
  await using folder = await temporaryFolder();
  for (const after of [2, 3, 4]) await killedAfter(folder.path, 'page.received', after);
  {
    await using station = await openStation(folder.path);
    expect(await gradeAll(station)).toEqual(undisturbed);
    expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
  }
  expectOnce(folder.path);
});

test('the station killed and everything in Redis lost', async () => {
  await using folder = await temporaryFolder();
  await killedAfter(folder.path, 'ocr.completed', 6);
  await rm(join(folder.path, 'redis'), { recursive: true, force: true });
  {
    await using station = await openStation(folder.path);
    expect(await gradeAll(station)).toEqual(undisturbed);
  }
  expectOnce(folder.path);
});

test('a full disk is said in one sentence, and after space was made the batch goes on', async (context) => {
  await using folder = await temporaryFolder();
  const disk = join(folder.path, 'disk');
  await mkdir(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { encoding: 'utf8' });
  if (mounted.status !== 0) context.skip(`a small disk cannot be mounted here: ${mounted.stderr || mounted.error?.message}`);
  try {
    const ballast = join(disk, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1k', 'count=3800'], { stdio: 'ignore' });
    const dataFolder = join(disk, 'data');
    {
      await using station = await openStation(dataFolder, {}, { onTrouble: () => undefined });
      await expect(gradeAll(station)).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining('free some space') });
    }
    await rm(ballast);
    {
      await using station = await openStation(dataFolder);
      expect(await gradeAll(station)).toEqual(undisturbed);
    }
    expectOnce(dataFolder);
  } finally {
    spawnSync('umount', ['-l', disk]);
  }
});

/** Runs a station as a process and kills it (SIGKILL) when it has announced so many events of a type, or lets it end before that. */
async function killedAfter(dataFolder: string, type: string, count: number): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../support/grade-child.ts', import.meta.url)), dataFolder, String(pages)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === type && ++seen === count) child.kill('SIGKILL');
  }
  await exit;
  expect(existsSync(join(dataFolder, 'record.sqlite'))).toBe(true);
}

function redisPid(dataFolder: string): number | null {
  const found = spawnSync('pgrep', ['-f', `redis-server.*${dataFolder}|${dataFolder}.*redis`], { encoding: 'utf8' });
  const pid = Number(found.stdout.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}
