/** The suite over sockets, and what only sockets have: tokens that end, lines that go dead without a word. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseExam } from '../../../src/exam/exam-file.ts';
import { createStationClient } from '../../../src/client/client.ts';
import { connectLocal } from '../../../src/client/connect-local.ts';
import { networkTransport } from '../../../src/client/network/network-transport.ts';
import { createSession } from '../../../src/client/network/session.ts';
import { memoryTexts } from '../../../src/client/storage.ts';
import { until } from '../../support/redis.ts';
import { clientSuite, failure, listen } from './client-suite.ts';
import { type House, openHouse } from './house.ts';
import { type NetworkLine, openNetworkLine, pairingCode } from './network-line.ts';

clientSuite('sockets', openNetworkLine);

describe('a client over sockets only', () => {
  let skewMs = 0;
  let house: House;
  let line: NetworkLine;

  beforeAll(async () => {
    house = await openHouse({ heartbeatMs: 400 }, { now: () => new Date(Date.now() + skewMs) });
    line = await openNetworkLine(house);
  });
  afterAll(async () => {
    await line?.[Symbol.asyncDispose]();
    await house?.[Symbol.asyncDispose]();
  });

  test('notices a line that went dead without a word, and goes on over another', async () => {
    const { feed, events, states } = await listen(await line.client());
    const start = feed.position();
    line.proxy.freeze();
    await house.events(2);
    await until('it notices', () => states.includes('offline'));
    line.mend();
    await until('all is told', () => events.length >= 4);
    expect(events.map(({ seq }) => seq)).toEqual(house.firstAfter(start, events.length));
    feed.close();
  });

  test('gets another token when its own has ended, for requests and for live connections', async () => {
    const client = await line.client();
    const { feed, states } = await listen(client);
    skewMs += 11 * 60_000;
    expect((await client.request('getSession', {})).principal.role).toBe('operator');
    skewMs += 11 * 60_000;
    line.cut();
    await until('the feed knows of the break', () => feed.state().kind !== 'online');
    line.mend();
    await until('the feed is back', () => feed.state().kind === 'online');
    expect(states).not.toContain('refused');
    feed.close();
  });

  test('says up to where it has heard, and a new token before the old one ends', async () => {
    let aheadMs = 0;
    const said: { readonly type: string; readonly position?: number }[] = [];
    const client = createStationClient({
      // To this clock the token has two seconds left.
      now: () => Date.now() + aheadMs,
      transport: networkTransport({
        baseUrl: line.proxy.base, session: await line.session(),
        openSocket: (url) => {
          const socket = new WebSocket(url);
          const send = socket.send.bind(socket);
          return Object.assign(socket, { send: (text: string) => {
            said.push(JSON.parse(text));
            send(text);
          } });
        },
      }),
    });
    const earlier = await listen(client);
    const from = { record: earlier.feed.record() ?? '', position: earlier.feed.position() };
    earlier.feed.close();
    await house.events(52);
    // All at once, with no ping in between, whose answer says the same.
    const { feed, events, states } = await listen(client, { connection: 'general', from });
    await until('it has acknowledged a hundred events', () => said.some(({ type }) => type === 'ack'));
    expect(said.find(({ type }) => type === 'ack')?.position).toBe(events[99]?.seq);
    await until('it has answered a ping', () => said.some(({ type, position }) => type === 'pong' && position === events.at(-1)?.seq));
    aheadMs = 598_000;
    line.cut();
    await until('the feed knows of the break', () => feed.state().kind !== 'online');
    line.mend();
    await until('it has said a new token', () => said.some(({ type }) => type === 'token'));
    await house.events(1);
    await until('it goes on', () => events.length === 106);
    expect(feed.state().kind).toBe('online');
    expect(states).not.toContain('refused');
    client.close();
  });

  test('is refused for good when its device was revoked, and asks no more', async () => {
    const session = await line.session({ role: 'viewer', exams: 'all' });
    const client = createStationClient({ transport: networkTransport({ baseUrl: line.proxy.base, session }) });
    const { feed } = await listen(client);
    const { principal } = await client.request('getSession', {});
    await house.open().inject({ name: 'revokeDevice', params: { deviceId: principal.id.replace('device:', '') } });
    await until('it is refused', () => feed.state().kind === 'refused');
    expect(feed.state()).toMatchObject({ code: 'device-revoked' });
    expect(await failure(client.request('listExams', {}))).toMatchObject({ code: 'device-revoked' });
    await until('the session knows', () => session.state().kind === 'signed-out');
    const before = line.proxy.accepted();
    feed.retry();
    await until('it is refused again', () => feed.state().kind === 'refused');
    expect(await failure(client.request('listExams', {}))).toMatchObject({ code: 'device-revoked' });
    // It knows by now, without asking.
    expect(line.proxy.accepted()).toBe(before);
    client.close();
  });

  test('keeps writes until somebody has signed in', async () => {
    const session = createSession({ baseUrl: line.proxy.base, keep: 'body' });
    const client = createStationClient({ transport: networkTransport({ baseUrl: line.proxy.base, session }) });
    const feed = client.live({ connection: 'general' }, {});
    const sent = client.send('pauseTasks', {});
    await until('the feed is refused', () => feed.state().kind === 'refused');
    expect(feed.state()).toMatchObject({ code: 'not-signed-in' });
    expect(client.pending()).toHaveLength(1);
    await session.pair(await pairingCode(house, { role: 'operator', exams: 'all' }), '张老师');
    await sent;
    await until('the feed is online', () => feed.state().kind === 'online');
    await client.request('resumeTasks', {});
    client.close();
  });

  describe('has a session', () => {
    test('that a reload picks up', async () => {
      const storage = memoryTexts();
      const options = { baseUrl: line.proxy.base, keep: 'body', storage } as const;
      await house.open().station.createOrUpdateExam(parseExam({ id: 'e', title: 'e', questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] }), null);
      expect(await createSession(options).resume()).toBeNull();
      await createSession(options).pair(await pairingCode(house, { role: 'marker', exams: ['e'] }), 'test');
      const again = createSession(options);
      expect(await again.resume()).toMatchObject({ role: 'marker', exams: ['e'], local: false });
      expect(again.state()).toMatchObject({ kind: 'signed-in' });
    });

    test('that a lost answer, or two pages that come at once, do not end', async () => {
      const storage = memoryTexts();
      const options = { baseUrl: line.proxy.base, keep: 'body', storage } as const;
      await createSession(options).pair(await pairingCode(house, { role: 'viewer', exams: 'all' }), 'test');
      line.loseNextAnswer();
      expect(await failure(createSession(options).resume())).toMatchObject({ code: 'offline' });
      line.mend();
      const pages = [1, 2, 3].map(() => createSession(options));
      expect((await Promise.all(pages.map((page) => page.resume()))).map((principal) => principal?.role)).toEqual(['viewer', 'viewer', 'viewer']);
    });

    test('that ends when it signs out', async () => {
      const storage = memoryTexts();
      const options = { baseUrl: line.proxy.base, keep: 'body', storage } as const;
      const session = createSession(options);
      const states: string[] = [];
      session.onState(({ kind }) => states.push(kind));
      await session.pair(await pairingCode(house, { role: 'viewer', exams: 'all' }), 'test');
      await session.signOut();
      expect(states).toEqual(['signed-in', 'signed-out']);
      expect(await createSession(options).resume()).toBeNull();
      await expect(session.current()).rejects.toMatchObject({ code: 'not-signed-in' });
    });

    test('in a cookie, as browsers keep it', async () => {
      let cookie = '';
      const options = {
        baseUrl: line.proxy.base, keep: 'cookie', storage: memoryTexts(),
        fetch: async (url: string, init: RequestInit & { readonly headers: Record<string, string> }) => {
          const answer = await fetch(url, { ...init, headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } });
          cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
          return answer;
        },
      } as const;
      await createSession(options).pair(await pairingCode(house, { role: 'viewer', exams: 'all' }), 'test');
      expect(await createSession(options).resume()).toMatchObject({ role: 'viewer' });
      expect(await createSession(options).resume()).toMatchObject({ role: 'viewer' });
    });

    test('that a wrong code does not give', async () => {
      const session = createSession({ baseUrl: line.proxy.base, keep: 'body' });
      expect(await failure(session.pair('WRONG-CODE', 'test'))).toMatchObject({ code: 'pairing-refused' });
      expect(session.state()).toEqual({ kind: 'unknown' });
    });
  });

  test('serves scripts on the station\'s machine', async () => {
    const { base, token } = house.open();
    const client = connectLocal({ address: base, token });
    expect((await client.request('getSession', {})).principal).toMatchObject({ id: 'operator', local: true });
    const wrong = connectLocal({ address: base, token: 'wrong' });
    expect(await failure(wrong.request('getSession', {}))).toMatchObject({ code: 'not-signed-in' });
    client.close();
    wrong.close();
  });
});
