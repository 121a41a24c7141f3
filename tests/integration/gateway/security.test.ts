/** Who wants in and shall not: over real sockets, against a real station. What is protected against whom: docs/security.md. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Principal, rolePermissions } from '../../../src/contract/access.ts';
import { closeCodes } from '../../../src/contract/live.ts';
import { problemSchema } from '../../../src/contract/problem.ts';
import type { RouteSpec } from '../../../src/contract/route.ts';
import { parseExam } from '../../../src/exam/exam-file.ts';
import { routes } from '../../../src/contract/routes.ts';
import { lanAddresses } from '../../../src/station/gateway/access/own-addresses.ts';
import { tokenKey } from '../../../src/station/gateway/access/keys.ts';
import { openLog } from '../../../src/station/log/log.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { type RawAnswer, type RawOptions, rawRequest } from '../../support/raw-request.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam } from '../../support/station.ts';

const exam = exampleExam();
const specs: readonly (readonly [string, RouteSpec])[] = Object.entries(routes);
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let opened: GatewayStation;
/** Every secret that a test has seen: at the end none of them may stand anywhere. */
const secrets = new Set<string>();
/** Everything the station said to somebody who was refused. */
const refusals: string[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  opened = await openGatewayStation(folder.path, { lanHost: '127.0.0.1' }, { onTrouble: openLog(folder.path).trouble });
  secrets.add(opened.token);
  await opened.station.createOrUpdateExam(exam, [{ candidateNo: '20260001', name: '王小明', class: '1', extra: {} }]);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function ask(path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const answer = await rawRequest(opened.base, path, options);
  if (answer.status >= 400) refusals.push(`${answer.text} ${JSON.stringify(answer.headers)}`);
  return answer;
}
/** Status and code of a refusal; the answer must be a problem document. */
async function refusal(path: string, options: RawOptions = {}): Promise<string> {
  const { status, text, headers } = await ask(path, options);
  if (status < 400) return `not refused: ${status}`;
  expect(headers['content-type']).toContain('application/problem+json');
  return `${status} ${problemSchema.parse(JSON.parse(text)).code}`;
}
const json = (body: unknown, options: RawOptions = {}): RawOptions => ({ method: 'POST', body: JSON.stringify(body), ...options });

async function codeFor(role: Principal['role'], exams: Principal['exams'] = 'all'): Promise<string> {
  const { code } = routes.createPairing.answer.parse(JSON.parse((await ask('/api/pairings', json({ role, exams }, { token: opened.token }))).text));
  secrets.add(code).add(code.replace('-', ''));
  return code;
}
async function paired(role: Principal['role'], exams: Principal['exams'] = 'all') {
  const answer = await ask('/api/session/pair', json({ code: await codeFor(role, exams), name: `the ${role}`, keep: 'body' }));
  const session = routes.pair.answer.parse(JSON.parse(answer.text));
  const refreshToken = session.refreshToken ?? '';
  secrets.add(session.accessToken).add(refreshToken);
  return { accessToken: session.accessToken, refreshToken, deviceId: session.principal.id.slice('device:'.length) };
}
const refresh = (refreshToken: string, nonce: string): RawOptions => json({ refreshToken, nonce });
const filled = (path: string, value = 'x'): string => path.replaceAll(/:\w+/g, encodeURIComponent(value));
const needsToken = specs.filter(([, { needs }]) => needs !== 'anyone');

describe('without a token that holds', () => {
  test('no route answers but those for anyone', async () => {
    for (const [name, { method, path }] of needsToken) expect([name, await refusal(filled(path), { method, from: '127.0.0.20' })]).toEqual([name, '401 not-signed-in']);
    expect(needsToken.length).toBeGreaterThan(40);
  });

  test('an expired, tampered, unsigned, foreign or invented one is refused by name', async () => {
    const { accessToken, deviceId } = await paired('leader');
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const key = tokenKey(await readFile(join(folder.path, 'access.key')));
    const { iss } = z.object({ iss: z.string() }).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const made = (claims: { readonly iss?: string; readonly sub?: string; readonly ends?: number }, by: Uint8Array = key) =>
      new SignJWT().setProtectedHeader({ alg: 'HS256' }).setIssuer(claims.iss ?? iss).setSubject(claims.sub ?? `device:${deviceId}`).setExpirationTime(Math.floor(Date.now() / 1000) + (claims.ends ?? 600)).sign(by);
    const asOperator = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'operator', role: 'operator' })).toString('base64url');
    const all: Readonly<Record<string, readonly [string, string]>> = {
      expired: [await made({ ends: -1 }), '401 token-expired'],
      tampered: [`${header}.${asOperator}.${signature}`, '401 not-signed-in'],
      'without its signature': [`${header}.${payload}.`, '401 not-signed-in'],
      'alg none': [new UnsecuredJWT().setIssuer(iss).setSubject(`device:${deviceId}`).setExpirationTime('1h').encode(), '401 not-signed-in'],
      'of another station': [await made({ iss: 'another' }), '401 not-signed-in'],
      'of another key': [await made({}, randomBytes(32)), '401 not-signed-in'],
      'of nobody': [await made({ sub: 'device:nobody' }), '401 not-signed-in'],
      'of the local operator': [await made({ sub: 'operator' }), '401 not-signed-in'],
      invented: ['letmein', '401 not-signed-in'],
      'a refresh token': [(await paired('leader')).refreshToken, '401 not-signed-in'],
    };
    for (const [what, [token, expected]] of Object.entries(all)) expect([what, await refusal('/api/session', { token })]).toEqual([what, expected]);
    expect((await ask('/api/session', { token: accessToken })).status).toBe(200);
  });

  test('a token in the address is none', async () => {
    const { accessToken } = await paired('leader');
    for (const name of ['token', 'access_token', 'accessToken', 'authorization']) expect(await refusal(`/api/exams?${name}=${accessToken}`)).toBe('401 not-signed-in');
  });
});

