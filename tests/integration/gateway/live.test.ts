import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { localOperator, type Principal } from '../../../src/contract/access.ts';
import { connectionTypes, closeCodes } from '../../../src/contract/live.ts';
import type { LivePort } from '../../../src/station/gateway/live/port.ts';
import { LiveClient, openTestHub, page, rawSocket } from '../../support/live.ts';
import { until } from '../../support/redis.ts';

describe('hello', () => {
  test('is answered by a welcome that says who one is and where the stream goes on', async () => {
    await using station = await openTestHub();
    await station.append(page(1), page(2));
    using client = await LiveClient.greeted(station);
    expect(client.heard).toMatchObject([{ type: 'welcome', protocol: 1, record: station.store.log.id, heartbeatMs: 30_000, reconnectDelaysMs: [1000, 2000], principal: localOperator, tokenExpiresAt: null }]);
    await station.append(page(3));
    await until('the event came', () => client.seqs.includes(3));
    expect(station.hub.statistics()).toMatchObject({ connections: { general: 1 }, queued: 0, refused: 0, lag: 0 });
  });

  test.each([
    ['an unknown protocol', { protocol: 99 }, 'protocol-unknown'],
    ['an unknown token', { token: 'nonsense' }, 'not-signed-in'],
    ['a token that has ended', { token: 'old' }, 'token-expired'],
  ] as const)('with %s is refused by name', async (_what, hello, code) => {
    await using station = await openTestHub();
    station.access.allow('old', { id: 'device:1' }, Date.now() - 1);
    using client = await LiveClient.greeted(station, hello);
    expect(client.heard).toMatchObject([{ type: 'refused', code, retry: false }]);
    expect(await client.closed()).toBe(closeCodes[code]);
    expect(station.hub.statistics()).toMatchObject({ refused: 1, connections: {} });
  });

  test('is waited for only so long', async () => {
    await using station = await openTestHub({ heartbeatMs: 100 });
    using client = await LiveClient.open(station);
    expect(await client.closed()).toBe(closeCodes['request-invalid']);
    expect(client.heard).toMatchObject([{ type: 'refused', code: 'request-invalid' }]);
  });

  test('beyond the greatest number of connections is told to come later', async () => {
    await using station = await openTestHub({ maxConnections: 1 });
    using first = await LiveClient.greeted(station);
    using second = await LiveClient.open(station);
    expect(await second.closed()).toBe(closeCodes['too-many-connections']);
    expect(second.heard).toMatchObject([{ type: 'refused', code: 'too-many-connections', retry: true }]);
    expect(first.closedWith).toBeNull();
  });

  test('must come first, and once', async () => {
    await using station = await openTestHub();
    using early = await LiveClient.open(station);
    early.say({ type: 'ack', position: 0 });
    expect(await early.closed()).toBe(closeCodes['request-invalid']);
    using twice = await LiveClient.greeted(station);
    twice.hello();
    expect(await twice.closed()).toBe(closeCodes['request-invalid']);
    expect(twice.heard.at(-1)).toMatchObject({ type: 'bye', code: 'request-invalid', retry: false });
  });
});

