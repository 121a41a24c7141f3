import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../tests/support/redis.ts';
import { walPages } from './checkpoints.ts';
import { openStore, recordName } from './store.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'zhiyue-store-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const imported = { type: 'roster.imported', examId: null, payload: { candidates: 1 } } as const;

test('a change and its event are written together or not at all', async () => {
  await using store = await openStore(folder);
  await expect(store.write((tx) => {
    tx.append(imported);
    throw new Error('changed my mind');
  })).rejects.toThrow('changed my mind');
  expect(store.log.lastSeq()).toBe(0);
  await store.write((tx) => tx.append(imported));
  expect(store.log.since(0, 10).map((event) => [event.seq, event.type])).toEqual([[1, 'roster.imported']]);
});

test('writes of one turn share a commit, and one that fails takes nothing with it', async () => {
  await using store = await openStore(folder);
  let commits = 0;
  store.log.onAppended(() => { commits++; });
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => store.write((tx) => {
    tx.append(imported);
    if (n === 2) throw new Error('no');
    return n;
  })));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(commits).toBe(1);
  expect(store.log.since(0, 10).map((event) => event.seq)).toEqual([1, 2]);
});

test('an event whose payload does not fit is refused, and nothing of its change is written', async () => {
  await using store = await openStore(folder);
  await expect(store.write((tx) => tx.append({ ...imported, payload: { candidates: -1 } }))).rejects.toThrow();
  expect(store.log.lastSeq()).toBe(0);
});

test('what many commits have written is carried over into the record while the station goes on', async () => {
  await using store = await openStore(folder);
  const before = statSync(store.recordFile).size;
  for (let commit = 0; commit < 260; commit++) await store.write((tx) => { for (let n = 0; n < 5; n++) tx.append(imported); });
  // Far less than what SQLite would carry over by itself.
  expect(statSync(`${store.recordFile}-wal`).size).toBeLessThan(walPages * 4096);
  await until('the record has grown', () => statSync(store.recordFile).size > before + 200_000);
  await store.write((tx) => tx.append(imported));
  expect(store.log.lastSeq()).toBe(1301);
});

test('while the station writes without a pause, the write-ahead log is begun anew again and again', async () => {
  await using store = await openStore(folder);
  const megabyte = Array.from({ length: 512 }, () => ({ type: 'ocr.started', examId: null, payload: { batch_id: 'b', page_id: 'p'.repeat(1_800), attempt: 1 } } as const));
  let longest = 0;
  await Promise.all([1, 2].map(async () => {
    for (let written = 0; written < 90; written++) {
      await store.log.append(megabyte);
      longest = Math.max(longest, statSync(`${store.recordFile}-wal`).size);
    }
  }));
  // Less than half of what was written, and less than where SQLite would do it by itself.
  expect(longest).toBeLessThan(80 << 20);
}, 60_000);

test('the event log cannot be rewritten', async () => {
  await using store = await openStore(folder);
  await store.write((tx) => tx.append(imported));
  await expect(store.write((tx) => tx.run("UPDATE events SET actor = 'nobody'"))).rejects.toThrow('append-only');
});

test('while another program holds the record, what is written waits and the thread goes on', async () => {
  await using store = await openStore(folder);
  const other = new DatabaseSync(join(folder, recordName));
  other.exec('BEGIN IMMEDIATE');
  let turns = 0;
  const turning = setInterval(() => { turns++; }, 5);
  let written = 0;
  const writes = [1, 2, 3].map(() => store.write((tx) => { tx.append(imported); }).then(() => ++written));
  await until('the thread went on', () => turns > 30);
  expect(written).toBe(0);
  other.exec('ROLLBACK');
  other.close();
  await Promise.all(writes);
  clearInterval(turning);
  expect(store.log.since(0, 10).map((event) => event.seq)).toEqual([1, 2, 3]);
});

test('positions of groups outlive the store', async () => {
  {
    await using store = await openStore(folder);
    store.positions.set('grading', [{ seq: 3, behind: {} }, { seq: 5, behind: {} }]);
    store.positions.move('grading', 1, { seq: 7, behind: { slow: 2 } });
    expect(store.positions.get('grading')).toEqual([{ seq: 3, behind: {} }, { seq: 7, behind: { slow: 2 } }]);
  }
  await using store = await openStore(folder);
  expect([store.positions.get('grading'), store.positions.get('unheard-of')]).toEqual([[{ seq: 3, behind: {} }, { seq: 7, behind: { slow: 2 } }], []]);
});

test('a data folder belongs to one store at a time', async () => {
  {
    await using store = await openStore(folder);
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'data-folder-in-use', about: folder });
    expect(store.log.lastSeq()).toBe(0);
  }
  await using again = await openStore(folder);
  expect(again.log.id).toMatch(/^[0-9a-f-]{36}$/);
});

test('a record of a newer version is left alone', async () => {
  await (await openStore(folder))[Symbol.asyncDispose]();
  const record = new DatabaseSync(join(folder, recordName));
  record.exec('PRAGMA user_version = 99');
  record.close();
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'record-newer' });
});

test.each([['no database at all', 0], ['damaged inside', 4096]])('a record that is %s is told and left alone', async (_, from) => {
  await (await openStore(folder))[Symbol.asyncDispose]();
  const file = join(folder, recordName);
  const bytes = readFileSync(file).fill(0xaa, from);
  writeFileSync(file, bytes);
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'record-damaged', about: file });
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test('a scan is stored once under its hash, and what was half copied is removed at the start', async () => {
  const scan = join(folder, 'scan.jpg');
  writeFileSync(scan, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
  const data = join(folder, 'data');
  {
    await using store = await openStore(data);
    const [one, two] = await Promise.all([store.images.take(scan), store.images.take(scan)]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ bytes: 7, kind: 'jpg', file: `images/${one.sha256.slice(0, 2)}/${one.sha256.slice(2)}.jpg` });
    await expect(store.images.take(join(folder, 'gone.jpg'))).rejects.toMatchObject({ code: 'input-missing', about: 'gone.jpg' });
    writeFileSync(join(data, 'incoming', 'half'), 'half');
  }
  await using again = await openStore(data);
  expect(readdirSync(join(again.dataFolder, 'incoming'))).toEqual([]);
});
