import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openEventRecord } from '../../../tests/support/event-record.ts';
import { socketOf, startTestRedis, until } from '../../../tests/support/redis.ts';
import { ownModule } from '../own-files.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import { startRedis } from '../redis/sidecar.ts';
import { startBus } from './bus.ts';
import { type Lease, startLease } from './lease.ts';

const leaseMs = 600;
/** On a busy machine a process may be held up longer than a short lease lasts. */
const longLeaseMs = 3_000;
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** Redis as of somebody else's: the sidecar of a test, seen from outside. */
async function sharedRedis(): Promise<{ server: RedisServer; url: string; dataFolder: string }> {
  const redis = await startTestRedis();
  opened.push(redis);
  const { url } = socketOf(redis.server);
  const server = await startRedis({ dataFolder: redis.dataFolder, url });
  opened.push(server);
  return { server, url, dataFolder: redis.dataFolder };
}

function leaseOn(server: RedisServer, holder: string, troubles: string[] = []): Lease {
  const lease = startLease({ redis: server.connect(holder), impatient: server.connect(`${holder}-lease`, { impatient: true }), key: 'test:{p0}:lease', holder, leaseMs, onTrouble: (error) => void troubles.push(error.message) });
  opened.push(lease);
  return lease;
}

test('one holds it at a time; whoever closes hands it over at once, and what the other writes is refused', async () => {
  const { server } = await sharedRedis();
  const look = server.connect('look');
  const first = leaseOn(server, 'first');
  await until('the first has it', () => first.held);
  const troubles: string[] = [];
  const second = leaseOn(server, 'second', troubles);
  await until('the second knows that it waits', () => troubles.length === 1);
  expect([first.held, second.held, troubles[0]]).toEqual([true, false, expect.stringContaining('REDIS_STREAM_PREFIX')]);

  await first.xadd('test:{p0}:stream', '1-0', ['after', 0, 'events', Buffer.from('[]')]);
  await look.xgroup('CREATE', 'test:{p0}:stream', 'g', '0');
  await look.xreadgroup('GROUP', 'g', 'station', 'STREAMS', 'test:{p0}:stream', '>');
  await expect(second.xadd('test:{p0}:stream', '2-0', ['after', 1, 'events', '[]'])).rejects.toThrow('FENCED');
  await expect(second.xack('test:{p0}:stream', 'g', ['1-0'])).rejects.toThrow('FENCED');
  expect(await first.xack('test:{p0}:stream', 'g', ['1-0'])).toBe(1);
  expect(await look.xlen('test:{p0}:stream')).toBe(1);

  await first[Symbol.asyncDispose]();
  await second.whenHeld(AbortSignal.timeout(10_000));
  expect([first.held, second.held]).toEqual([false, true]);
});

test('a holder that Redis forgot takes it again when nobody came between, and nevermore when somebody did', async () => {
  const { server } = await sharedRedis();
  const look = server.connect('look');
  const troubles: string[] = [];
  const lease = leaseOn(server, 'sleeper', troubles);
  let taken = 0;
  lease.onTaken(() => { taken += 1; });
  await until('it has it', () => lease.held);
  await look.flushall();
  await until('it has it again', async () => lease.held && (await look.get('mutex:test:{p0}:lease')) === 'sleeper');

  // Somebody else held it, and is gone.
  await look.multi().del('mutex:test:{p0}:lease').hset('test:{p0}:lease:token', 'holder', 'other').hincrby('test:{p0}:lease:token', 'token', 1).exec();
  await until('it knows', () => troubles.length === 1);
  expect(troubles[0]).toContain('started anew');
  expect(lease.held).toBe(false);
  await until('it lets go', async () => (await look.exists('mutex:test:{p0}:lease')) === 0);
  await expect(lease.xack('test:{p0}:stream', 'g', ['1-0'])).rejects.toThrow('FENCED');
});

test('an emptied Redis goes back to the one that was at work, and to the one that waited when that is gone too', async () => {
  const { server } = await sharedRedis();
  const look = server.connect('look');
  const holderNow = () => look.get('mutex:test:{p0}:lease');
  const troubles: string[] = [];
  const atWork = leaseOn(server, 'at-work');
  await until('one is at work', () => atWork.held);
  const idle = leaseOn(server, 'idle', troubles);
  await until('the other waits', () => troubles.length === 1);
  for (let round = 0; round < 5; round++) {
    await look.flushall();
    await until('somebody has it again', async () => (await holderNow()) !== null);
    expect([await holderNow(), idle.state]).toEqual(['at-work', 'waiting']);
    await until('it knows', () => atWork.held);
  }
  await atWork[Symbol.asyncDispose]();
  await look.flushall();
  await until('the other takes over', () => idle.held);
});

test('a station whose partition another one has by now says so, and stays away from it', async () => {
  const { server } = await sharedRedis();
  const troubles: string[] = [];
  const lease = leaseOn(server, 'first', troubles);
  await until('it has it', () => lease.held);
  await server.connect('look').set('mutex:test:{p0}:lease', 'other');
  await until('it says so', () => troubles.length === 1);
  expect([lease.state, troubles[0]]).toEqual(['superseded', expect.stringContaining("was this one's")]);
});

test('a station that is frozen loses its partitions to the next one, and when it wakes up it handles nothing more', async () => {
  const { server, url, dataFolder } = await sharedRedis();
  const child = spawn(process.execPath, [fileURLToPath(ownModule('../../../tests/support/bus-process.ts', import.meta.url)), url, dataFolder, String(longLeaseMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const ended = new Promise((resolve) => child.once('close', resolve));
  opened.push({ [Symbol.asyncDispose]: async () => { child.kill('SIGKILL'); await ended; } });
  const handledThere = (): number => said.split('\n').filter((line) => line.startsWith('handled')).length;
  await until('the other process handles', () => handledThere() > 20);

  const record = await openEventRecord();
  opened.push(record);
  let here = 0;
  const bus = await startBus({ redis: server, ...record.parts, streamPrefix: 'shared', groupPrefix: 'g', partitions: 2, leaseMs: longLeaseMs, retryDelaysMs: [10], maxRetries: 0 });
  opened.push(bus);
  await bus.subscribe('grading', '*', async () => { here += 1; });
  await record.append(10);
  const before = handledThere();
  await until('the other process goes on', () => handledThere() > before + 20);
  expect(here).toBe(0);

  child.kill('SIGSTOP');
  await until('this one takes over', () => here === 10);
  const asleep = handledThere();
  child.kill('SIGCONT');
  await until('it knows that another one has the lease', () => said.includes('another station has the lease'));
  expect(handledThere() - asleep).toBeLessThanOrEqual(2);
  child.kill('SIGKILL');
  await record.append(10);
  await until('this one goes on', () => here === 20);
});
