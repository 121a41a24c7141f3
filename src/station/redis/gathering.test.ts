import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestRedis, type TestRedis, until } from '../../../tests/support/redis.ts';
import { GatheringRedis } from './gathering.ts';

let redis: TestRedis;
beforeEach(async () => { redis = await startTestRedis(); });
afterEach(() => redis[Symbol.asyncDispose]());

const answered = Array.from({ length: 50 }, (_, n) => n + 1);

it('holds back what is asked in one turn, sixteen at most, until its end, and answers it in order', async () => {
  const connection = redis.server.connect('gathered', { gathering: true });
  if (!(connection instanceof GatheringRedis)) throw new Error('a test Redis is one server');
  await connection.ping();
  const asked = answered.map(() => connection.incr('n'));
  expect(connection.stream.writableCorked).toBe(1);
  const held = connection.stream.writableLength;
  const one = Buffer.byteLength('*2\r\n$4\r\nincr\r\n$1\r\nn\r\n');
  expect(held).toBe((answered.length % 16) * one);
  expect(await Promise.all(asked)).toEqual(answered);
  expect(connection.stream.writableCorked).toBe(0);
});

it('answers all of it when the connection is lost in between', async () => {
  const connection = redis.server.connect('gathered', { gathering: true });
  await connection.set('list', '');
  const asked = answered.map((n) => connection.append('list', String.fromCodePoint(0x40 + n)));
  await redis.server.connect('other').call('CLIENT', 'KILL', 'TYPE', 'normal');
  const more = connection.append('list', '.');
  await Promise.all([...asked, more]);
  await until('the connection is back', () => connection.status === 'ready');
  expect(await connection.get('list')).toContain('.');
});
