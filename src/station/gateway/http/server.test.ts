/** The server with handlers of its own making: what leaves it, and what does not. */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { localOperator } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import { problemSchema } from '../../../contract/problem.ts';
import { openStore } from '../../store/store.ts';
import { checkDoors, loopbackOrigins } from '../access/doors.ts';
import type { HttpDoor } from './door.ts';
import type { Handler, Handlers, UploadedFile } from './handlers.ts';
import { routeNames } from './route-table.ts';
import { openHttp } from './server.ts';

interface Opened extends AsyncDisposable { readonly door: HttpDoor; readonly base: string; readonly troubles: readonly string[]; readonly folder: string; readonly asked: (path: string, init?: RequestInit) => Promise<Response> }

/** Every route that a test says nothing about fails. */
async function openWith(own: Partial<Handlers>, screens?: string): Promise<Opened> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'zhiyue-http-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const store = opened.use(await openStore(folder));
  const troubles: string[] = [];
  const missing = async (): Promise<never> => { throw new Error('not part of this test'); };
  const handlers: Handlers = { ...every(missing), ...own };
  let port = 0;
  const door = opened.use(await openHttp({
    config: { maxConnections: 100 }, store, now: () => new Date(), onTrouble: (trouble) => void troubles.push(trouble), handlers, screens: screens ?? join(folder, 'no-screens'),
    access: { signedIn: async (token) => {
      if (token !== 'good') throw new ZhiyueError('not-signed-in', 'Unknown token.');
      return { principal: localOperator, expiresAt: null };
    }, onChanged: () => () => undefined },
    doors: { check: (from) => checkDoors(loopbackOrigins(port), from) }, hub: { upgrade: () => undefined }, figures: { observe: () => undefined },
  }));
  const base = await door.listenLoopback(0);
  port = Number(new URL(base).port);
  const owned = opened.move();
  const asked: Opened['asked'] = (path, init) => fetch(`${base}${path}`, { ...init, headers: { authorization: 'Bearer good', ...Object.fromEntries(new Headers(init?.headers)) } });
  return { door, base, troubles, folder, asked, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function every(handler: () => Promise<never>): Handlers {
  const all: unknown = Object.fromEntries(routeNames.map((name) => [name, handler]));
  return z.custom<Handlers>((handlers) => typeof handlers === 'object').parse(all);
}

const problemOf = async (response: Response) => problemSchema.parse(await response.json());

test('what goes wrong inside is told to the log under the id that the answer carries, and to nobody else', async () => {
  await using open = await openWith({
    getSession: async () => { throw new Error('secret of /home/somebody/record.sqlite', { cause: new Error('the deeper cause') }); },
  });
  const response = await open.asked('/api/session');
  const body = await response.text();
  const problem = problemSchema.parse(JSON.parse(body));
  expect(problem).toMatchObject({ status: 500, code: 'internal', retry: false });
  expect(body).not.toMatch(/secret|somebody|cause|\.ts/);
  expect(problem.about).toBe(response.headers.get('x-request-id'));
  expect(open.troubles).toHaveLength(1);
  expect(open.troubles[0]).toContain(problem.about);
  expect(open.troubles[0]).toContain('the deeper cause');
});

test('an answer that does not fit its schema does not leave, and the log says where it does not, not what stood there', async () => {
  const token = 'a-token-that-nobody-may-see';
  const wrong: Handler<'getSession'> = async ({ principal }) => ({ principal: { ...principal, ...{ passwordHash: token } }, permissions: [] });
  await using open = await openWith({ getSession: wrong });
  const response = await open.asked('/api/session');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain(token);
  expect(open.troubles.join()).toContain('principal');
  expect(open.troubles.join()).not.toContain(token);
});

test('sentences of ours that name the data folder are told without it', async () => {
  await using open = await openWith({
    listDevices: async () => { throw new ZhiyueError('disk-full', `There is no space left on the disk of ${open.folder}.`, { about: open.folder }); },
    getLan: async () => { throw new ZhiyueError('input-missing', `${open.folder}/images/x is not there.`, { about: `${open.folder}/images/x` }); },
  });
  const full = await open.asked('/api/devices');
  const text = await full.text();
  expect([full.status, problemSchema.parse(JSON.parse(text)).code]).toEqual([507, 'disk-full']);
  expect(text).not.toContain(open.folder);
  expect(open.troubles.join()).toContain(open.folder);
  const missing = await (await open.asked('/api/lan')).text();
  expect(missing).not.toContain(open.folder);
});

test('passing troubles say when to come back', async () => {
  await using open = await openWith({ getSession: async () => { throw new ZhiyueError('redis-unreachable', 'No.'); } });
  const response = await open.asked('/api/session');
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await problemOf(response)).retry).toBe(true);
});