describe('with a token for something else', () => {
  test.each(['leader', 'marker', 'viewer'] as const)('a %s is refused wherever the role does not reach', async (role) => {
    const { accessToken } = await paired(role);
    const foreign = needsToken.filter(([, { needs }]) => needs !== 'signed-in' && !rolePermissions[role].some((permission) => permission === needs));
    for (const [name, { method, path }] of foreign) expect([name, await refusal(filled(path), { method, token: accessToken })]).toEqual([name, '403 forbidden']);
    expect(foreign.length).toBeGreaterThan(15);
  });

  test('what only the station\'s own machine may do is refused to an operator over the network', async () => {
    const { accessToken } = await paired('operator');
    const local = specs.filter(([, { localOnly }]) => localOnly === true);
    expect(local.map(([name]) => name)).toContain('openLan');
    for (const [name, { method, path }] of local) expect([name, await refusal(filled(path), { method, token: accessToken })]).toEqual([name, '403 forbidden']);
    expect(await refusal('/api/pairings', json({ role: 'operator' }, { token: accessToken }))).toBe('403 forbidden');
    expect(await refusal(`/api/devices/${(await paired('marker')).deviceId}`, json({ role: 'operator' }, { method: 'PATCH', token: accessToken }))).toBe('403 forbidden');
  });

  test('another exam is as closed as one that does not exist', async () => {
    await opened.station.createOrUpdateExam(parseExam({ id: 'another-exam', title: 'Another', questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] }), null);
    const { accessToken } = await paired('leader', ['another-exam']);
    const about = specs.filter(([, { scope, method, body, needs }]) => scope === 'examId' && method === 'GET' && body === undefined && rolePermissions.leader.some((permission) => permission === needs));
    expect(about.length).toBeGreaterThan(4);
    for (const [name, { path }] of about) {
      const there = await refusal(filled(path.replace(':examId', exam.id)), { token: accessToken });
      const nowhere = await refusal(filled(path.replace(':examId', 'nowhere')), { token: accessToken });
      expect([name, there, nowhere]).toEqual([name, '403 forbidden', '403 forbidden']);
    }
    expect(routes.listExams.answer.parse(JSON.parse((await ask('/api/exams', { token: accessToken })).text)).exams.map(({ id }) => id)).toEqual(['another-exam']);
    // Nor is anything about the station as a whole.
    const operator = await paired('operator', [exam.id]);
    expect(await refusal('/api/devices', { token: operator.accessToken })).toBe('403 forbidden');
  });
});

