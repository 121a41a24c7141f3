import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { enterExam } from '../exam-entry.ts';
import { parseExam } from '../../exam/exam-file.ts';
import { addSource, closeIntake, expandSource, openBatch } from './batches.ts';
import { cropFile, removeSpareCrops } from './crop-files.ts';
import { batchIdOf, pageIdOf } from './ids.ts';
import { askForPage, markPageFailed } from './pages.ts';
import { openStore, type Store } from './store.ts';

const exam = parseExam({ id: 'a', title: 'a', questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }] });

async function put(folder: string, ...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }
}

/** A page whose scan lies where its record says; returns its id. */
async function addPage(store: Store, name: string, { close = true } = {}): Promise<string> {
  const file = `images/aa/${name}.jpg`;
  await put(store.dataFolder, file);
  const { sourceId } = await store.write((tx) => {
    const { batchId } = openBatch(tx, exam.id, 'all');
    const added = addSource(tx, batchId, `${name}.jpg`, null, { sha256: name, bytes: 1, file, kind: 'jpg' });
    expandSource(tx, added.sourceId, 1);
    if (close) closeIntake(tx, batchId);
    return added;
  });
  return pageIdOf(sourceId, 1);
}

const nameCrop = (store: Store, pageId: string, field: string): Promise<void> => store.write((tx) => tx.run("INSERT INTO crops (page_id, field, kind, file) VALUES (?, ?, 'open', ?)", pageId, field, cropFile(pageId, field))).then(() => undefined);

test('the next start removes scans and crops that nothing in the record names, and nothing else', async () => {
  await using folder = await temporaryFolder();
  const there = (...files: readonly string[]): boolean[] => files.map((file) => existsSync(join(folder.path, file)));
  let kept: string[] = [];
  const orphans = ['images/aa/bb.jpg', 'images/cc/dd.bin', 'crops/00/00112233445566778899-1-8.jpg', 'crops/00/00112233445566778899-1-0a1b2c3d-4.jpg'];
  {
    await using store = await openStore(folder.path);
    await enterExam(store, exam, null);
    const [read, waiting] = [await addPage(store, 'read'), await addPage(store, 'waiting')];
    await nameCrop(store, read, '3');
    await store.write((tx) => tx.run("UPDATE pages SET state = 'read' WHERE page_id = ?", read));
    // Of the page that waits, a reading had cut something out already.
    kept = ['images/aa/read.jpg', 'images/aa/waiting.jpg', cropFile(read, '3'), cropFile(waiting, '3')];
    orphans.push(cropFile(read, '4'), cropFile(read, ''));
    await put(folder.path, ...kept, ...orphans);
  }
  await using store = await openStore(folder.path);
  expect(await store.leftovers.swept).toBe(orphans.length);
  expect(there(...orphans)).toEqual(orphans.map(() => false));
  expect(there(...kept)).toEqual(kept.map(() => true));
});

test('a scan that is on its way into the record stays, also one that lay there already', async () => {
  await using folder = await temporaryFolder();
  {
    await using store = await openStore(folder.path);
    await enterExam(store, exam, null);
    await put(folder.path, 'images/aa/late.jpg', 'images/aa/orphan.jpg');
  }
  await using store = await openStore(folder.path);
  {
    // The sweep has found it, and waits: a backup is being read.
    using keeping = store.leftovers.keepScans();
    expect(keeping).toBeDefined();
    await addPage(store, 'late', { close: false });
  }
  // Now it waits for the one who puts files in.
  await addPage(store, 'later');
  await store.write((tx) => closeIntake(tx, batchIdOf(exam.id, 'all')));
  expect(await store.leftovers.swept).toBe(1);
  expect(existsSync(join(folder.path, 'images/aa/late.jpg'))).toBe(true);
  expect(existsSync(join(folder.path, 'images/aa/orphan.jpg'))).toBe(false);
});

test('a station that closes while files are put in does not wait for the sweep', async () => {
  await using folder = await temporaryFolder();
  await put(folder.path, 'images/aa/orphan.jpg');
  const store = await openStore(folder.path);
  const { swept } = store.leftovers;
  using keeping = store.leftovers.keepScans();
  await store[Symbol.asyncDispose]();
  await expect(swept).rejects.toThrow();
  expect(keeping).toBeDefined();
});

test('of a page that is not being read, only the crops stay that the record names', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, null);
  const [page, other] = [await addPage(store, 'one'), await addPage(store, 'two')];
  await nameCrop(store, page, '3');
  const files = [cropFile(page, '3'), cropFile(page, '4'), cropFile(other, '4'), `incoming/${page}-4.jpg.half-written`, `incoming/${other}-4.jpg.half-written`];
  await put(folder.path, ...files);
  const there = (): boolean[] => files.map((file) => existsSync(join(folder.path, file)));
  removeSpareCrops(store, page);
  expect(there()).toEqual([true, true, true, true, true]);
  await store.write((tx) => markPageFailed(tx, page, 'task-timeout'));
  removeSpareCrops(store, page);
  expect(there()).toEqual([true, false, true, false, true]);
  // It is read once more.
  await store.write((tx) => askForPage(tx, page));
  await put(folder.path, cropFile(page, '4'));
  removeSpareCrops(store, page);
  expect(there()).toEqual([true, true, true, false, true]);
});
