/** What every client can rely on, whatever lies between it and the station. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionState, LiveFeed, LiveOptions, StationClient } from '../../../src/client/station-client.ts';
import { StationError } from '../../../src/client/station-error.ts';
import { memoryTexts } from '../../../src/client/storage.ts';
import type { StoredEvent } from '../../../src/contract/events.ts';
import { until } from '../../support/redis.ts';
import { exampleScans } from '../../support/station.ts';
import { type House, openHouse } from './house.ts';
import type { Line, OpenLine } from './line.ts';

const examFile: Record<string, unknown> = JSON.parse(readFileSync(new URL('../../../resources/example/exam.json', import.meta.url), 'utf8'));
/** Like the example, under another id. */
const exam = (id: string): Record<string, unknown> => ({ ...examFile, id });

interface Heard { readonly feed: LiveFeed; readonly events: StoredEvent[]; readonly resyncs: string[]; readonly states: ConnectionState['kind'][] }

/** A feed that is online, and what it tells. */
export async function listen(client: StationClient, options: LiveOptions = { connection: 'general' }): Promise<Heard> {
  const events: StoredEvent[] = [];
  const resyncs: string[] = [];
  const states: ConnectionState['kind'][] = [];
  const feed = client.live(options, { event: (event) => events.push(event), resync: (reason) => resyncs.push(reason) });
  feed.onState(({ kind }) => states.push(kind));
  await until('the feed is online', () => feed.state().kind === 'online');
  return { feed, events, resyncs, states };
}

const seqs = (events: readonly StoredEvent[]): number[] => events.map(({ seq }) => seq);

export async function failure(promise: Promise<unknown>): Promise<StationError> {
  const error: unknown = await promise.then(() => null, (thrown: unknown) => thrown);
  if (error instanceof StationError) return error;
  throw new Error(`expected a StationError, got ${String(error)}`);
}

