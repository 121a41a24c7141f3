import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { boundedFile } from './bounded-file.ts';
import { openLog } from './log.ts';
import { withoutSecrets } from './redact.ts';

const event = { seq: 7, event_id: '6e3a9f3e-0000-4000-8000-000000000000', exam_id: 'e', correlation_id: 'batch-1', causation_id: null, actor: 'station', at: '2026-11-26T08:00:00.000Z', payload: {} };

test('each line is a JSON object with time, level and the correlation id of what it is about', async () => {
  await using folder = await temporaryFolder();
  const log = openLog(folder.path);
  log.event({ ...event, type: 'batch.completed' });
  log.event({ ...event, type: 'ocr.completed' });
  log.task({ task: 'ocr_processing:p/1', outcome: 'retried', attempt: 1, durationMs: 12.4, correlationId: 'batch-1' });
  log.trouble('redis died');
  const lines = readFileSync(join(folder.path, 'station.log'), 'utf8').trim().split('\n').map((line): unknown => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'info', msg: 'batch.completed', correlation_id: 'batch-1', seq: 7 },
    { level: 'warn', msg: 'task retried', task: 'ocr_processing:p/1', correlation_id: 'batch-1', duration_ms: 12 },
    { level: 'warn', msg: 'redis died' },
  ]);
});

test('what happens to single pages is there when one asks for it', () => {
  const lines: string[] = [];
  openLog('/nowhere', 'debug', { write: (line) => void lines.push(line) }).event({ ...event, type: 'ocr.completed' });
  expect(lines).toHaveLength(1);
});

test.each([
  ['the address of Redis', 'Redis redis://worker:s3cr3t-Pa55@10.0.0.7:6379 refuses us', 's3cr3t-Pa55'],
  ['the sidecar\'s configuration', 'bad line: requirepass 0123456789abcdef', '0123456789abcdef'],
  ['a header', 'request 7: Authorization: Bearer abc.def-123', 'abc.def-123'],
  ['an access token', 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl is old', 'eyJzdWIiOiJ4In0'],
  ['the cookie of a refresh token', 'Cookie: zhiyue_refresh_1a2b3c4d=AbCdEf123; a=b', 'AbCdEf123'],
  ['a link for pairing', 'http://127.0.0.1:7411/#pair=FVPN-X442', 'FVPN-X442'],
  ['an object as text', '{"refreshToken":"r-3-4","ok":true}', 'r-3-4'],
  ['an address with a ticket', 'GET /file?ticket=t-9-8&x=1', 't-9-8'],
])('no secret is written: %s', (_name, text, secret) => {
  const lines: string[] = [];
  openLog('/nowhere', 'info', { write: (line) => void lines.push(line) }).trouble(text);
  expect(lines.join('')).not.toContain(secret);
  expect(lines.join('')).toContain('[hidden]');
});

test('secrets in fields are hidden at any depth of two', () => {
  const lines: string[] = [];
  openLog('/nowhere', 'info', { write: (line) => void lines.push(line) }).info('asked', { token: 'one-1', request: { authorization: 'two-2', headers: { cookie: 'three-3' } } });
  expect(lines.join('')).not.toMatch(/one-1|two-2|three-3/);
});

test('a password in an address never survives, whatever it is made of', () => {
  fc.assert(fc.property(fc.stringMatching(/^[\w!$%^*+=.-]{6,40}$/), (password) => {
    expect(withoutSecrets(`cannot reach rediss://default:${password}@host:1/0`)).toBe('cannot reach rediss://default:[hidden]@host:1/0');
  }));
});

test('the file stays within its bound', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'station.log');
  const file = boundedFile(path, 1000);
  for (let i = 0; i < 100; i++) file.write(`${'x'.repeat(99)}\n`);
  expect(statSync(path).size).toBeLessThanOrEqual(1000);
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1000);
  expect(existsSync(`${path}.2`)).toBe(false);
});