describe('who sees what', () => {
  test('a marker gets nothing that names a candidate, and nothing of an exam that is not open to him', async () => {
    await using station = await openTestHub();
    station.access.allow('marker', { id: 'device:m', role: 'marker', exams: ['e1'] });
    for (const connection of connectionTypes) {
      using client = await LiveClient.greeted(station, { token: 'marker', connection });
      await station.append(
        page(1), { type: 'grading.completed', examId: 'e1', payload: { candidate_no: '20260001', sheet_revision: 1, exam_revision: 1, pages: 1, changed: true } },
        { type: 'device.revoked', examId: null, payload: { device_id: 'd', because: 'operator' } }, { type: 'batch.started', examId: 'e2', payload: { batch_id: 'b', batch_key: 'k', run: 1 } },
        { type: 'batch.cancelled', examId: 'e1', payload: { batch_id: 'b', pages: 1 } }, { type: 'exam.rescored', examId: 'e1', payload: { rescore_id: 'r', exam_revision: 1, sheets: 1, changed: 1 } },
      );
      station.signal('health', { redis: 'up' });
      station.signal('queue', { waiting: 1 });
      if (client.closedWith === null && client.all('welcome').length > 0 && connection !== 'quality') await until(`${connection}: what he may see came`, () => client.seqs.length > 0);
      for (const { event } of client.all('event')) {
        expect(['batch.cancelled', 'exam.rescored']).toContain(event.type);
        expect(event.exam_id).toBe('e1');
      }
      expect(JSON.stringify(client.all('event'))).not.toContain('20260001');
      expect(client.all('signal')).toEqual([]);
    }
  });

  test('subscriptions narrow by exam, type, family and batch, and may change under way', async () => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station, { subscriptions: [{ id: 'a', exams: ['e1'], types: ['page.*'], batches: ['b2'] }] });
    await station.append(page(1, 'e1', 'b1'), page(2, 'e1', 'b2'), page(3, 'e2', 'b2'), { type: 'batch.cancelled', examId: 'e1', payload: { batch_id: 'b2', pages: 0 } });
    await until('the one came', () => client.seqs.length > 0);
    client.say({ type: 'subscribe', subscription: { id: 'b', types: ['batch.cancelled'] } });
    await client.next('subscribed');
    client.say({ type: 'unsubscribe', id: 'a' });
    await client.next('unsubscribed');
    await station.append(page(5, 'e1', 'b2'), { type: 'batch.cancelled', examId: 'e9', payload: { batch_id: 'b9', pages: 0 } });
    await until('the other came', () => client.seqs.length > 1);
    expect(client.seqs).toEqual([2, 6]);
  });

  test('to unsubscribe what was never subscribed takes nothing away', async () => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station);
    client.say({ type: 'unsubscribe', id: 'none' });
    await client.next('unsubscribed');
    await station.append(page(1));
    await until('it came', () => client.seqs.includes(1));
  });

  test('subscriptions that would cost the station much are refused, and so is changing them all the time', async () => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station);
    const many = (id: string) => ({ type: 'subscribe', subscription: { id, exams: Array.from({ length: 100 }, (_, n) => `${id}${n}`), types: Array.from({ length: 100 }, (_, n) => `t${n}.*`) } }) as const;
    for (const id of ['a', 'b', 'c']) client.say(many(id));
    expect(await client.next('error')).toMatchObject({ code: 'request-invalid', about: 'c' });
    for (let n = 0; n < 40; n++) client.say({ type: 'subscribe', subscription: { id: 's', types: ['page.*'] } });
    expect(await client.closed()).toBe(closeCodes['rate-limited']);
  });

  test('revocation ends a connection at once; other rights count from the next event on', async () => {
    await using station = await openTestHub();
    const leader: Principal = { id: 'device:l', name: 'l', role: 'leader', exams: 'all', local: false };
    station.access.allow('leader', leader);
    using client = await LiveClient.greeted(station, { token: 'leader' });
    await station.append(page(1));
    await until('a leader sees a page', () => client.seqs.includes(1));
    station.access.change('device:l', { ...leader, exams: ['e2'] });
    await station.append(page(2, 'e1'), page(3, 'e2'));
    await until('the open exam came', () => client.seqs.includes(3));
    expect(client.seqs).toEqual([1, 3]);
    station.access.change('device:l', null);
    expect(await client.closed()).toBe(closeCodes['device-revoked']);
    expect(client.heard.at(-1)).toMatchObject({ type: 'bye', code: 'device-revoked', retry: false });
  });
});

