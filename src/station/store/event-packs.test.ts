import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../tests/support/redis.ts';
import type { NewEvent, StoredEvent } from '../../contract/events.ts';
import { dbOf, openReadOnly } from './database.ts';
import { eventChain } from './event-chain.ts';
import { packFrom } from './bursts.ts';
import { anyPacked, unpack } from './event-packs.ts';
import { eventsOfExam, eventsSince, examsBetween, findEvents } from './events.ts';
import { openStore } from './store.ts';
import { traceOf } from './trace.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'zhiyue-packs-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const event = (index: number, text = `p${index}`): NewEvent => ({
  examId: index % 5 === 0 ? null : `exam-${index % 4}`, correlationId: `batch-${index % 7}`, actor: index % 11 === 0 ? 'somebody' : 'station',
  ...(index % 3 === 0 ? { type: 'ocr.failed', payload: { batch_id: 'b', page_id: text, code: 'c', attempts: 1 } } : { type: 'ocr.started', payload: { batch_id: 'b', page_id: text, attempt: 1 } }),
});

test('whatever is asked of the log has the same answer while a burst lies in packs and after it was unpacked', async () => {
  const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.constant(1), fc.integer({ min: packFrom, max: 3 * packFrom }), fc.constant(700)), { minLength: 1, maxLength: 6 }), texts, fc.nat(), async (bursts, text, some) => {
    const own = mkdtempSync(join(folder, 'one-'));
    await using store = await openStore(own);
    const stored: StoredEvent[] = [];
    for (const size of bursts) stored.push(...await store.log.append(Array.from({ length: size }, (_, index) => event(stored.length + index, `${text}${index}`))));
    using reader = openReadOnly(store.recordFile);
    const chosen = stored[some % stored.length];
    const answers = () => {
      const db = dbOf(reader);
      return {
        all: eventsSince(db, 0, stored.length + 1), some: eventsSince(db, some % stored.length, 300), ofExam: eventsOfExam(db, 'exam-1', 3, 200), ofStation: eventsOfExam(db, null, 0, 100), exams: new Set(examsBetween(db, 5, stored.length)),
        types: findEvents(db, { types: ['ocr.failed'], order: 'newest' }), people: findEvents(db, { actor: 'people' }), together: findEvents(db, { correlationId: 'batch-3', exams: ['exam-1', 'exam-2'] }), last: store.log.lastSeq(),
        chain: eventChain(db, chosen?.event_id ?? '', 10), trace: traceOf(db, 'batch-2'),
      };
    };
    const before = answers();
    expect(before.all).toEqual(stored);
    while (anyPacked(store.db)) await store.write((tx) => { unpack(tx); });
    expect(answers()).toEqual(before);
    rmSync(own, { recursive: true, force: true });
  }), { numRuns: 12 });
});

test('packs get their rows when there is time, also those that a station left behind, and what follows from a packed event belongs to the same', async () => {
  {
    await using store = await openStore(folder);
    const [first] = await store.log.append(Array.from({ length: 2 * packFrom }, (_, index) => event(index)));
    expect(anyPacked(store.db)).toBe(true);
    const effect = await store.write((tx) => tx.append({ type: 'roster.imported', examId: null, payload: { candidates: 1 }, causationId: first?.event_id ?? '' }));
    expect(effect).toMatchObject({ seq: 2 * packFrom + 1, correlation_id: first?.correlation_id });
    await expect(store.write((tx) => tx.run('UPDATE event_packs SET last = 0'))).rejects.toThrow('append-only');
  }
  await using store = await openStore(folder);
  expect(store.log.lastSeq()).toBe(2 * packFrom + 1);
  await until('nothing is packed any more', () => !anyPacked(store.db));
  expect(store.log.since(0, 1000).map(({ seq }) => seq)).toEqual(Array.from({ length: 2 * packFrom + 1 }, (_, index) => index + 1));
});

test('a dead letter of a packed event is kept, and found with it', async () => {
  await using store = await openStore(folder);
  const stored = await store.log.append(Array.from({ length: 1_200 }, (_, index) => event(index)));
  const about = stored[700];
  if (about === undefined) throw new Error('nothing was stored');
  await store.letters.keep({ group: 'g', event: about, attempts: 1, error: { code: 'internal', message: 'm' }, at: about.at });
  expect(store.letters.list({}).map((letter) => letter.event)).toEqual([about]);
  expect(store.log.since(0, 2_000)).toEqual(stored);
});

test('who reads the log in the station reads packs as well: only what writes it, and backups, which have none, name the table of rows', () => {
  const station = new URL('..', import.meta.url);
  const files = readdirSync(station, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const naming = files.filter((file) => /(?:FROM|JOIN) events\b/.test(readFileSync(new URL(file, station), 'utf8')));
  expect(naming.map((file) => file.replaceAll('\\', '/')).toSorted()).toEqual([
    'backup/commit-restore.ts', 'backup/renumber.ts', 'backup/stage-backup.ts', 'store/database.ts', 'store/dead-letters.ts', 'store/events.ts', 'store/half-restored.ts', 'store/migrations.ts',
  ]);
});
