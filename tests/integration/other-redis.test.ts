/** A station on Redis of somebody else's: a cluster and a master with sentinels, whose masters die in the middle of a batch; TLS and an ACL user. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Station } from '../../src/station/station-api.ts';
import { faultExam } from '../faults/fault-exam.ts';
import { type ScanSet, scansFor } from '../faults/pages.ts';
import { undisturbedRun } from '../faults/undisturbed.ts';
import { temporaryFolder } from '../support/redis.ts';
import { startTestCluster, startTestSentinels, startTestTls } from '../support/redis-servers.ts';
import { essence, eventCounts, openStation } from '../support/station.ts';

const exam = faultExam();
let scans: ScanSet;
let undisturbed: unknown;

async function gradeAll(station: Station): Promise<unknown> {
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, scans.files, { batchKey: 'b' });
  expect(await station.settled(batchId)).toMatchObject({ pages: scans.pages, completed: true });
  return essence(station.results(exam.id));
}

/** Every page read once, every event there once. */
function expectOnce(dataFolder: string): void {
  const { counts, gapless } = eventCounts(dataFolder);
  expect(gapless).toBe(true);
  // One is a copy, and one cannot be read.
  expect(counts).toMatchObject({ 'exam.created': 1, 'batch.started': 1, 'page.received': scans.pages, 'ocr.completed': scans.pages - 2, 'ocr.failed': 1, 'batch.completed': 1 });
}

beforeAll(async () => {
  scans = await scansFor(24, () => undefined);
  undisturbed = JSON.parse(await undisturbedRun(scans));
});

describe('Redis Cluster', () => {
  test('a master that carries the tasks dies in the middle of a batch: its replica takes over, and nothing is lost or done twice', async () => {
    await using folder = await temporaryFolder();
    await using cluster = await startTestCluster();
    const place = await cluster.placeOf('{zhiyue:events:tasks}');
    {
      await using station = await openStation(folder.path, { redisUrl: cluster.url });
      let seen = 0;
      station.followEvents(({ type }) => {
        if (type === 'ocr.completed' && ++seen === 4) void cluster.masters[place]?.kill();
      });
      expect(await gradeAll(station)).toEqual(undisturbed);
      expect(await cluster.tookOver(place)).toBe(true);
    }
    expectOnce(folder.path);
  });
});

test('sentinels: the master dies in the middle of a batch, and the station goes on with the replica', async () => {
  await using folder = await temporaryFolder();
  await using redis = await startTestSentinels();
  {
    await using station = await openStation(folder.path, { redisUrl: redis.url });
    let seen = 0;
    station.followEvents(({ type }) => {
      if (type === 'ocr.completed' && ++seen === 4) void redis.master.kill();
    });
    expect(await gradeAll(station)).toEqual(undisturbed);
    expect(await redis.tookOver()).toBe(true);
  }
  expectOnce(folder.path);
});

describe('TLS and a user with few rights', () => {
  /** As docs/operations.md says. */
  const rights = '~zhiyue:* ~{zhiyue:* ~mutex:zhiyue:* resetchannels -@all +@read +@write +@connection +@scripting +@transaction +@blocking -@dangerous +info';

  test('the station works with what the documentation gives it, and says what is wrong when it is not let in', async () => {
    await using folder = await temporaryFolder();
    await using redis = await startTestTls([`station on >of-the-station ${rights}`]);
    const passwordFile = join(folder.path, 'password');
    await writeFile(passwordFile, 'of-the-station\n', { mode: 0o600 });
    const ca = `ca=${encodeURIComponent(redis.caFile)}`;
    const url = (user: string, query: string): string => `rediss://${user}127.0.0.1:${redis.port}?${query}`;
    const troubles: string[] = [];
    {
      await using station = await openStation(join(folder.path, 'data'), { redisUrl: url('station@', `${ca}&password-file=${encodeURIComponent(passwordFile)}`) }, { onTrouble: (trouble) => void troubles.push(trouble) });
      expect(await gradeAll(station)).toEqual(undisturbed);
    }
    expectOnce(join(folder.path, 'data'));
    expect(troubles).toEqual([]);

    const start = (redisUrl: string): Promise<Station> => openStation(join(folder.path, 'other'), { redisUrl });
    await expect(start(url('station:of-the-station@', 'ca=/nowhere.pem'))).rejects.toMatchObject({ code: 'option-invalid', about: 'REDIS_URL', message: expect.stringContaining('/nowhere.pem') });
    // And does not work in another one, beside somebody else's keys.
    await expect(start(url('station:of-the-station@', ca).replace('?', '/99?'))).rejects.toMatchObject({ code: 'redis-unreachable', message: expect.stringContaining('out of range') });
    for (const [what, refused] of [['an unknown certificate', url('station:of-the-station@', '')], ['a wrong password', url('station:hushhush@', ca)], ['no user', url('', ca)]] as const) {
      await expect(start(refused), what).rejects.toMatchObject({ code: 'redis-unreachable', about: `127.0.0.1:${redis.port}`, message: expect.not.stringMatching(/hushhush|of-the-station/) });
    }
  });
});
