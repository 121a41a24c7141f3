import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { exampleExam } from '../../../tests/support/station.ts';
import { enterExam } from '../exam-entry.ts';
import { findBatch, findSource } from '../store/batches.ts';
import { batchIdOf, sourceIdOf } from '../store/ids.ts';
import { openStore } from '../store/store.ts';
import type { Work } from '../work.ts';
import { type IncomingFile, takeUpload } from './upload.ts';

const exam = exampleExam();
/** Nothing here is read. */
const work: Work = { expand: async () => undefined, read: async () => undefined, grade: async () => undefined, report: async () => undefined };
const jpeg = (size: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(size - 3, size % 251)]);

async function* incoming(...files: readonly (readonly [string, Buffer])[]): AsyncGenerator<IncomingFile> {
  for (const [name, bytes] of files) yield { name, stream: Readable.from([bytes]) };
}
const options = { examId: exam.id, batchKey: 'b', actor: 'somebody', maxFileBytes: 1000, signal: new AbortController().signal };

test('a file that is too large is refused by its name; those before it stay, and nobody puts files in any more', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, null);
  const taking = takeUpload({ store, work }, incoming(['one.jpg', jpeg(900)], ['big.jpg', jpeg(1001)], ['never.jpg', jpeg(10)]), options);
  await expect(taking).rejects.toMatchObject({ code: 'request-too-large', about: 'big.jpg' });
  expect(findBatch(store.db, batchIdOf(exam.id, 'b'))?.state).toBe('reading');
  const again = await takeUpload({ store, work }, incoming(['one.jpg', jpeg(900)], ['two.jpg', jpeg(800)]), options);
  expect(again.files.map(({ name, bytes, known }) => [name, bytes, known])).toEqual([['one.jpg', 900, true], ['two.jpg', 800, false]]);
  for (const { name, sha256 } of again.files) expect(findSource(store.db, sourceIdOf(exam.id, sha256, name))).toMatchObject({ name, batchId: again.batchId });
});

test('without a file there is no batch', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, null);
  await expect(takeUpload({ store, work }, incoming(), options)).rejects.toMatchObject({ code: 'request-invalid' });
  expect(findBatch(store.db, batchIdOf(exam.id, 'b'))).toBeNull();
});

test('many small files are recorded in their order, and share their commits', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, null);
  let inLine = 0;
  let most = 0;
  const write: typeof store.write = async (change) => {
    most = Math.max(most, ++inLine);
    return store.write(change).finally(() => { inLine--; });
  };
  const names = Array.from({ length: 600 }, (_, n) => `${n}.jpg`);
  const { files, batchId } = await takeUpload({ store: { ...store, write }, work }, incoming(...names.map((name, n) => [name, Buffer.from(`tiny ${n}`)] as const)), options);
  expect(files.map(({ name }) => name)).toEqual(names);
  const recorded = store.db.all(z.object({ name: z.string() }), 'SELECT name FROM sources WHERE batch_id = ? ORDER BY position', batchId);
  expect(recorded.map(({ name }) => name)).toEqual(names);
  expect(most).toBeGreaterThan(2);
});
