import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Backups, openBackups } from '../../src/station/backup/backups.ts';
import { lookInto, stageBackup } from '../../src/station/backup/stage-backup.ts';
import { zipWriter } from '../../src/station/backup/zip-writer.ts';
import { ownModule } from '../../src/station/own-files.ts';
import { resultsOf } from '../../src/station/reconcile/results.ts';
import { examIds } from '../../src/station/store/exams.ts';
import { openStore, type Store } from '../../src/station/store/store.ts';
import { temporaryFolder } from '../support/redis.ts';
import { essence, exampleExam, exampleScans, openStation } from '../support/station.ts';

let opened: AsyncDisposableStack;
let folder: string;
let whole: Buffer;
const exam = exampleExam();
const at = (name: string): string => join(folder, name);
let names = 0;

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  folder = opened.use(await temporaryFolder()).path;
  {
    await using station = await openStation(at('source'));
    await station.createOrUpdateExam(exam, null);
    const { batchId } = await station.putIn(exam.id, exampleScans(6), { batchKey: 'b' });
    await station.settled(batchId);
  }
  await using here = await opening(at('source'));
  const { jobId } = await here.backups.write({ exams: 'all', to: at('whole.zyexam'), actor: 'operator' });
  expect(await here.backups.over(jobId)).toMatchObject({ state: 'done', error: null });
  whole = await readFile(at('whole.zyexam'));
});
afterAll(() => opened.disposeAsync());

interface Opened extends AsyncDisposable { readonly store: Store; readonly backups: Backups }

/** A record without a station. */
async function opening(dataFolder: string, through: (store: Store) => Store = (store) => store): Promise<Opened> {
  const stack = new AsyncDisposableStack();
  const store = stack.use(await openStore(dataFolder));
  const backups = stack.use(await openBackups({ store: through(store), resume: () => undefined, now: () => new Date() }));
  return { store, backups, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** What a restore of these bytes into an empty record comes to, and that nothing is left of one that failed. */
async function restoring(bytes: Uint8Array): Promise<string> {
  const name = `try-${names++}`;
  await writeFile(at(`${name}.zyexam`), bytes);
  await using here = await opening(at(name));
  const outcome = await here.backups.restore({ file: at(`${name}.zyexam`), exams: 'all', existing: 'ask', actor: 'operator' })
    .then(async ({ jobId }) => here.backups.over(jobId)).then(({ state, error }) => error?.code ?? state, (error: unknown) => z.object({ code: z.string() }).parse(error).code);
  if (outcome !== 'done') await expectNothing(here.store);
  return outcome;
}

/** What is wrong with these bytes, as the thread of a restore sees it. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const name = `try-${names++}`;
  const file = at(`${name}.zyexam`);
  await writeFile(file, bytes);
  await mkdir(at(`${name}/incoming`), { recursive: true });
  const order = { file, dataFolder: at(name), stagedFile: at(`${name}/staged.sqlite`), restoreId: name, exams: [{ from: exam.id, as: exam.id, title: '' }] };
  return lookInto(file).then(async () => stageBackup(order, async () => undefined, () => undefined)).then(() => 'taken', (error: unknown) => z.object({ code: z.string() }).parse(error).code);
}

async function expectNothing(store: Store): Promise<void> {
  const n = (table: string): number => store.db.get(z.object({ n: z.int() }), `SELECT count(*) AS n FROM ${table}`)?.n ?? -1;
  expect(['exams', 'candidates', 'batches', 'sources', 'pages', 'readings', 'scores', 'exceptions', 'events', 'figures', 'settings'].filter((table) => n(table) !== 0)).toEqual([]);
  await expect.poll(async () => [await filesIn(store.dataFolder, 'images'), await filesIn(store.dataFolder, 'crops'), await filesIn(store.dataFolder, 'incoming'), await filesIn(store.dataFolder, 'leftovers')]).toEqual([[], [], [], []]);
}

async function filesIn(dataFolder: string, name: string): Promise<string[]> {
  const entries = await readdir(join(dataFolder, name), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** Every entry of our own zip, by its local headers' central directory. */
async function entriesOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const { fromBufferPromise } = await import('yauzl');
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const found = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) found.set(entry.fileName, Buffer.concat(await Array.fromAsync(await zip.openReadStreamPromise(entry))));
  return found;
}

/** The backup with entries changed (null: left out); tables and manifest keep their checksums only where `mend` says so. */
async function changed(changes: Readonly<Record<string, (content: string) => string | null>>, { mend = true } = {}): Promise<Buffer> {
  const { createHash } = await import('node:crypto');
  const entries = await entriesOf(whole);
  const path = at(`made-${names++}.zyexam`);
  const zip = zipWriter(path);
  const manifest = entries.get('manifest.json');
  entries.delete('manifest.json');
  let text = manifest?.toString() ?? '';
  for (const [name, content] of entries) {
    const change = changes[name];
    const now = change === undefined ? content : change(content.toString());
    if (now === null) continue;
    const bytes = Buffer.from(now);
    if (mend && name.endsWith('.jsonl')) {
      const sha = (of: Buffer): string => createHash('sha256').update(of).digest('hex');
      text = text.replace(sha(content), sha(bytes)).replace(new RegExp(`("rows": )\\d+(,\\s+"bytes": )${content.length}(,\\s+"sha256": "${sha(bytes)})`), `$1${bytes.toString().split('\n').length - 1}$2${bytes.length}$3`);
    }
    await zip.add(name, bytes, { store: !name.endsWith('.jsonl') });
  }
  const last = changes['manifest.json']?.(text) ?? text;
  if (last !== '') await zip.add('manifest.json', Buffer.from(last), { store: false });
  await zip.end();
  return readFile(path);
}