describe('resume', () => {
  test('over and over, at random, under appends: every event once, in order', async () => {
    await using station = await openTestHub();
    const enough = new AbortController();
    let appended = 0;
    const appending = (async () => {
      while (!enough.signal.aborted) {
        const some = Array.from({ length: 1 + Math.floor(Math.random() * 30) }, () => page(++appended));
        await station.append(...some);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      }
    })();
    await Promise.all(Array.from({ length: 5 }, async () => {
      const seen: number[] = [];
      for (let visit = 0; visit < 12; visit++) {
        using client = await LiveClient.greeted(station, { position: seen.at(-1) ?? 0, record: station.store.log.id });
        await until('some events came', () => client.seqs.length > Math.random() * 60);
        seen.push(...client.seqs);
        if (Math.random() < 0.5) client.socket.close();
      }
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1));
    }));
    enough.abort();
    await appending;
    using last = await LiveClient.greeted(station, { position: 0 });
    await until('all of it came', () => last.seqs.length === appended);
    expect(last.seqs).toEqual(Array.from({ length: appended }, (_, index) => index + 1));
  });

  test('changed subscriptions lose and double nothing on the way', async () => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station);
    for (let n = 1; n <= 300; n++) {
      void station.append(page(n));
      // As often as a client may.
      if (n % 20 === 0) client.say({ type: 'subscribe', subscription: { id: 's', types: [n % 40 === 0 ? 'page.*' : 'page.received'] } });
      if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      if (n % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await until('all of it came', () => client.seqs.includes(300));
    expect(client.closedWith).toBeNull();
    expect(client.seqs).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  test('is a resync where the log cannot tell what was missed', async () => {
    await using station = await openTestHub();
    await station.append(page(1));
    using other = await LiveClient.greeted(station, { record: 'another', position: 1 });
    expect(await other.next('resync')).toEqual({ type: 'resync', reason: 'other-record', position: 1 });
    using ahead = await LiveClient.greeted(station, { position: 500 });
    expect(await ahead.next('resync')).toMatchObject({ reason: 'ahead-of-the-log', position: 1 });
    for (let n = 0; n < 11; n++) await station.append(...Array.from({ length: 1000 }, (_, index) => page(index)));
    using behind = await LiveClient.greeted(station, { position: 1 });
    expect(await behind.next('resync')).toMatchObject({ reason: 'too-far-behind' });
    await station.append(page(2));
    for (const client of [other, ahead, behind]) await until('it goes on from now', () => client.seqs.includes(11_002));
    expect(behind.seqs).toEqual([11_002]);
  });
});