export function clientSuite(name: string, openLine: OpenLine): void {
  describe(`a client over ${name}`, () => {
    let house: House;
    let line: Line;
    let client: StationClient;

    beforeAll(async () => {
      house = await openHouse();
      line = await openLine(house);
      client = await line.client();
    });
    afterAll(async () => {
      await line?.[Symbol.asyncDispose]();
      await house?.[Symbol.asyncDispose]();
    });

    describe('asks', () => {
      test('and gets parsed answers', async () => {
        const { principal, permissions } = await client.request('getSession', {});
        expect(principal.role).toBe('operator');
        expect(permissions).toContain('exams.change');
        expect(await client.request('createExam', { body: exam('asked') })).toMatchObject({ kind: 'created', revision: 1 });
        const { exams } = await client.request('listExams', {});
        expect(exams.map(({ id }) => id)).toContain('asked');
        expect((await client.request('getExam', { params: { examId: 'asked' } })).title).toBe(examFile['title']);
      });

      test('without an answer where there is none to give', async () => {
        expect(await client.request('pauseTasks', {})).toBeUndefined();
        expect(await client.request('resumeTasks', {})).toBeUndefined();
      });

      test('with bytes, and with a query', async () => {
        await client.request('createExam', { body: exam('bytes') });
        const body = new TextEncoder().encode('candidate_no,name,class\n20260001,张三,1\n20260002,李四,1\n');
        expect(await client.request('importRoster', { params: { examId: 'bytes' }, query: { preview: 'true' }, body })).toMatchObject({ candidates: 2, imported: false });
        expect(await client.request('importRoster', { params: { examId: 'bytes' }, query: {}, body })).toMatchObject({ candidates: 2, imported: true });
        expect((await client.request('getRoster', { params: { examId: 'bytes' } })).candidates?.map((one) => one.name)).toEqual(['张三', '李四']);
      });

      test('with files, which a repeat does not put in twice', async () => {
        await client.request('createExam', { body: exam('files') });
        const body = new FormData();
        for (const { path, name: file } of exampleScans(2)) body.append('files', new Blob([new Uint8Array(readFileSync(path))], { type: 'image/jpeg' }), file);
        const query = { exam: 'files', batch: '第一批' };
        expect(await client.request('upload', { query, body })).toMatchObject({ added: 2, known: 0, files: exampleScans(2).map(({ name: file }) => ({ name: file, known: false })) });
        expect(await client.request('upload', { query, body })).toMatchObject({ added: 0, known: 2 });
      });

      test('for a file', async () => {
        await client.request('createExam', { body: exam('sheets') });
        const pdf = await client.request('getSheets', { params: { examId: 'sheets' }, query: {} });
        expect(pdf.type).toBe('application/pdf');
        expect(new TextDecoder().decode((await pdf.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
      });

      test('and is told what is wrong, and where', async () => {
        const missing = await failure(client.request('getExam', { params: { examId: 'nowhere' } }));
        expect(missing).toMatchObject({ code: 'not-found', status: 404, retry: false });
        const wrong = await failure(client.request('createPairing', { body: { role: 'headmaster' as 'viewer' } }));
        expect(wrong).toMatchObject({ code: 'request-invalid', status: 400 });
        expect(wrong.faults.map(({ path }) => path)).toEqual(['body.role']);
      });

      test('only what its role may', async () => {
        for (const id of ['open', 'shut']) await client.request('createExam', { body: exam(id) });
        const viewer = await line.client({ role: 'viewer', exams: ['open'] });
        expect((await viewer.request('listExams', {})).exams.map(({ id }) => id)).toEqual(['open']);
        expect(await failure(viewer.request('createExam', { body: exam('viewers') }))).toMatchObject({ code: 'forbidden', status: 403 });
        expect(await failure(viewer.request('getExam', { params: { examId: 'shut' } }))).toMatchObject({ code: 'forbidden', status: 403 });
      });

      test('and can give up', async () => {
        const abort = new AbortController();
        const asked = client.request('getMetrics', {}, { signal: abort.signal });
        abort.abort(new Error('enough'));
        await expect(asked).rejects.toThrow('enough');
        await expect(client.request('getMetrics', {}, { signal: abort.signal })).rejects.toThrow('enough');
        expect((await client.request('getMetrics', {})).size).toBeGreaterThan(100);
      });

      test('and hears at once that the station does not answer', async () => {
        line.cut();
        expect(await failure(client.request('getSession', {}))).toMatchObject({ code: 'offline', retry: true, status: null });
        line.mend();
        await client.request('getSession', {});
      });
    });

    describe('listens', () => {
      test('to events in their order', async () => {
        const { feed, events } = await listen(client);
        const start = feed.position();
        await house.events(60);
        await until('all events are told', () => events.length >= 120);
        expect(seqs(events)).toEqual(house.firstAfter(start, events.length));
        expect(feed.position()).toBe(events.at(-1)?.seq);
        feed.close();
        expect(feed.state()).toEqual({ kind: 'closed' });
      });

      test('to what it subscribed to, also after a break', async () => {
        const { feed, events } = await listen(client, { connection: 'general', subscriptions: [{ id: 'a', types: ['exam.*'] }] });
        await house.events(1);
        await client.request('createExam', { body: exam('subscribed-1') });
        await until('the exam is told', () => events.length === 1);
        feed.subscribe({ id: 'b', types: ['work.paused'] });
        // What happens before the station has heard of it is not told.
        await until('a pause is told', async () => {
          await house.events(1);
          return events.length > 1;
        });
        line.cut();
        await until('the feed knows of the break', () => feed.state().kind !== 'online');
        feed.unsubscribe('a');
        line.mend();
        await until('the feed is back', () => feed.state().kind === 'online');
        await client.request('createExam', { body: exam('subscribed-2') });
        await house.events(1);
        const lastPause = house.open().station.events({ type: 'work.paused', limit: 10_000 }).at(-1)?.seq;
        await until('the last pause is told', () => events.at(-1)?.seq === lastPause);
        expect(events.map(({ type }) => type)).toEqual(['exam.created', ...events.slice(1).map(() => 'work.paused')]);
        feed.close();
      });

      test('and goes on where it was after a break: nothing lost, nothing twice', async () => {
        const { feed, events, resyncs, states } = await listen(client);
        const start = feed.position();
        for (let round = 0; round < 4; round++) {
          await house.events(3);
          line.cut();
          await house.events(3);
          line.mend();
          await house.events(2);
          await until('the feed is back', () => feed.state().kind === 'online');
        }
        const expected = house.seqsAfter(start);
        await until('all events are told', () => events.length >= expected.length);
        expect(seqs(events)).toEqual(house.firstAfter(start, events.length));
        expect(resyncs).toEqual([]);
        expect(states).toContain('offline');
        feed.close();
      });

      test('on several feeds at once', async () => {
        const [all, exams] = await Promise.all([listen(client), listen(client, { connection: 'grading' })]);
        await house.events(2);
        await until('the one hears', () => all.events.length >= 4);
        expect(exams.events).toEqual([]);
        all.feed.close();
        exams.feed.close();
      });

      test('over a restart of the station: nothing lost, nothing twice', async () => {
        const { feed, events, resyncs } = await listen(client);
        const start = feed.position();
        await house.events(5);
        line.cut();
        await house.reopen();
        await house.events(5);
        line.mend();
        const expected = house.seqsAfter(start);
        await until('all events are told', () => events.length >= expected.length);
        await house.events(1);
        const after = house.seqsAfter(start);
        await until('what came later is told', () => events.length >= after.length);
        expect(seqs(events)).toEqual(house.firstAfter(start, events.length));
        expect(resyncs).toEqual([]);
        feed.close();
      });

      test('from a position of its own, as a page does after a reload', async () => {
        const first = await listen(client);
        await house.events(1);
        await until('the events are told', () => first.events.length === 2);
        const from = { record: first.feed.record() ?? '', position: first.feed.position() };
        first.feed.close();
        await house.events(2);
        const second = await listen(client, { connection: 'general', from });
        await until('what was missed is told', () => second.events.length >= 4);
        expect(seqs(second.events)).toEqual(house.firstAfter(from.position, second.events.length));
        second.feed.close();
      });

      test('and is told to read again when its position means nothing here', async () => {
        const { feed, events, resyncs } = await listen(client, { connection: 'general', from: { record: 'another', position: 3 } });
        await until('it is told', () => resyncs.length > 0);
        expect(resyncs).toEqual(['other-record']);
        const start = feed.position();
        expect(start).toBeGreaterThan(3);
        await house.events(1);
        await until('events come', () => events.length >= 2);
        expect(seqs(events)).toEqual(house.firstAfter(start, events.length));
        feed.close();
      });
    });

    describe('keeps writes', () => {
      const titles = (id: string) => async (): Promise<string> => (await client.request('getExam', { params: { examId: id } })).title;

      test('while the station is away, and sends them in order when it is back', async () => {
        await client.request('createExam', { body: exam('kept') });
        const writer = await line.client(undefined, { reconnectDelaysMs: [20, 50] });
        const counts: number[] = [];
        writer.onPending((pending) => counts.push(pending.length));
        await writer.request('getSession', {});
        line.cut();
        const sent = [1, 2, 3].map((revision) => writer.send('changeExam', { params: { examId: 'kept' }, body: { revision, title: `第 ${revision} 次` } }));
        expect(writer.pending().map(({ route }) => route)).toEqual(['changeExam', 'changeExam', 'changeExam']);
        line.mend();
        expect((await Promise.all(sent)).map(({ revision }) => revision)).toEqual([2, 3, 4]);
        expect(await titles('kept')()).toBe('第 3 次');
        expect(writer.pending()).toEqual([]);
        expect(counts).toEqual([1, 2, 3, 2, 1, 0]);
      });

      test('and does nothing twice when an answer was lost on the way', async () => {
        await client.request('createExam', { body: exam('lost') });
        const writer = await line.client(undefined, { reconnectDelaysMs: [20, 50] });
        await writer.request('getSession', {});
        line.loseNextAnswer();
        // Done again it would be refused: the revision would be stale.
        const sent = writer.send('changeExam', { params: { examId: 'lost' }, body: { revision: 1, title: '一次' } });
        await until('the answer was lost', () => line.isCut());
        expect(house.open().station.events({ examId: 'lost', type: 'exam.updated' })).toHaveLength(1);
        expect(writer.pending()).toHaveLength(1);
        line.mend();
        expect(await sent).toMatchObject({ kind: 'updated', revision: 2 });
        expect(house.open().station.events({ examId: 'lost', type: 'exam.updated' })).toHaveLength(1);
      });

      test('over a reload', async () => {
        await client.request('createExam', { body: exam('reloaded') });
        const storage = memoryTexts();
        const before = await line.client(undefined, { storage, reconnectDelaysMs: [20, 50] });
        await before.request('getSession', {});
        line.loseNextAnswer();
        const sent = [1, 2].map((revision) => before.send('changeExam', { params: { examId: 'reloaded' }, body: { revision, title: `第 ${revision} 次` } }));
        const unheard = Promise.allSettled(sent);
        await until('the answer was lost', () => line.isCut());
        before.close();
        expect((await unheard).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
        line.mend();
        const after = await line.client(undefined, { storage, reconnectDelaysMs: [20, 50] });
        await until('nothing waits any more', () => after.pending().length === 0 && house.open().station.events({ examId: 'reloaded', type: 'exam.updated' }).length === 2);
        expect(await titles('reloaded')()).toBe('第 2 次');
      });

      test('but not one that is refused for good, which does not hold up the next', async () => {
        await client.request('createExam', { body: exam('refused') });
        const refused: string[] = [];
        const stop = client.onRefusedWrite(({ route }, { code }) => refused.push(`${route} ${code}`));
        const stale = client.send('changeExam', { params: { examId: 'refused' }, body: { revision: 7, title: '旧' } });
        const good = client.send('changeExam', { params: { examId: 'refused' }, body: { revision: 1, title: '新' } });
        expect(await failure(stale)).toMatchObject({ code: 'revision-stale' });
        expect(await good).toMatchObject({ revision: 2 });
        expect(refused).toEqual(['changeExam revision-stale']);
        stop();
      });
    });
  });
}
