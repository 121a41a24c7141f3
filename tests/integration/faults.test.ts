/** Promise 1: nothing is lost, nothing is counted twice, whatever is killed and whenever. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Station } from '../../src/station/station-api.ts';
import { temporaryFolder } from '../support/redis.ts';
import { essence, eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

const pages = 16;
const exam = exampleExam();
const files = exampleScans(pages);
/** Byte-identical copies are not read again. */
const different = new Set(files.map((file) => readFileSync(file.path, 'base64'))).size;
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
  expect(counts).toMatchObject({ 'exam.created': 1, 'batch.started': 1, 'page.received': pages, 'ocr.completed': different, 'batch.completed': 1 });
}

test('Redis killed in the middle of a batch: the station goes on by itself', async () => {
  await using folder = await temporaryFolder();
  {
    await using station = await openStation(folder.path);
    let seen = 0;
    station.followEvents((event) => {
      if (event.type !== 'ocr.completed' || ++seen % 5 !== 0) return;
      killRedis(folder.path);
    });
    expect(await gradeAll(station)).toEqual(undisturbed);
    expect(seen).toBe(different);
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
  killRedis(folder.path);
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
  const mounted = shell(`mount -t tmpfs -o size=64m tmpfs '${disk}'`);
  if (mounted.status !== 0) context.skip(`a small disk cannot be mounted here: ${mounted.stderr || mounted.error?.message}`);
  try {
    const ballast = join(disk, 'ballast');
    shell(`dd if=/dev/zero of='${ballast}' bs=1k count=63000`);
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
    shell(`umount -l '${disk}'`);
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

function killRedis(dataFolder: string): void {
  const found = shell(`pgrep -f '${dataFolder}'`);
  for (const pid of found.stdout.split('\n').filter((line) => line !== '').map(Number)) {
    // The shell and the killed station have the folder in their arguments too, and may have gone by now.
    const comm = `/proc/${pid}/comm`;
    if (existsSync(comm) && shell(`cat ${comm}`).stdout.startsWith('redis')) process.kill(pid, 'SIGKILL');
  }
}

function shell(command: string) {
  return spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
}
