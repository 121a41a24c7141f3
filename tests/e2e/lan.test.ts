import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { example, scratch, start, zhiyue } from './zhiyue.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());
const data = folder.at('data');
/** On this machine only, whatever networks it is in. */
const env = { ZHIYUE_LAN_HOST: '127.0.0.1', ZHIYUE_LAN_PORT: '0' };

const run = async (...args: readonly string[]) => {
  const ended = await zhiyue([...args, '--data-dir', data], { env });
  expect(ended.code, ended.stderr).toBe(0);
  return ended;
};
const session = z.object({ accessToken: z.string(), principal: z.object({ id: z.string(), role: z.string(), local: z.boolean() }) });

async function pairAt(link: string) {
  const { origin, hash } = new URL(link);
  const answer = await fetch(`${origin}/api/session/pair`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: hash.replace('#pair=', ''), name: 'Browser', keep: 'body' }) });
  return { status: answer.status, body: await answer.json() };
}
const linkIn = (text: string): string => /http:\/\/127\.0\.0\.1:\d+\/#pair=\S+/.exec(text)?.[0] ?? '';

test('without a station, each command says so and what to do', async () => {
  for (const args of [['lan', 'status'], ['pair', '--role', 'marker'], ['devices'], ['token']]) {
    const ended = await zhiyue([...args, '--data-dir', folder.at('nothing')]);
    expect([args[0], ended.code], ended.stderr).toEqual([args[0], 3]);
    expect(ended.stderr).toContain('zhiyue serve');
    expect(ended.stdout).toBe('');
  }
});

test('serve prints a link that makes the browser on this machine an operator, once', async () => {
  const station = start(['serve', '--data-dir', data, '--port', '0'], { env });
  let printed = '';
  station.child.stdout?.on('data', (text: string) => { printed += text; });
  await station.saw('The station is ready');
  const link = linkIn(printed);
  const paired = await pairAt(link);
  expect(paired.status).toBe(201);
  expect(session.parse(paired.body).principal).toMatchObject({ role: 'operator', local: false });
  expect((await pairAt(link)).status).toBe(403);

  expect((await run('lan', 'status')).stdout).toContain('The LAN is closed');
  const opened = await run('lan', 'open');
  expect(opened.stdout).toMatch(/https:\/\/127\.0\.0\.1:\d+/);
  expect(opened.stdout).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);

  const made = await run('pair', '--role', 'marker');
  expect(made.stdout).toMatch(/Pairing code: [A-Z2-9]{4}-[A-Z2-9]{4}\n/);
  expect(made.stdout).toMatch(/https:\/\/127\.0\.0\.1:\d+\/#pair=/);
  const marker = session.parse((await pairAt(linkIn(made.stdout))).body);
  const asMarker = () => fetch(`${new URL(link).origin}/api/session`, { headers: { authorization: `Bearer ${marker.accessToken}` } });
  expect((await asMarker()).status).toBe(200);

  const unwanted = await run('pair', '--role', 'leader');
  const voidIt = /codes void (\w{8})/.exec(unwanted.stderr)?.[1] ?? '?';
  expect((await run('codes')).stdout).toMatch(new RegExp(`${voidIt} +leader`));
  expect((await run('codes', 'void', voidIt)).stdout).toContain(voidIt);
  expect((await pairAt(linkIn(unwanted.stdout))).status).toBe(403);
  expect((await run('codes')).stderr).toContain('No pairing code is open');
  const again = await zhiyue(['codes', 'void', voidIt, '--data-dir', data]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`zhiyue codes --data-dir ${data}`) });
  const reader = await run('pair', '--role', 'worker');
  expect(reader.stdout).toMatch(/zhiyue worker --redis redis:\/\/HOST:6379 --station https:\/\/127\.0\.0\.1:\d+ --fingerprint [0-9A-F:]{95} --code \S+\n/);
  expect(reader.stdout).not.toContain('#pair=');
  // Its Redis is its own.
  expect(reader.stderr).toContain('can take no workers yet');

  const devices = await run('devices');
  expect(devices.stdout).toContain('Browser');
  const id = marker.principal.id.slice('device:'.length);
  expect(devices.stdout).toContain(id.slice(0, 8));
  expect((await zhiyue(['devices', 'revoke', '--data-dir', data])).code).toBe(2);
  expect((await zhiyue(['devices', 'revoke', 'zzz', '--data-dir', data])).code).toBe(2);
  expect((await zhiyue(['devices', 'change', id.slice(0, 8), '--data-dir', data])).code).toBe(2);
  expect((await run('devices', 'change', id.slice(0, 8), '--role', 'viewer', '--name', 'Ms Li')).stdout).toContain('Ms Li, viewer, exams: all');
  expect(await (await asMarker()).json()).toMatchObject({ principal: { role: 'viewer', name: 'Ms Li' } });
  await run('devices', 'revoke', id.slice(0, 8));
  expect((await asMarker()).status).toBe(401);

  const token = await run('token');
  expect(token.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect((await fetch(`${new URL(link).origin}/api/devices`, { headers: { authorization: `Bearer ${token.stdout.trim()}` } })).status).toBe(200);

  expect((await zhiyue(['pair', '--role', 'marker', '--exam', 'nope', '--data-dir', data])).code).toBe(2);
  expect((await run('lan', 'close', '--lang', 'zh-CN')).stdout).toContain('局域网未开放');
  // Nothing to read in it for anybody else.
  const operator = await readFile(folder.at('data', 'operator.json'), 'utf8');
  expect((await zhiyue(['lan', 'open', '--data-dir', data, '--port', 'x'])).code).toBe(2);
  station.child.kill('SIGTERM');
  const ended = await station.ended;
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout + ended.stderr).not.toContain(z.object({ token: z.string() }).parse(JSON.parse(operator)).token);
  await expect(readFile(folder.at('data', 'operator.json'))).rejects.toThrow('ENOENT');
});

test('a station that was killed leaves a file behind, and the commands see through it', async () => {
  const station = start(['serve', '--data-dir', folder.at('killed'), '--port', '0'], { env });
  await station.saw('The station is ready');
  const { pid } = z.object({ pid: z.int() }).parse(JSON.parse(await readFile(folder.at('killed', 'operator.json'), 'utf8')));
  process.kill(pid, 'SIGKILL');
  await station.ended;
  const ended = await zhiyue(['devices', '--data-dir', folder.at('killed')]);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('does not answer');
});

test('grade opens a gateway only when asked to, and prints its link', async () => {
  const order = ['grade', '--exam', example.exam, '--roster', example.roster, '--out', folder.at('out')];
  const grading = start([...order, '--port', '0', example.scans]);
  let printed = '';
  grading.child.stdout?.on('data', (text: string) => { printed += text; });
  await grading.saw('#pair=');
  const link = linkIn(printed);
  expect((await pairAt(link)).status).toBe(201);
  // Each command that it prints works for its data folder.
  expect(printed).toContain(`npx --no -- zhiyue pair --role operator --data-dir ${folder.at('out', '.zhiyue')}`);
  grading.child.kill('SIGINT');
  expect((await grading.ended).stderr).toContain(`npx --no -- zhiyue serve --data-dir ${folder.at('out', '.zhiyue')}`);
  const quiet = start([...order, example.scans]);
  await quiet.saw('Files to take in');
  quiet.child.kill('SIGINT');
  expect((await quiet.ended).stdout).not.toContain('#pair=');
});
