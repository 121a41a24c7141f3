import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder, until } from '../../../tests/support/redis.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { parseExam } from '../../exam/exam-file.ts';
import { enterExam } from '../exam-entry.ts';
import { closeAbandonedIntakes, forgetIntakes } from '../store/batches.ts';
import { pageIdOf, sourceIdOf } from '../store/ids.ts';
import { sha256OfFile } from '../store/images.ts';
import { findPage } from '../store/pages.ts';
import { openStore, type Store } from '../store/store.ts';
import { failPageWith } from '../tasks/ocr-processing/fail-page.ts';
import type { Work } from '../work.ts';
import { putIn } from './put-in.ts';

const exam = parseExam({ id: 'a', title: 'a', questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }] });
const noWork: Work = { expand: async () => {}, read: async () => {}, grade: async () => {}, report: async () => {} };

test('whoever is stopped by a full disk is not counted any more once there is space, so that the batch can be completed', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(join(folder.path, 'data'));
  await enterExam(store, exam, null);
  const scan = join(folder.path, 'a.jpg');
  await writeFile(scan, Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(1000)]));
  let full = false;
  // The record's own disk cannot be filled here without the rights to mount one; what a full one answers is the same.
  const onFullDisk: Store = { ...store, write: (change) => (full ? Promise.reject(new ZhiyueError('disk-full', 'There is no space left.')) : store.write(change)) };
  const files = async function* () {
    full = true;
    yield { path: scan, name: 'a.jpg' };
  };
  await expect(putIn({ store: onFullDisk, work: noWork }, 'a', files(), { batchKey: 'b' })).rejects.toMatchObject({ code: 'disk-full' });
  const intakes = (): number => store.db.get(z.object({ n: z.int() }), 'SELECT intakes AS n FROM batches')?.n ?? -1;
  expect(intakes()).toBe(1);
  full = false;
  await until('nobody is counted', () => intakes() === 0);
  expect(await putIn({ store, work: noWork }, 'a', [{ path: scan, name: 'a.jpg' }], { batchKey: 'b' })).toMatchObject({ added: 1 });
  expect(store.db.get(z.object({ state: z.string() }), 'SELECT state FROM batches')?.state).toBe('reading');
});

test('a station that dies while it puts a folder in knows afterwards how much is missing, until the same folder is put in again', async () => {
  await using folder = await temporaryFolder();
  const all = await Promise.all(['a', 'b', 'c'].map(async (name) => {
    const path = join(folder.path, `${name}.jpg`);
    await writeFile(path, Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(1000, name)]));
    return { path, name: `${name}.jpg` };
  }));
  const order = { batchKey: 'b', final: true, sending: { id: 'folder', files: all.length } } as const;
  const standing = (store: Store) => store.db.get(z.object({ state: z.string(), files: z.int().nullable() }), 'SELECT state, (SELECT files FROM sendings) AS files FROM batches');
  const never = Promise.withResolvers<void>();
  {
    await using store = await openStore(join(folder.path, 'data'));
    await enterExam(store, exam, null);
    const half = async function* () {
      yield* all.slice(0, 2);
      await never.promise;
    };
    void putIn({ store, work: noWork }, 'a', half(), order);
    await until('two files are in', () => store.db.get(z.object({ n: z.int() }), 'SELECT count(*) AS n FROM sources')?.n === 2);
  }
  await using store = await openStore(join(folder.path, 'data'));
  forgetIntakes(store.db);
  await store.write(closeAbandonedIntakes);
  expect(standing(store)).toEqual({ state: 'intake', files: 3 });
  expect(await putIn({ store, work: noWork }, 'a', all, order)).toMatchObject({ added: 1, known: 2 });
  expect(standing(store)).toEqual({ state: 'reading', files: null });
});

test.each([
  ['worker-crashed', 1], ['task-timeout', 1], ['disk-full', 1], ['file-damaged', 0], ['cancelled', 0],
])('putting the same file in again asks for a page that ended with %s: %i times', async (code, again) => {
  await using folder = await temporaryFolder();
  await using store = await openStore(join(folder.path, 'data'));
  await enterExam(store, exam, null);
  const scan = join(folder.path, 'a.jpg');
  await writeFile(scan, Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(1000)]));
  const asked: number[] = [];
  const work: Work = { ...noWork, read: async (pages) => { asked.push(...pages.map((page) => page.asked)); } };
  const put = () => putIn({ store, work }, 'a', [{ path: scan, name: 'a.jpg' }], { batchKey: 'b' });
  await put();
  const pageId = pageIdOf(sourceIdOf('a', await sha256OfFile(scan), 'a.jpg'), 1);
  await store.write((tx) => failPageWith(tx, pageId, code, 4));
  const firstAsked = findPage(store.db, pageId)?.asked ?? 0;
  expect(await put()).toMatchObject({ added: 0, known: 1, again });
  expect(findPage(store.db, pageId)).toMatchObject({ state: again === 1 ? 'waiting' : 'failed', asked: firstAsked + again });
  // Asked for once more while it waits, nothing happens.
  expect(await put()).toMatchObject({ again: 0 });
  expect(asked).toHaveLength(again);
});