const table = (name: string): string => `exams/${exam.id}/${name}.jsonl`;

test('a backup that was written twice is the same but for its time, and one taken apart and put together again is restored', async () => {
  expect(await restoring(whole)).toBe('done');
  expect(await restoring(await changed({}))).toBe('done');
});

describe('refused by name:', () => {
  test.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['a file of something else', 'backup-foreign', () => Buffer.from('%PDF-1.7 not at all')],
    ['an empty file', 'backup-foreign', () => Buffer.alloc(0)],
    ['a backup that was cut off', 'backup-foreign', () => whole.subarray(0, Math.floor(whole.length * 0.6))],
    ['a zip of something else', 'backup-foreign', () => changed({ 'manifest.json': () => '{"format":"photos"}' })],
    ['one of a newer format', 'backup-newer', () => changed({ 'manifest.json': (text) => text.replace('"version": 1', '"version": 2') })],
    ['one of a newer record', 'backup-newer', () => changed({ 'manifest.json': (text) => text.replace(/"schema": \d+/, '"schema": 999') })],
    ['a scan that is not what it was', 'backup-damaged', () => flipped(0.5)],
    ['a table that is not what it was', 'backup-damaged', () => changed({ [table('scores')]: (text) => text.replace('"latest":1', '"latest":0') }, { mend: false })],
    ['a missing table', 'backup-damaged', () => changed({ [table('scores')]: () => null })],
    ['a missing page', 'backup-damaged', () => changed({ [table('pages')]: (text) => text.slice(text.indexOf('\n') + 1) })],
    ['a row twice', 'backup-damaged', () => changed({ [table('corrections')]: (text) => text, [table('batches')]: (text) => text + text })],
    ['a column that nobody knows', 'backup-damaged', () => changed({ [table('exams')]: (text) => text.replace('{', '{"doomed":1,') })],
    ['a row of another exam', 'backup-damaged', () => changed({ [table('sheets')]: (text) => text.replaceAll(exam.id, 'another') })],
    ['a name that leads out of the data folder', 'backup-damaged', () => changed({ [table('pages')]: (text) => text.replaceAll(/"page_id":"[^"]+"/g, '"page_id":"../../x"'), [table('readings')]: () => '', [table('crops')]: () => '' })],
    ['a reading that makes no sense', 'backup-damaged', () => changed({ [table('readings')]: (text) => text.replaceAll('\\"items\\"', '\\"itemz\\"') })],
    ['points beyond any exam', 'backup-damaged', () => changed({ [table('exams')]: (text) => text.replace(/\\"points\\":[\d.]+/, '\\"points\\":1e308') })],
    ['a total beyond any exam', 'backup-damaged', () => changed({ [table('scores')]: (text) => text.replace(/\\"total\\":[\d.]+/, '\\"total\\":1e308') })],
    ['an event that is none', 'backup-damaged', () => changed({ [table('events')]: (text) => text.replace('exam.created', 'exam.invented') })],
    ['a table that unfolds a thousandfold', 'backup-damaged', bomb],
    ['a zip whose sizes lie', 'backup-damaged', lying],
  ])('%s', async (_what, code, make) => {
    expect(await refusal(await make())).toBe(code);
  });
});

test('what was placed before a fault showed goes again', async () => {
  expect(await restoring(flipped(0.9))).toBe('backup-damaged');
});

function flipped(part: number): Buffer {
  const bytes = Buffer.from(whole);
  const place = Math.floor(bytes.length * part);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes;
}

/** Small in the file, 16 MB of nothing when unpacked. */
async function bomb(): Promise<Buffer> {
  return changed({ [table('readings')]: () => ' '.repeat(16 * 1024 ** 2) });
}

/** The first deflated table says in both headers that it is much shorter than it is. */
function lying(): Buffer {
  const name = table('exams');
  const bytes = Buffer.from(whole);
  const central = bytes.lastIndexOf(Buffer.from(name)) - 46;
  expect(bytes.readUInt32LE(central)).toBe(0x02014b50);
  bytes.writeUInt32LE(17, central + 24);
  return bytes;
}

test('killed after any of its writes, a restore has happened or it has not', async () => {
  const data = at('killed');
  let writes = 0;
  await using here = await opening(data, (store) => ({
    ...store,
    // What is on disk when the station dies after this write.
    write: async (change) => {
      const result = await store.write(change);
      await cp(data, at(`dead-${++writes}`), { recursive: true, filter: (path) => !path.endsWith('.lock') });
      return result;
    },
  }));
  const { jobId } = await here.backups.restore({ file: at('whole.zyexam'), exams: 'all', existing: 'ask', actor: 'operator' });
  expect(await here.backups.over(jobId)).toMatchObject({ state: 'done' });
  const restored = essence(resultsOf(here.store.db, data, exam.id));
  const outcomes: string[] = [];
  for (let write = 1; write <= writes; write++) {
    await using store = await openStore(at(`dead-${write}`));
    const isThere = examIds(store.db).length > 0;
    outcomes.push(isThere ? 'all' : 'nothing');
    if (isThere) expect(essence(resultsOf(store.db, at(`dead-${write}`), exam.id))).toEqual(restored);
    else await expectNothing(store);
  }
  expect(writes).toBeGreaterThan(10);
  expect(outcomes).toEqual([...Array.from({ length: writes - 1 }, () => 'nothing'), 'all']);
});

test('a cancelled backup or restore leaves nothing, and only one is under way', async () => {
  await mkdir(at('out'));
  await using source = await opening(at('source'));
  const { jobId } = await source.backups.write({ exams: 'all', to: at('out/b.zyexam'), actor: 'operator' });
  await expect(source.backups.write({ exams: 'all', to: at('out/c.zyexam'), actor: 'operator' })).rejects.toMatchObject({ code: 'backup-busy' });
  expect(await source.backups.cancel(jobId)).toMatchObject({ state: 'cancelled' });
  expect(await readdir(at('out'))).toEqual([]);
  await using here = await opening(at('cancelled'));
  const restore = await here.backups.restore({ file: at('whole.zyexam'), exams: 'all', existing: 'ask', actor: 'operator' });
  expect(await here.backups.cancel(restore.jobId)).toMatchObject({ state: 'cancelled' });
  await expectNothing(here.store);
});

test('a file that was sent goes when its restore is over, it is no backup or nobody wants it, not when another backup begins, and messages say its own name', async () => {
  await using here = await opening(at('sent'));
  const sent = async (bytes: Uint8Array): Promise<string> => here.backups.sent(await here.backups.take(Readable.from([bytes]), 'term.zyexam'));
  await expect(here.backups.look(await sent(Buffer.from('nothing')), new AbortController().signal)).rejects.toMatchObject({ code: 'backup-foreign', about: 'term.zyexam' });
  expect(await filesIn(at('sent'), 'backups')).toEqual([]);
  const first = await here.backups.restore({ file: await sent(whole), exams: 'all', existing: 'ask', actor: 'operator' });
  expect(await here.backups.over(first.jobId)).toMatchObject({ state: 'done' });
  expect(await filesIn(at('sent'), 'backups')).toEqual([]);
  const unwanted = await here.backups.take(Readable.from([whole]), 'not now.zyexam');
  await here.backups.discardSent(unwanted);
  expect(await filesIn(at('sent'), 'backups')).toEqual([]);
  expect(() => here.backups.sent(unwanted)).toThrow(expect.objectContaining({ code: 'not-found' }));
  await sent(whole);
  await here.backups.over((await here.backups.write({ exams: 'all', to: null, actor: 'operator' })).jobId);
  expect((await filesIn(at('sent'), 'backups')).toSorted()).toEqual([`${exam.id}.zyexam`, 'term.zyexam'].toSorted());
});

test('a scan that is gone, or is not what it was, is not backed up in silence', async () => {
  await cp(at('source'), at('rotten'), { recursive: true, filter: (path) => !path.endsWith('.lock') });
  const [image] = (await readdir(at('rotten/images'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  if (!image) throw new Error('no scan');
  await writeFile(join(image.parentPath, image.name), 'rotten');
  await using here = await opening(at('rotten'));
  const { jobId } = await here.backups.write({ exams: [exam.id], to: at('rotten.zyexam'), actor: 'operator' });
  expect(await here.backups.over(jobId)).toMatchObject({ state: 'failed', error: { code: 'file-damaged' } });
  expect((await readdir(folder)).filter((name) => name.startsWith('rotten.'))).toEqual([]);
});

test('half a backup that a killed station left where somebody wanted a whole one goes with the next start', async () => {
  const folderOfFile = at('half');
  await cp(at('source'), at('killed'), { recursive: true });
  await mkdir(folderOfFile);
  const killed = spawnSync(process.execPath, [fileURLToPath(ownModule('../support/backup-process.ts', import.meta.url)), at('killed'), join(folderOfFile, 'all.zyexam')], { encoding: 'utf8' });
  expect(killed).toMatchObject({ signal: 'SIGKILL' });
  expect(await readdir(folderOfFile)).toEqual([expect.stringMatching(/^all\.zyexam\.[0-9a-f]{8}\.part$/)]);
  await using again = await opening(at('killed'));
  expect(again.backups.latest()).toBeNull();
  expect(await readdir(folderOfFile)).toEqual([]);
});