describe('a slow reader', () => {
  test('is let go when its queue overflows, holds nobody up, and comes back without loss', async () => {
    await using station = await openTestHub({ maxMessageQueue: 50 });
    using slow = await LiveClient.greeted(station);
    using quick = await LiveClient.greeted(station);
    slow.socket.pause();
    const long = 'x'.repeat(60_000);
    let appended = 0;
    while (station.hub.statistics().overflows === 0) {
      await station.append({ type: 'report.written', examId: 'e1', payload: { report_id: 'r', files: [long] } });
      appended++;
      await until('the quick one has it', () => quick.seqs.length === appended);
    }
    expect(station.hub.statistics()).toMatchObject({ connections: { general: 1 }, queued: 0, overflows: 1 });
    slow.socket.resume();
    expect(await slow.closed()).toBe(closeCodes['too-slow']);
    expect(slow.heard.at(-1)).toMatchObject({ type: 'bye', code: 'too-slow', retry: true });
    const position = slow.seqs.at(-1) ?? 0;
    using again = await LiveClient.greeted(station, { position });
    await until('the rest came', () => again.seqs.at(-1) === appended);
    expect([...slow.seqs, ...again.seqs]).toEqual(quick.seqs);
  });

  test('gets of each figure only the newest', async () => {
    await using station = await openTestHub({ maxMessageQueue: 50 });
    using slow = await LiveClient.greeted(station);
    slow.socket.pause();
    let sent = 0;
    while (station.hub.statistics().dropped < 100 || station.hub.statistics().queued === 0) {
      station.signal('health', { count: ++sent, text: 'x'.repeat(60_000) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(station.hub.statistics()).toMatchObject({ overflows: 0, queued: 1 });
    slow.socket.resume();
    await until('the newest came', () => slow.all('signal').at(-1)?.body['count'] === sent);
    expect(slow.all('signal').length).toBeLessThan(sent);
  });
});

describe('signals', () => {
  test('figures of an exam are counted only for those who listen', async () => {
    const asked: string[] = [];
    await using station = await openTestHub({}, (examId) => {
      asked.push(examId);
      return { pages: 7 };
    });
    using client = await LiveClient.greeted(station, { connection: 'progress', subscriptions: [{ id: 'a', exams: ['e1'] }] });
    for (let n = 0; n < 50; n++) {
      station.signal('progress', 'e2');
      station.signal('progress', 'e1');
    }
    expect(await client.next('signal')).toMatchObject({ topic: 'progress', exam: 'e1', body: { pages: 7 } });
    expect(asked).toEqual(['e1']);
  });
});

/** As a client masks it; and as the station answers. */
const emptyPing = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
const emptyPong = Buffer.from([0x8a, 0]);

describe('a connection that misbehaves', () => {
  test.each([
    ['no JSON', '{', 'request-invalid'],
    ['an unknown message', '{"type":"shout"}', 'request-invalid'],
    ['a message with too much in it', '{"type":"ack","position":1,"more":1}', 'request-invalid'],
    ['bytes instead of a text', Buffer.from([1, 2, 3]), 'request-invalid'],
    ['a message of more than 64 KB', 'x'.repeat(70_000), 'request-too-large'],
  ] as const)('%s: is told why and closed', async (_what, message, code) => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station);
    client.socket.send(message);
    expect(await client.closed()).toBe(closeCodes[code]);
    expect(client.heard.at(-1)).toMatchObject({ type: 'bye', code, retry: false });
  });

  test('too many messages', async () => {
    await using station = await openTestHub();
    using client = await LiveClient.greeted(station);
    for (let n = 0; n < 200; n++) client.say({ type: 'ack', position: 0 });
    expect(await client.closed()).toBe(closeCodes['rate-limited']);
    expect(client.heard.at(-1)).toMatchObject({ type: 'bye', code: 'rate-limited', retry: true });
  });

  test.each([
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
    ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a reserved bit', Buffer.from([0xc1, 0x80, 0, 0, 0, 0])],
    ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
    ['a length of 2^62', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s ends the connection and nothing else', async (_what, frame) => {
    await using station = await openTestHub();
    using well = await LiveClient.greeted(station);
    const socket = await rawSocket(station.port);
    socket.write(frame);
    await until('it was told and closed', () => socket.received.includes('refused') && socket.readyState !== 'open');
    await station.append(page(1));
    await until('the others go on', () => well.seqs.includes(1));
  });

  test.each([60, 90])('%i pings in one go are answered, each', async (count) => {
    await using station = await openTestHub();
    const socket = await rawSocket(station.port);
    const before = socket.received.length;
    socket.write(Buffer.concat(Array.from({ length: count }, () => emptyPing)));
    await until('all pongs came', () => socket.received.length >= before + 2 * count);
    expect(socket.received.subarray(before).equals(Buffer.concat(Array.from({ length: count }, () => emptyPong)))).toBe(true);
    socket.destroy();
  });

  test('too many pings, in one go: it is told why before it ends', async () => {
    await using station = await openTestHub();
    using well = await LiveClient.greeted(station);
    const socket = await rawSocket(station.port);
    socket.write(Buffer.concat(Array.from({ length: 400 }, () => emptyPing)));
    await until('it was told and closed', () => socket.received.includes('"rate-limited"') && socket.readyState !== 'open');
    await station.append(page(1));
    await until('the others go on', () => well.seqs.includes(1));
  });

  test('a message in endless pieces: it is told why before it ends', async () => {
    await using station = await openTestHub();
    const socket = await rawSocket(station.port);
    // The beginning of a text, and then nothing but empty pieces of it.
    socket.write(Buffer.concat([Buffer.from([0x01, 0x80, 0, 0, 0, 0]), ...Array.from({ length: 50_000 }, () => Buffer.from([0x00, 0x80, 0, 0, 0, 0]))]));
    await until('it was told and closed', () => socket.received.includes('"request-too-large"') && socket.readyState !== 'open');
  });

  test('one that falls silent is dropped; one that answers stays', async () => {
    await using station = await openTestHub({ heartbeatMs: 100 });
    using silent = await LiveClient.greeted(station);
    using answering = await LiveClient.greeted(station);
    answering.answersPings = true;
    await silent.closed();
    expect(silent.closedWith).toBe(1006);
    expect(silent.all('ping').length).toBeGreaterThan(0);
    await answering.next('ping', 5);
    expect(answering.closedWith).toBeNull();
  });
});

describe('tokens', () => {
  test('a connection ends with its token, unless a new one came in time', async () => {
    await using station = await openTestHub({ heartbeatMs: 400 });
    const expiresAt = Date.now() + 1500;
    station.access.allow('short', { id: 'device:1' }, expiresAt);
    station.access.allow('longer', { id: 'device:1' }, Date.now() + 60_000);
    station.access.allow('foreign', { id: 'device:2' }, Date.now() + 60_000);
    const clients = await Promise.all([1, 2, 3].map(() => LiveClient.greeted(station, { token: 'short' })));
    const [lasting, ending, wrong] = clients;
    if (!lasting || !ending || !wrong) throw new Error('no clients');
    for (const client of clients) client.answersPings = true;
    expect(await ending.next('welcome')).toMatchObject({ tokenExpiresAt: new Date(expiresAt).toISOString() });
    lasting.say({ type: 'token', token: 'longer' });
    wrong.say({ type: 'token', token: 'foreign' });
    expect(await wrong.closed()).toBe(closeCodes['not-signed-in']);
    expect(await ending.closed()).toBe(closeCodes['token-expired']);
    await station.append(page(1));
    await until('the renewed one goes on', () => lasting.seqs.includes(1));
  });
});

test('a port of the window gets the same, as objects', async () => {
  await using station = await openTestHub();
  await station.append(page(1));
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  const end = new Promise<void>((resolve) => port2.once('close', resolve));
  port2.on('message', (message) => heard.push(message));
  const port: LivePort = {
    send: (message) => port1.postMessage(message), onMessage: (listener) => void port1.on('message', listener), onClose: (listener) => void port1.on('close', listener), close: () => port1.close(),
  };
  station.hub.attach(port, localOperator);
  port2.postMessage({ type: 'hello', protocol: 1, connection: 'general', position: 0 });
  await station.append(page(2));
  await until('all of it came', () => heard.length === 3);
  expect(heard).toMatchObject([{ type: 'welcome', principal: { id: 'operator' } }, { type: 'event', event: { seq: 1 } }, { type: 'event', event: { seq: 2 } }]);
  port2.postMessage('nonsense');
  await end;
  expect(heard.at(-1)).toMatchObject({ type: 'bye', code: 'request-invalid' });
  expect(station.hub.statistics().connections).toEqual({});
});

test('when the station closes, everybody is told to come back', async () => {
  const station = await openTestHub();
  using client = await LiveClient.greeted(station);
  using waiting = await LiveClient.open(station);
  await station[Symbol.asyncDispose]();
  for (const each of [client, waiting]) {
    expect(await each.closed()).toBe(closeCodes['station-closed']);
    expect(each.heard.at(-1)).toMatchObject({ type: 'bye', code: 'station-closed', retry: true });
  }
});