describe('refresh tokens', () => {
  test('a replayed one ends the device: neither side of the theft has anything left', async () => {
    const { refreshToken, accessToken } = await paired('marker');
    const renewed = routes.refreshSession.answer.parse(JSON.parse((await ask('/api/session/refresh', refresh(refreshToken, 'the owner'))).text));
    secrets.add(renewed.accessToken).add(renewed.refreshToken ?? '?');
    expect(await refusal('/api/session/refresh', refresh(refreshToken, 'the thief'))).toBe('401 device-revoked');
    expect(await refusal('/api/session/refresh', refresh(renewed.refreshToken ?? '', 'the owner again'))).toBe('401 device-revoked');
    for (const token of [accessToken, renewed.accessToken]) expect(await refusal('/api/session', { token })).toBe('401 device-revoked');
  });

  test('the same request again, its answer lost, is answered alike', async () => {
    const { refreshToken } = await paired('marker');
    const answers = [await ask('/api/session/refresh', refresh(refreshToken, 'the same nonce')), await ask('/api/session/refresh', refresh(refreshToken, 'the same nonce'))];
    const tokens = answers.map(({ text }) => routes.refreshSession.answer.parse(JSON.parse(text)).refreshToken ?? '?');
    for (const token of tokens) secrets.add(token);
    expect(new Set(tokens).size).toBe(1);
  });

  test('the cookie is out of reach of scripts, other sites and other paths', async () => {
    const answer = await ask('/api/session/pair', json({ code: await codeFor('marker'), name: 'browser' }));
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/^zhiyue_refresh_[0-9a-f]{8}=[\w-]{43}; Max-Age=2592000; Path=\/api\/session; HttpOnly; SameSite=Strict$/);
    secrets.add(/=([\w-]{43});/.exec(cookie)?.[1] ?? '?');
    expect(routes.pair.answer.parse(JSON.parse(answer.text)).refreshToken).toBeNull();
    // Another site that makes the browser send it anyway gets nothing for it.
    expect(await refusal('/api/session/refresh', json({ nonce: 'long enough' }, { headers: { cookie: cookie.split(';')[0] ?? '', origin: 'http://evil.example' } }))).toBe('403 origin-refused');
  });
});

describe('too much', () => {
  test('a body, a header or an address that is too large', async () => {
    // A stranger may send a few bytes only: what they cost to understand would be the station's.
    for (const path of ['/api/session/pair', '/api/session/refresh']) expect(await refusal(path, json({ code: 'x'.repeat(5000), name: 'x' }))).toBe('413 request-too-large');
    expect(await refusal('/api/exams', json({ exam: 'x'.repeat(12_000_000) }, { token: opened.token }))).toBe('413 request-too-large');
    expect((await ask('/api/session', { headers: { 'x-much': 'x'.repeat(20_000) } })).status).toBe(431);
    expect((await ask(`/api/session?${'x'.repeat(20_000)}`)).status).toBe(414);
    expect(await refusal('/api/session/pair', json({ code: 'x'.repeat(41), name: 'x' }))).toBe('400 request-invalid');
    expect(await refusal('/api/session/refresh', refresh('x'.repeat(201), 'long enough'))).toBe('400 request-invalid');
  });

  test('a body that announces more than it may is refused before it is sent', async () => {
    const asked = httpRequest({ host: '127.0.0.1', port: new URL(opened.base).port, path: '/api/session/pair', method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '100000000' } });
    const answered = once(asked, 'response');
    asked.on('error', () => undefined);
    asked.write('{');
    const [response] = await answered;
    expect(response).toHaveProperty('statusCode', 413);
    asked.destroy();
  });

  test('a flood from one address is told to wait, and the window and other addresses go on', async () => {
    const from = '127.0.0.30';
    let last: RawAnswer | null = null;
    for (let round = 0; round < 40 && last?.status !== 429; round++) last = (await Promise.all(Array.from({ length: 20 }, () => rawRequest(opened.base, '/api/session', { from, token: 'guessed' })))).find(({ status }) => status === 429) ?? last;
    expect(last?.status).toBe(429);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('/api/session', { from, token: opened.token })).status).toBe(200);
    expect(await refusal('/api/session', { from: '127.0.0.31' })).toBe('401 not-signed-in');
  });
});