test('a file comes with its name in any script, and is not sent again to who has it', async () => {
  const content = Buffer.from('%PDF-');
  await using open = await openWith({
    getSheets: async () => ({ content, mediaType: 'application/pdf', fileName: '答题卡 "八班".pdf', etag: 'v1' }),
    getLayout: async () => ({ content: Readable.from([Buffer.from('{'), Buffer.from('}')]), mediaType: 'application/json', bytes: 2 }),
  });
  const first = await open.asked('/api/exams/e/sheets.pdf');
  expect(Buffer.from(await first.arrayBuffer())).toEqual(content);
  expect(Object.fromEntries(first.headers)).toMatchObject({ 'content-type': 'application/pdf', 'content-length': '5', 'etag': '"v1"', 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' });
  expect(decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(first.headers.get('content-disposition') ?? '')?.[1] ?? '')).toBe('答题卡 "八班".pdf');
  const again = await open.asked('/api/exams/e/sheets.pdf', { headers: { 'if-none-match': 'W/"v0", "v1"' } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const streamed = await open.asked('/api/exams/e/layout.json');
  expect([streamed.headers.get('content-length'), await streamed.text()]).toEqual(['2', '{}']);
  const head = await open.asked('/api/exams/e/layout.json', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '2']);
  const injected = await open.door.inject({ name: 'getLayout', params: { examId: 'e' }, principal: localOperator });
  expect(injected.body).toEqual(new Uint8Array(Buffer.from('{}')));
});

test('a file that breaks off half-way does not look whole', async () => {
  await using open = await openWith({
    getSheets: async () => ({ content: Readable.from((function* broken() { yield Buffer.from('abc'); throw new Error('disk'); })()), mediaType: 'application/pdf', bytes: 1000 }),
  });
  await expect(open.asked('/api/exams/e/sheets.pdf').then((response) => response.arrayBuffer())).rejects.toThrow();
});

/** Takes what it is given, as a real one would. */
const takesFiles = (taken: { name: string; text: string }[]): Handler<'upload'> => async ({ files }) => {
  for await (const file of files) taken.push({ name: file.name, text: await text(file.stream) });
  return { batchId: 'b', added: taken.length, known: 0, files: [] };
};

test('names of uploaded files are cut to what is safe', async () => {
  const taken: { name: string; text: string }[] = [];
  await using open = await openWith({ upload: takesFiles(taken) });
  const parts = ['../../etc/cron.d/x', '..\\\\..\\\\boot.ini', '/etc/passwd', '扫描 第1页.jpg', 'a%00b.png', '<img src=x onerror=alert(1)>.png'];
  const boundary = 'XX';
  const body = parts.map((name, index) => `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\nfile ${index}\r\n`).join('');
  const response = await open.asked('/api/upload?exam=e&batch=b', { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body: `${body}--${boundary}--\r\n` });
  expect(response.status).toBe(202);
  expect(taken.map(({ text: content }) => content)).toEqual(parts.map((_name, index) => `file ${index}`));
  for (const { name } of taken) expect(name).not.toMatch(/[/\\\p{Cc}]|^\.+$/u);
  expect(taken.map(({ name }) => name)).toEqual(expect.arrayContaining(['x', 'boot.ini', 'passwd', '扫描 第1页.jpg']));
});

test('the same upload through the window, whose handler reads every part', async () => {
  const taken: { name: string; text: string }[] = [];
  await using open = await openWith({ upload: takesFiles(taken) });
  const form = new FormData();
  form.append('files', new Blob(['one']), '第一页.jpg');
  form.append('files', new Blob(['two'.repeat(100_000)]), 'two.jpg');
  const answer = await open.door.inject({ name: 'upload', query: { exam: 'e', batch: 'b' }, body: form, principal: localOperator });
  expect(answer).toMatchObject({ status: 202, body: { added: 2 } });
  expect(taken.map(({ name, text: content }) => [name, content.length])).toEqual([['第一页.jpg', 3], ['two.jpg', 300_000]]);
});

test('an upload that breaks off fails for its handler, and one that is left unread is thrown away', async () => {
  const failures: unknown[] = [];
  await using open = await openWith({
    upload: async ({ files, query }) => {
      const reading = async (file: UploadedFile): Promise<void> => { await text(file.stream); };
      if (query.batch === 'unread') for await (const { name } of files) expect(name).toBe('a.jpg');
      else for await (const file of files) await reading(file).catch((error: unknown) => { failures.push(error); throw error; });
      return { batchId: 'b', added: 0, known: 0, files: [] };
    },
  });
  const head = '--XX\r\ncontent-disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n';
  const type = { 'content-type': 'multipart/form-data; boundary=XX' };
  const broken = await open.asked('/api/upload?exam=e&batch=broken', { method: 'POST', headers: type, body: `${head}half a fi` });
  expect(broken.status).toBe(400);
  expect(failures).toEqual([expect.objectContaining({ code: 'request-invalid' })]);
  const unread = await open.asked('/api/upload?exam=e&batch=unread', { method: 'POST', headers: type, body: `${head}${'x'.repeat(2_000_000)}\r\n--XX--\r\n` });
  expect(unread.status).toBe(202);
  const none = await open.asked('/api/upload?exam=e&batch=none', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' });
  expect((await problemOf(none)).code).toBe('request-invalid');
});

test.each([
  ['a client that goes away', (open: Opened, signal: AbortSignal): Promise<unknown> => open.asked('/api/session', { signal })],
  ['a window that gives up', (open: Opened, signal: AbortSignal): Promise<unknown> => open.door.inject({ name: 'getSession', principal: localOperator, signal })],
  ['a window that gives up what came with a body', (open: Opened, signal: AbortSignal): Promise<unknown> => open.door.inject({ name: 'checkExam', body: {}, principal: localOperator, signal })],
])('%s is noticed by the handler', async (_who, ask) => {
  const started = Promise.withResolvers<void>();
  const noticed = Promise.withResolvers<void>();
  const waits = async ({ signal }: { readonly signal: AbortSignal }): Promise<never> => {
    signal.addEventListener('abort', () => noticed.resolve());
    started.resolve();
    await noticed.promise;
    throw new ZhiyueError('station-closed', 'Nobody listens.');
  };
  await using open = await openWith({ getSession: waits, checkExam: waits });
  const leaving = new AbortController();
  const gone = ask(open, leaving.signal);
  await started.promise;
  leaving.abort();
  await expect(gone).rejects.toThrow(/abort/i);
  await noticed.promise;
});

test('built screens are served with their cache rules, and lead every address of theirs to the page', async () => {
  const screens = await mkdtemp(join(tmpdir(), 'zhiyue-screens-'));
  try {
    await mkdir(join(screens, 'assets'));
    await writeFile(join(screens, 'index.html'), '<!doctype html><title>screens</title>');
    await writeFile(join(screens, 'assets', 'main-abc123.js'), 'x');
    await writeFile(join(screens, '.secret'), 'x');
    await using open = await openWith({}, screens);
    const page = await open.asked('/');
    expect([page.headers.get('cache-control'), await page.text()]).toEqual(['no-cache', '<!doctype html><title>screens</title>']);
    const asset = await open.asked('/assets/main-abc123.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    const html = { headers: { accept: 'text/html' } };
    expect((await open.asked('/exams/e-1', html)).status).toBe(200);
    for (const path of ['/api/none', '/assets/none.js', '/.secret']) expect([path, (await open.asked(path)).status]).toEqual([path, 404]);
    expect([403, 404]).toContain((await open.asked('/..%2f..%2fetc%2fpasswd')).status);
  } finally {
    await rm(screens, { recursive: true, force: true });
  }
});

test('a port that is taken is refused by name', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  try {
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await using open = await openWith({});
    await expect(open.door.listenLoopback(port)).rejects.toThrow(expect.objectContaining({ code: 'option-invalid', about: `port ${port}` }));
  } finally {
    other.close();
  }
});

test('closing waits for what is under way, tells it to stop after a while, and takes nothing new', async () => {
  const started = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const open = await openWith({
    getSession: async ({ signal }) => {
      signal.addEventListener('abort', () => told.resolve());
      started.resolve();
      await told.promise;
      throw new ZhiyueError('station-closed', 'The station is being stopped.');
    },
  });
  const asked = open.asked('/api/session');
  await started.promise;
  const closed = open[Symbol.asyncDispose]();
  const late = await open.door.inject({ name: 'getSession', principal: localOperator });
  expect([late.status, problemSchema.parse(late.body).code]).toEqual([503, 'station-closed']);
  expect((await asked).status).toBe(503);
  await closed;
});
