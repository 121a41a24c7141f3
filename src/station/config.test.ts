import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without any variable the defaults of the design hold', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    redisUrl: null, streamPrefix: 'zhiyue:events', consumerGroup: 'zhiyue-processors', taskTimeoutMs: 300_000, maxRetries: 3,
    retryDelaysMs: [1000, 2000, 5000, 10_000, 30_000], heartbeatMs: 30_000, maxMessageQueue: 1000, reconnectDelaysMs: [1000, 2000, 5000, 10_000, 30_000],
  });
  expect(config.dataFolder).toMatch(/^\/|^[A-Z]:/);
});

test('what the caller says comes before the environment', () => {
  expect(readConfig({ MAX_WORKERS: '3' }, { workers: 5 }).workers).toBe(5);
  expect(readConfig({ MAX_WORKERS: '3' }).workers).toBe(3);
  expect(readConfig({ MAX_WORKERS: '' }).workers).toBeGreaterThan(0);
});

test.each([['MAX_WORKERS', '0'], ['RETRY_DELAY', 'soon'], ['REDIS_URL', 'http://x'], ['ZHIYUE_PORT', '70000']])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ code: 'option-invalid', about: name }));
});

test('docs/operations.md names every variable', () => {
  const docs = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL('./config.ts', import.meta.url), 'utf8');
  const names = [...source.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(docs).toContain(`\`${name}\``);
});