describe('paths that lead out', () => {
  const outwards = ['../../../../etc/passwd', '..\\..\\operator.json', '/etc/passwd', '....//....//operator.json', 'operator.json\u0000.jpg', '%2e%2e%2foperator.json', '..', '.', '~/.ssh', 'file:///etc/passwd', '\u202e', 'con'];

  test('lead nowhere in a parameter', async () => {
    for (const [name, { method, path }] of specs.filter(([, { params, method: verb }]) => params && verb === 'GET')) {
      for (const value of outwards) {
        const { status, text } = await ask(filled(path, value), { method, token: opened.token });
        expect([name, value, status >= 400 && status < 500, /root:|"token"/.test(text)]).toEqual([name, value, true, false]);
      }
    }
  });

  test('lead nowhere as the address itself', async () => {
    for (const path of ['/../operator.json', '/..%2foperator.json', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../../../package.json', '/assets/..%5c..%5cpackage.json', '//etc/passwd', '/assets/%00', '/.env', '/.git/config', '/operator.json', '/access.key', '/api/../operator.json']) {
      const { text } = await ask(path, { token: opened.token });
      expect([path, /root:|"token"|zhiyue-station"|\[core\]/.test(text)]).toEqual([path, false]);
    }
  });

  test('lead nowhere as the name of a file put in', async () => {
    const before = await readdir(join(folder.path, '..'));
    const boundary = 'zhiyue-test';
    const parts = ['../../escaped.jpg', '/tmp/escaped.jpg', '..\\escaped.jpg', '<script>alert(1)</script>.jpg'].map((name) => `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\nnot an image\r\n`);
    const answer = await ask(`/api/upload?exam=${exam.id}&batch=${encodeURIComponent('../../batch')}`, { method: 'POST', token: opened.token, body: `${parts.join('')}--${boundary}--\r\n`, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([202, expect.anything()]);
    expect((await readdir(join(folder.path, '..'))).filter((name) => !before.includes(name) && name.includes('escaped'))).toEqual([]);
    const files = await readdir(folder.path, { recursive: true });
    expect(files.filter((name) => name.includes('escaped') || name.includes('script'))).toEqual([]);
  });
});

describe('pages of others', () => {
  const foreign = ['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://evil.example:7411', 'file://'];

  test('are refused, for every kind of request, and get no permission to read an answer', async () => {
    for (const origin of foreign) {
      for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
        const answer = await ask('/api/exams', { method, token: opened.token, headers: { origin, 'access-control-request-method': 'POST' } });
        expect([origin, method, answer.status, Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))]).toEqual([origin, method, 403, []]);
      }
    }
    expect((await ask('/api/exams', { token: opened.token, headers: { origin: opened.base } })).status).toBe(200);
  });

  test('that point a name of theirs at the station (DNS rebinding) are refused, screens included', async () => {
    const { port } = new URL(opened.base);
    for (const path of ['/', '/api/exams', '/health', '/api/session/pair', '/metrics', '/api/openapi.json']) {
      for (const host of [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, '127.0.0.1', `localhost.:${port}`, `0.0.0.0:${port}`, `user@127.0.0.1:${port}`]) {
        expect([path, host, await refusal(path, { token: opened.token, headers: { host } })]).toEqual([path, host, '403 host-refused']);
      }
    }
    expect((await ask('/api/exams', { token: opened.token, headers: { host: `LOCALHOST:${port}` } })).status).toBe(200);
  });

  test.each([
    ['a page of theirs', { origin: 'http://evil.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a name of theirs', { headers: { host: 'evil.example' } }],
  ])('open no live connection from %s', async (_what, options) => {
    const socket = new WebSocket(`${opened.base.replace('http', 'ws')}/live`, options);
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response).toHaveProperty('statusCode', 403);
    socket.terminate();
  });
});

describe('a revoked device', () => {
  test('is out at once: its requests, its live connection, what it was just sending', async () => {
    const { accessToken, deviceId } = await paired('operator');
    const socket = new WebSocket(`${opened.base.replace('http', 'ws')}/live`);
    const heard: string[] = [];
    const closed = once(socket, 'close');
    socket.on('message', (message) => { heard.push(Buffer.isBuffer(message) ? message.toString() : ''); });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', protocol: 1, connection: 'general', token: accessToken }));
    await until('it is welcome', () => heard.some((text) => text.includes('"welcome"')));
    const slow = httpRequest({
      host: '127.0.0.1', port: new URL(opened.base).port, path: `/api/upload?exam=${exam.id}&batch=slow`, method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'multipart/form-data; boundary=zhiyue-test', 'content-length': '100000' },
    });
    const brokenOff = new Promise<boolean>((resolve) => { slow.on('error', () => resolve(true)).on('response', () => resolve(false)); });
    slow.write('--zhiyue-test\r\nContent-Disposition: form-data; name="files"; filename="slow.jpg"\r\nContent-Type: image/jpeg\r\n\r\nnot yet whole');
    await until('the batch has begun', () => opened.station.events({ type: 'batch.started' }).some(({ payload }) => payload['batch_key'] === 'slow'));
    expect((await ask(`/api/devices/${deviceId}`, { method: 'DELETE', token: opened.token })).status).toBe(204);
    const [code] = await closed;
    expect(code).toBe(closeCodes['device-revoked']);
    expect(await brokenOff).toBe(true);
    expect(await refusal('/api/session', { token: accessToken })).toBe('401 device-revoked');
  });
});

test('a device that gets another role cannot finish what it began as an operator', async () => {
  const { accessToken, deviceId } = await paired('operator');
  const asked = httpRequest({
    host: '127.0.0.1', port: new URL(opened.base).port, path: '/api/pairings', method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', 'content-length': '40', expect: '100-continue' },
  });
  const brokenOff = new Promise<boolean>((resolve) => { asked.on('error', () => resolve(true)).on('response', () => resolve(false)); });
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.write('{"role":"leader",');
  // Another name changes nothing; what it may still do goes on.
  expect((await ask(`/api/devices/${deviceId}`, json({ name: 'still an operator' }, { method: 'PATCH', token: opened.token }))).status).toBe(200);
  expect((await ask(`/api/devices/${deviceId}`, json({ role: 'viewer' }, { method: 'PATCH', token: opened.token }))).status).toBe(200);
  expect(await brokenOff).toBe(true);
  expect(routes.listPairings.answer.parse(JSON.parse((await ask('/api/pairings', { token: opened.token })).text)).pairings.filter(({ madeBy }) => madeBy === `device:${deviceId}`)).toEqual([]);
});

describe('the LAN', () => {
  const open = async (body: unknown = {}) => {
    const answer = await ask('/api/lan/open', json(body, { token: opened.token }));
    expect(answer.text).toContain('addresses');
    return routes.openLan.answer.parse(JSON.parse(answer.text));
  };
  const close = async () => routes.closeLan.answer.parse(JSON.parse((await ask('/api/lan/close', { method: 'POST', token: opened.token })).text));
  const refusedAt = (port: number): Promise<boolean> => new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => { socket.destroy(); resolve(false); }).once('error', () => resolve(true));
  });

  test('is closed until it is opened; open, it speaks TLS under the certificate that is shown; closed, every connection is gone and nothing listens', async () => {
    expect(routes.getLan.answer.parse(JSON.parse((await ask('/api/lan', { token: opened.token })).text))).toMatchObject({ open: false, addresses: [], port: null });
    const lan = await open();
    const { port } = lan;
    const [address = ''] = lan.addresses;
    expect(lan).toMatchObject({ open: true, tls: true, addresses: [`https://127.0.0.1:${port}`] });
    const ca = await readFile(join(folder.path, 'tls', 'certificate.pem'), 'utf8');

    // The certificate holds for the address, and its fingerprint is the one shown.
    const handshake = tlsConnect({ host: '127.0.0.1', port: port ?? 0, ca });
    await once(handshake, 'secureConnect');
    expect(handshake.getPeerX509Certificate()?.fingerprint256).toBe(lan.fingerprint);
    expect(['TLSv1.2', 'TLSv1.3']).toContain(handshake.getProtocol());
    const dropped = once(handshake, 'close');
    handshake.on('error', () => undefined);

    const { accessToken } = await paired('leader', [exam.id]);
    const overLan = await rawRequest(address, '/api/session', { token: accessToken, ca });
    expect([overLan.status, overLan.headers['content-security-policy']]).toEqual([200, expect.stringContaining("default-src 'none'")]);
    const cookie = await rawRequest(address, '/api/session/pair', json({ code: await codeFor('marker'), name: 'tablet' }, { ca }));
    expect(cookie.headers['set-cookie']?.[0]).toMatch(/; Secure(;|$)/);

    // Its doors are as narrow as those of the loopback address.
    const refusedOver = async (headers: Readonly<Record<string, string>>) => (await rawRequest(address, '/api/session', { token: accessToken, ca, headers })).status;
    expect([await refusedOver({ host: 'evil.example' }), await refusedOver({ origin: 'https://evil.example' }), await refusedOver({ origin: 'null' }), await refusedOver({ origin: address })]).toEqual([403, 403, 403, 200]);
    const socket = new WebSocket(`${address.replace('http', 'ws')}/live`, { ca, origin: 'https://evil.example' });
    socket.on('error', () => undefined);
    expect((await once(socket, 'unexpected-response'))[1]).toHaveProperty('statusCode', 403);
    socket.terminate();
    const live = new WebSocket(`${address.replace('http', 'ws')}/live`, { ca, origin: address });
    await once(live, 'open');
    const liveClosed = once(live, 'close');
    live.on('error', () => undefined);

    // Neither an old protocol nor none.
    const old = tlsConnect({ host: '127.0.0.1', port: port ?? 0, ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' });
    const oldFailure: unknown = await new Promise((resolve) => { old.once('error', resolve).once('secureConnect', () => resolve(null)); });
    expect(oldFailure).toBeInstanceOf(Error);
    await expect(rawRequest(`http://127.0.0.1:${port}`, '/api/session')).rejects.toThrow();

    const pairing = routes.createPairing.answer.parse(JSON.parse((await ask('/api/pairings', json({ role: 'marker' }, { token: opened.token }))).text));
    secrets.add(pairing.code);
    expect(pairing.links).toEqual([`${address}/#pair=${pairing.code}`, `${opened.base}/#pair=${pairing.code}`]);
    expect(pairing.qr).toMatch(/^<svg /);

    expect(await close()).toMatchObject({ open: false, addresses: [] });
    await Promise.all([dropped, liveClosed]);
    expect(await refusedAt(port ?? 0)).toBe(true);
    expect(opened.station.events({}).filter(({ type }) => type.startsWith('lan.')).map(({ type, actor }) => [type, actor])).toEqual([['lan.opened', 'operator'], ['lan.closed', 'operator']]);
  });

  const [ownAddress] = lanAddresses(null).filter((address) => !address.includes(':'));
  test.skipIf(ownAddress === undefined)('the window\'s secret is of no use over it, nor is its address but for those that the station shows', async () => {
    await using other = await temporaryFolder();
    await using station = await openGatewayStation(other.path, { lanHost: ownAddress ?? null });
    const lan = routes.openLan.answer.parse((await station.request('/api/lan/open', { body: {} })).json);
    const ca = await readFile(join(other.path, 'tls', 'certificate.pem'), 'utf8');
    const over = async (options: RawOptions) => rawRequest(lan.addresses[0] ?? '', '/api/session', { ca, ...options });
    expect((await over({ token: station.token })).status).toBe(401);
    const live = new WebSocket(`${(lan.addresses[0] ?? '').replace('http', 'ws')}/live`, { ca });
    const liveClosed = once(live, 'close');
    await once(live, 'open');
    live.send(JSON.stringify({ type: 'hello', protocol: 1, connection: 'general', token: station.token }));
    expect((await liveClosed)[0]).toBe(closeCodes['not-signed-in']);
    const { code } = routes.createPairing.answer.parse((await station.request('/api/pairings', { body: { role: 'viewer' } })).json);
    const { accessToken } = routes.pair.answer.parse(JSON.parse((await rawRequest(lan.addresses[0] ?? '', '/api/session/pair', json({ code, name: 'x', keep: 'body' }, { ca }))).text));
    expect((await over({ token: accessToken })).status).toBe(200);
    expect((await over({ token: accessToken, headers: { host: `127.0.0.1:${lan.port}` } })).status).toBe(403);
  });

  test('closed by somebody who came over it: that is answered, then every connection is gone', async () => {
    const lan = await open();
    const [address = ''] = lan.addresses;
    const ca = await readFile(join(folder.path, 'tls', 'certificate.pem'), 'utf8');
    const { accessToken } = await paired('operator');
    const live = new WebSocket(`${address.replace('http', 'ws')}/live`, { ca, origin: address });
    live.on('error', () => undefined);
    await once(live, 'open');
    const liveClosed = once(live, 'close');
    const answer = await rawRequest(address, '/api/lan/close', { method: 'POST', token: accessToken, ca });
    expect([answer.status, routes.closeLan.answer.parse(JSON.parse(answer.text)).open]).toEqual([200, false]);
    await liveClosed;
    expect(await refusedAt(lan.port ?? 0)).toBe(true);
  });

  test('without TLS only when that is asked for', async () => {
    const lan = await open({ tls: false });
    const [address = ''] = lan.addresses;
    expect(lan).toMatchObject({ tls: false, fingerprint: null, certificateUntil: null });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await rawRequest(address, '/health')).status).not.toBe(403);
    await close();
  });
});

