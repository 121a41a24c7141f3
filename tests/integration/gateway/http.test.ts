import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { localOperator, type Principal } from '../../../src/contract/access.ts';
import { problemMediaType, problemSchema } from '../../../src/contract/problem.ts';
import { requestsPerMinute } from '../../../src/station/gateway/http/limits.ts';
import { ask, type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let open: GatewayStation;

beforeAll(async () => {
  folder = await temporaryFolder();
  open = await openGatewayStation(folder.path, {}, { screens: join(folder.path, 'not-built') });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const pairing = { role: 'viewer', exams: 'all' };
const viewer: Principal = { id: 'device:v', name: 'v', role: 'viewer', exams: ['e-1'], local: false };

/** Pairs a device over HTTP, as a script does. */
async function pairedDevice(role: string, exams: unknown = 'all'): Promise<string> {
  const { code } = z.object({ code: z.string() }).parse((await open.request('/api/pairings', { body: { role, exams } })).json);
  return z.object({ accessToken: z.string() }).parse((await ask(open.base, '/api/session/pair', { body: { code, name: `a ${role}`, keep: 'body' } })).json).accessToken;
}

/** What somebody writes to the port, and what comes back until the end. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(open.base).port), '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
  return answer;
}

test('what does not fit its schema is refused with every place that does not', async () => {
  const { status, headers, problem } = await open.request('/api/pairings', { body: { role: 'boss', exams: [1], more: true } });
  expect(status).toBe(400);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(problem).toMatchObject({ code: 'request-invalid', type: 'urn:zhiyue:error:request-invalid', status: 400, retry: false });
  expect(problem.faults?.map((fault) => fault.path)).toEqual(expect.arrayContaining(['body.role', 'body']));
  const query = await open.request('/api/events?limit=many');
  expect(query.problem.faults).toEqual([expect.objectContaining({ path: 'query.limit' })]);
  const params = await open.request(`/api/exams/${'x'.repeat(41)}/batches`);
  expect(params.problem.faults).toEqual([expect.objectContaining({ path: 'params.examId' })]);
});

test.each([
  ['an unknown route', '/api/nothing', {}, 404, 'not-found'],
  ['an unknown method', '/api/session', { method: 'PATCH', body: {} }, 405, 'request-invalid'],
  ['a preflight from another page', '/api/exams', { method: 'OPTIONS' }, 405, 'request-invalid'],
  ['a query field that there is not', '/api/exams?archvied=true', {}, 400, 'request-invalid'],
  ['a query field where none is asked for', '/api/session?all=1', {}, 400, 'request-invalid'],
  ['a misspelt preview', '/api/exams/e-1/roster?previw=true', { method: 'PUT', body: new Uint8Array([1]) }, 400, 'request-invalid'],
  ['a list where one value is asked for', '/api/events?limit[]=1', {}, 400, 'request-invalid'],
  ['one value said twice', '/api/events?limit=1&limit=2', {}, 400, 'request-invalid'],
  ['JSON in another charset', '/api/pairings', { body: '{}', headers: { 'content-type': 'application/json; charset=gbk' } }, 400, 'request-invalid'],
  ['malformed JSON', '/api/pairings', { body: '{"role":', headers: { 'content-type': 'application/json' } }, 400, 'request-invalid'],
  ['a body that changes prototypes', '/api/pairings', { body: '{"__proto__":{"role":"viewer"}}', headers: { 'content-type': 'application/json' } }, 400, 'request-invalid'],
  ['no body where one is needed', '/api/pairings', { method: 'POST' }, 400, 'request-invalid'],
  ['text instead of JSON', '/api/pairings', { body: 'role=viewer', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'request-invalid'],
  ['too much JSON', '/api/pairings', { body: { role: 'x'.repeat(1024 * 1024) } }, 413, 'request-too-large'],
  ['JSON where a form is needed', '/api/upload?exam=e-1&batch=b', { body: {} }, 415, 'request-invalid'],
  ['a malformed address', '/api/exams/%zz/batches', {}, 400, 'request-invalid'],
  ['no token', '/api/session', { token: null }, 401, 'not-signed-in'],
  ['a wrong token', '/api/session', { token: 'a.b.c' }, 401, 'not-signed-in'],
  ['a page that is not there', '/api/pages/nope', {}, 404, 'not-found'],
  ['a batch that is not there', '/api/batches/nope', {}, 404, 'not-found'],
  ['an address of somebody else', '/api/session', { headers: { origin: 'http://evil.example' } }, 403, 'origin-refused'],
])('%s is refused in our own words', async (_what, path, options, status, code) => {
  const answer = await open.request(path, options);
  expect([answer.status, answer.problem.status, answer.problem.code]).toEqual([status, status, code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.text).not.toMatch(/node_modules|\.ts:|at \w+ \(/);
  expect(answer.text).not.toContain(folder.path);
  if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test('an address with another method says which ones it takes', async () => {
  const { status, headers, problem } = await open.request('/api/session', { method: 'PATCH', body: {} });
  expect([status, problem.title, headers.get('allow')]).toEqual([405, 'Method Not Allowed', 'DELETE, GET, HEAD']);
});

test('a body that is no UTF-8 is refused as that, and not taken with other letters', async () => {
  const bytes = Buffer.concat([Buffer.from('{"id":"gbk","title":"'), Buffer.from([0xca, 0xfd, 0xd1, 0xa7]), Buffer.from('","questions":[]}')]);
  const { status, problem } = await open.request('/api/exams', { body: new Uint8Array(bytes), headers: { 'content-type': 'application/json' } });
  expect([status, problem.faults]).toEqual([400, [{ path: 'body', message: 'is not UTF-8' }]]);
  expect((await open.request('/api/exams/check', { body: '{}', headers: { 'content-type': 'application/json; charset="UTF-8"' } })).status).toBe(200);
});

test.each(['title', 'subject'])('an exam whose %s has control characters is refused', async (field) => {
  const { json } = await open.request('/api/exams/check', { body: { id: 'nul', title: 'x', questions: [{ no: '1', type: 'open', points: 5, height: 20 }], [field]: 'a\u0000b' } });
  expect(json).toMatchObject({ ok: false, faults: [{ path: field, message: 'must have no control characters' }] });
});

test('JSON that is nested without end is refused before anything walks over it', async () => {
  const questions = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  for (const path of ['/api/exams', '/api/exams/check', '/api/sheets/preview']) {
    const { status, problem } = await open.request(path, { body: `{"id":"deep","title":"x","questions":${questions}}`, headers: { 'content-type': 'application/json', 'idempotency-key': 'nested-without-end' } });
    expect([path, status, problem.code, problem.about]).toEqual([path, 400, 'request-invalid', 'body']);
  }
});

test('a part of an upload that is no file, or has no name, is refused by its name', async () => {
  await open.request('/api/exams', { body: { id: 'parts-1', title: 'x', questions: [{ no: '1', type: 'open', points: 5, height: 20 }] } });
  const send = (disposition: string) => open.request('/api/upload?exam=parts-1&batch=b', {
    headers: { 'content-type': 'multipart/form-data; boundary=XbX' }, body: new TextEncoder().encode(`--XbX\r\nContent-Disposition: form-data; ${disposition}\r\n\r\ncontent\r\n--XbX--\r\n`),
  });
  const nameless = await send('name="scan"\r\nContent-Type: image/jpeg');
  expect([nameless.status, nameless.problem.code, nameless.problem.about]).toEqual([400, 'request-invalid', 'scan']);
  for (const type of ['image/jpeg', 'application/octet-stream']) {
    const file = await send(`name="scan"; filename=""\r\nContent-Type: ${type}`);
    expect([file.status, file.problem.code, file.problem.about]).toEqual([400, 'request-invalid', 'scan']);
    const none = await send(`name="scan"\r\nContent-Type: ${type}`);
    expect([none.status, none.problem.code, none.problem.about]).toEqual([400, 'request-invalid', 'scan']);
  }
  const field = await send('name="remark"');
  expect([field.status, field.problem.about]).toEqual([400, 'remark']);
  expect(open.troubles.join('\n')).not.toContain('TypeError');
});

test('a page or exception that there is not cannot be gone on after', async () => {
  await open.request('/api/exams', { body: { id: 'after-1', title: 'x', questions: [{ no: '1', type: 'open', points: 5, height: 20 }] } });
  for (const list of ['pages', 'exceptions', 'scores']) {
    const { status, problem } = await open.request(`/api/exams/after-1/${list}?after=garbage`);
    expect([list, status, problem.code, problem.about]).toEqual([list, 400, 'request-invalid', 'after']);
  }
});

test('a Host that is not the station\'s is refused, whatever is asked for', async () => {
  for (const path of ['/health', '/api/session', '/']) {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer ${open.token}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 403/);
    expect(answer).toContain('host-refused');
  }
  const bearer = `Authorization: Bearer ${open.token}\r\nConnection: close\r\n`;
  const own = `Host: ${new URL(open.base).host}\r\n`;
  // Two names, none, and one in the first line, which counts more than the header.
  for (const asked of [`GET /api/session HTTP/1.1\r\n${own}Host: evil.example\r\n`, 'GET /api/session HTTP/1.1\r\n', `GET http://evil.example/api/session HTTP/1.1\r\n${own}`, `GET http://evil.example@${new URL(open.base).host}/api/session HTTP/1.1\r\n${own}`]) {
    expect(await raw(`${asked}${bearer}\r\n`), asked).toMatch(/^HTTP\/1.1 403[^]*host-refused/);
  }
  expect(await raw(`GET ${open.base}/api/session HTTP/1.1\r\nHost: evil.example\r\n${bearer}\r\n`)).toMatch(/^HTTP\/1.1 200/);
  const upgrade = 'GET /live HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
  expect(await raw(`${upgrade}Host: evil.example\r\n\r\n`)).toMatch(/^HTTP\/1.1 403[^]*host-refused/);
  const host = new URL(open.base).host;
  expect(await raw(`${upgrade}Host: ${host}\r\nOrigin: https://evil.example\r\n\r\n`)).toMatch(/^HTTP\/1.1 403[^]*origin-refused/);
  expect(await raw(`${upgrade.replace('/live', '/elsewhere')}Host: ${host}\r\n\r\n`)).toMatch(/^HTTP\/1.1 404[^]*not-found/);
});

const handshake = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const version = 'Sec-WebSocket-Version: 13\r\n';
const alone = 'Connection: close\r\n';

test.each([
  ['what is no HTTP', 'BANANA\r\n', '', 400, 'request-invalid'],
  ['endless headers', 'GET / HTTP/1.1', `X: ${'y'.repeat(40_000)}\r\n`, 431, 'request-too-large'],
  ['an endless address', `GET /${'y'.repeat(40_000)} HTTP/1.1`, '', 414, 'request-too-large'],
  ['an expectation', 'GET /health HTTP/1.1', `${alone}Expect: a-miracle\r\n`, 417, 'request-invalid'],
  ['an address that cannot be decoded', 'GET /api/%zz HTTP/1.1', alone, 400, 'request-invalid'],
  ['a request where a live connection is', 'GET /live HTTP/1.1', alone, 426, 'request-invalid'],
  ['a handshake of another version', 'GET /live HTTP/1.1', `${handshake}Sec-WebSocket-Version: 7\r\n`, 426, 'request-invalid'],
  ['an upgrade to something else', 'GET /live HTTP/1.1', 'Connection: Upgrade\r\nUpgrade: h2c\r\n', 426, 'request-invalid'],
  ['a handshake without a key', 'GET /live HTTP/1.1', `${handshake.replace('dGhl', '')}${version}`, 400, 'request-invalid'],
  ['a handshake by another method', 'POST /live HTTP/1.1', `${handshake}${version}Content-Length: 0\r\n`, 405, 'request-invalid'],
  ['a page of the description that is not there', 'GET /api/docs/static/nothing.js HTTP/1.1', alone, 404, 'not-found'],
  ['a file of the screens that is not there', 'GET /assets/nothing.js HTTP/1.1', alone, 404, 'not-found'],
])('%s is refused with a problem document', async (_what, first, headers, status, code) => {
  const answer = await raw(`${first}\r\nHost: ${new URL(open.base).host}\r\n${headers}\r\n`);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.toLowerCase()).toContain(`content-type: ${problemMediaType}`);
  expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ status, code });
  // RFC 9110, 15.5.22.
  if (status === 426) expect(head.toLowerCase()).toContain('upgrade: websocket');
});

test('every answer carries the headers that keep a browser to the station', async () => {
  for (const path of ['/', '/health', '/api/nothing', '/api/docs/', '/api/openapi.json', '/api/session']) {
    const { headers } = await open.request(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split(';')).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", `connect-src 'self' ${open.base.replace('http', 'ws')}`]));
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    expect(headers.get('strict-transport-security')).toBeNull();
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test('the page says that the screens are not built, and how to build them', async () => {
  const { status, text, headers } = await open.request('/', { token: null });
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache']);
  expect(text).toMatch(/智阅[^]*npm run build/);
});

test('the documentation of the routes is served without the network', async () => {
  const page = await open.request('/api/docs/', { token: null });
  const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
  expect(sources.length).toBeGreaterThan(4);
  for (const source of sources) {
    expect(source).toMatch(/^\.?\//);
    expect((await open.request(new URL(source, `${open.base}/api/docs/`).pathname, { token: null })).status, source).toBe(200);
  }
});

test('somebody who sees some exams cannot tell what there is in others', async () => {
  await open.request('/api/exams', { body: { id: 'e-1', title: 'x', questions: [{ no: '1', type: 'open', points: 5, height: 20 }] } });
  const some = await pairedDevice('leader', ['e-1']);
  const named = await ask(open.base, '/api/exams/e-2/pages', { token: some });
  expect([named.status, named.problem.code]).toEqual([403, 'forbidden']);
  const derived = await ask(open.base, '/api/pages/any', { token: some });
  expect([derived.status, derived.problem.code]).toEqual([404, 'not-found']);
});

test.each([
  ['viewer', '/api/devices', 'GET'], ['viewer', '/api/tasks', 'GET'], ['marker', '/api/exams/e-1/scores', 'GET'], ['leader', '/api/lan', 'GET'], ['leader', '/metrics', 'GET'],
])('a %s may not %s', async (role, path, method) => {
  const token = await pairedDevice(role);
  const { status, problem } = await ask(open.base, path, { token, method });
  expect([status, problem.code]).toEqual([403, 'forbidden']);
});

test('an operator on another machine may not open the LAN', async () => {
  const { status, problem } = await ask(open.base, '/api/lan/open', { token: await pairedDevice('operator'), body: {} });
  expect([status, problem.code]).toEqual([403, 'forbidden']);
});

test('the window asks without a socket, as whom its owner says, under the same rules', async () => {
  expect(await open.inject({ name: 'getSession' })).toMatchObject({ status: 200, body: { principal: localOperator } });
  expect(await open.inject({ name: 'getSession', principal: viewer })).toMatchObject({ status: 200, body: { principal: viewer } });
  const refused = await open.inject({ name: 'listPages', params: { examId: 'e-2' }, principal: { ...viewer, role: 'leader' } });
  expect([refused.status, problemSchema.parse(refused.body).code]).toEqual([403, 'forbidden']);
  const odd = await open.inject({ name: 'getBatch', params: { batchId: '../../a b/ü' } });
  expect([odd.status, problemSchema.parse(odd.body).about]).toEqual([404, '../../a b/ü']);
  const file = await open.inject({ name: 'getMetrics' });
  expect(file.body).toBeInstanceOf(Uint8Array);
  const gone = new AbortController();
  gone.abort();
  await expect(open.inject({ name: 'getSession', signal: gone.signal })).rejects.toThrow(/abort/i);
});

test('nothing that a socket says makes it the window', async () => {
  for (const headers of [{ 'x-forwarded-for': 'window:1' }, { 'x-real-ip': 'window:1' }, { forwarded: 'for="window:1"' }]) {
    expect((await open.request('/api/session', { token: null, headers })).status).toBe(401);
  }
});

test('a repeated write with the same key does nothing and gets the same answer', async () => {
  const device = (): Promise<readonly unknown[]> => open.request('/api/devices').then(({ json }) => z.object({ devices: z.array(z.unknown()) }).parse(json).devices);
  await pairedDevice('viewer');
  const [{ deviceId }] = z.tuple([z.object({ deviceId: z.string() })], z.unknown()).parse(await device());
  const rename = (name: string, key: string) => open.request(`/api/devices/${deviceId}`, { method: 'PATCH', body: { name }, headers: { 'idempotency-key': key } });
  const first = await rename('讲台', 'rename-device-1');
  await rename('other', 'rename-device-2');
  const again = await rename('讲台', 'rename-device-1');
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null]);
  expect([again.status, again.headers.get('idempotency-replayed'), again.text]).toEqual([200, 'true', first.text]);
  const now = await open.request('/api/devices');
  expect(now.text).toContain('"other"');
  expect(now.text).not.toContain('讲台');
  const conflict = await rename('third', 'rename-device-1');
  expect([conflict.status, conflict.problem.code]).toEqual([422, 'idempotency-conflict']);
});

test('two requests with one key at the same time: one does the work', async () => {
  await pairedDevice('viewer');
  const lastSeq = open.station.events({ limit: 10_000 }).length;
  const answers = await Promise.all(Array.from({ length: 5 }, () => open.request('/api/tasks/pause', { method: 'POST', headers: { 'idempotency-key': 'pause-at-once' } })));
  expect(answers.map((answer) => answer.status)).toEqual([204, 204, 204, 204, 204]);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
  await open.request('/api/tasks/resume', { method: 'POST' });
  expect(open.station.events({ limit: 10_000 }).slice(lastSeq).filter((event) => event.type === 'work.paused')).toHaveLength(1);
});

test('a key is its principal\'s own, must have a decent length, and what was refused may be asked again under it', async () => {
  const short = await open.request('/api/tasks/pause', { method: 'POST', headers: { 'idempotency-key': 'short' } });
  expect(short.problem.faults).toEqual([expect.objectContaining({ path: 'headers.idempotency-key' })]);
  const missing = { method: 'PATCH', body: { name: 'x' }, headers: { 'idempotency-key': 'rename-nobody' } };
  for (const time of ['first', 'second']) {
    const answer = await open.request('/api/devices/nobody', missing);
    expect([answer.status, answer.headers.get('idempotency-replayed')], time).toEqual([404, null]);
  }
});

test('a pairing code is kept nowhere, with or without a key', async () => {
  const options = { body: pairing, headers: { 'idempotency-key': 'a-pairing-code' } };
  const first = await open.request('/api/pairings', options);
  const second = await open.request('/api/pairings', options);
  expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 201, null]);
  expect(second.text).not.toBe(first.text);
});

test('many requests in a minute are limited for a device, not for the operator of the machine', async () => {
  const token = await pairedDevice('viewer');
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < requestsPerMinute + 20; sent += 20) {
    for (const { status } of await Promise.all(Array.from({ length: 20 }, () => ask(open.base, '/api/session', { token })))) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(statuses).toEqual(new Map([[200, requestsPerMinute], [429, 20]]));
  const limited = await ask(open.base, '/api/session', { token });
  expect([limited.problem.code, limited.problem.retry]).toEqual(['rate-limited', true]);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await open.request('/api/session')).status).toBe(200);
});

test('whoever watches the station hears how it is, and how each part is when signed in', async () => {
  const stranger = await open.request('/health', { token: null });
  expect([stranger.status, stranger.json]).toEqual([200, { status: 'up', parts: {} }]);
  expect((await open.request('/health')).json).toMatchObject({ status: 'up', parts: { record: 'up', redis: 'up' } });
  expect((await open.request('/health', { token: 'an-old-one' })).status).toBe(200);
  expect((await open.request('/api/status')).json).toMatchObject({ dataFolder: folder.path, exams: expect.any(Number), live: { connections: {} } });
});

test('figures for Prometheus tell requests by route and status', async () => {
  await open.request('/api/nothing-here');
  const { text, headers } = await open.request('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  for (const figure of ['process_cpu_seconds_total', 'zhiyue_http_requests_total{route="GET /api/session",status="200"}', 'zhiyue_http_request_seconds_bucket', 'zhiyue_tasks{type="ocr_processing",state="waiting"} 0', 'zhiyue_part_up{part="redis"} 1', 'zhiyue_live_sent_messages_total', 'zhiyue_tasks_busy{type="ocr_processing"} 0', 'zhiyue_pool_threads 2']) expect(text).toContain(figure);
});

test('docs/operations.md says what every figure means', async () => {
  const { text } = await open.request('/metrics');
  const exported = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
  const documented = [...readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8').matchAll(/^\| `([a-z_]+\*?)[`{]/gm)].map(([, name = '']) => name);
  const known = (name: string): boolean => documented.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
  expect(exported.filter((name) => !known(name))).toEqual([]);
  expect(documented.filter((one) => one.startsWith('zhiyue_') && !exported.includes(one))).toEqual([]);
});

test('a request that a dead station left under way is done by the next one', async () => {
  await using own = await temporaryFolder();
  await (await openGatewayStation(own.path))[Symbol.asyncDispose]();
  const record = new DatabaseSync(join(own.path, 'record.sqlite'));
  const { headers, fingerprint } = { headers: { 'idempotency-key': 'left-under-way' }, fingerprint: 'unknown' };
  await using again = await openGatewayStation(own.path);
  expect((await again.request('/api/tasks/pause', { method: 'POST', headers })).status).toBe(204);
  // As it stands in the record when the station dies before the answer.
  record.exec("UPDATE idempotent_requests SET status = NULL, answer = NULL");
  const taken = await again.request('/api/tasks/pause', { method: 'POST', headers });
  expect([taken.status, taken.headers.get('idempotency-replayed')]).toEqual([204, null]);
  record.prepare('UPDATE idempotent_requests SET status = NULL, fingerprint = ?').run(fingerprint);
  expect((await again.request('/api/tasks/pause', { method: 'POST', headers })).problem.code).toBe('idempotency-conflict');
  record.close();
});


test('a change whose answer was lost with the station is answered as made, and not made again', async () => {
  await using own = await temporaryFolder();
  const headers = { 'idempotency-key': 'lost-on-the-way' };
  const change = { method: 'PATCH', headers, body: { revision: 1, title: 'changed' } };
  {
    await using first = await openGatewayStation(own.path);
    await first.request('/api/exams', { body: { id: 'lost-1', title: 'x', questions: [{ no: '1', type: 'open', points: 5, height: 20 }] } });
    expect((await first.request('/api/exams/lost-1', change)).json).toEqual({ kind: 'updated', revision: 2, moved: [] });
  }
  const record = new DatabaseSync(join(own.path, 'record.sqlite'));
  // What the transaction of the change wrote, without that of the answer.
  record.exec("UPDATE idempotent_requests SET status = 0, answer = (SELECT CAST(max(seq) AS TEXT) FROM events WHERE type = 'exam.updated')");
  record.close();
  await using again = await openGatewayStation(own.path);
  await again.request('/api/exams/lost-1', { method: 'PATCH', body: { revision: 2, title: 'by somebody else' } });
  const repeated = await again.request('/api/exams/lost-1', change);
  expect([repeated.status, repeated.json]).toEqual([200, { kind: 'updated', revision: 2, moved: [] }]);
  expect((await again.request('/api/exams/lost-1')).json).toMatchObject({ title: 'by somebody else', revision: 3 });
  expect((await again.request('/api/exams/lost-1', change)).headers.get('idempotency-replayed')).toBe('true');
});