describe('guessing a pairing code', () => {
  const guess = (code: string, from: string) => refusal('/api/session/pair', json({ code, name: 'guesser' }, { from }));

  test('gets five tries a minute from one address; twenty altogether void every code', async () => {
    const code = await codeFor('leader');
    for (let n = 0; n < 5; n++) expect(await guess(`AAAA-AAA${n + 2}`, '127.0.0.40')).toBe('403 pairing-refused');
    expect(await guess(code, '127.0.0.40')).toBe('429 rate-limited');
    for (let n = 0; n < 15; n++) expect(await guess(`BBBB-BBB${n % 5 + 2}`, `127.0.0.${41 + Math.floor(n / 5)}`)).toBe('403 pairing-refused');
    expect(await guess(code, '127.0.0.50')).toBe('429 rate-limited');
    await until('it stands in the log', () => opened.station.events({ type: 'pairing.locked' }).length === 1);
    expect(await refusal('/api/pairings', json({ role: 'marker' }, { token: opened.token }))).toBe('429 rate-limited');
  });
});

test('at the end no secret stands in the record, a log, an event or an answer to somebody refused', async () => {
  const events = JSON.stringify(opened.station.events({ limit: 10_000 }));
  expect(events).toContain('device.paired');
  const kept = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !['operator.json', 'access.key'].includes(entry.name));
  const texts = new Map([['events', events], ['refusals', refusals.join('\n')]]);
  for (const entry of kept) texts.set(join(entry.parentPath, entry.name), await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => ''));
  expect(secrets.size).toBeGreaterThan(20);
  for (const [where, text] of texts) for (const secret of secrets) expect([where, text.includes(secret)]).toEqual([where, false]);
  expect([...texts.keys()].some((where) => where.endsWith('record.sqlite'))).toBe(true);
});
