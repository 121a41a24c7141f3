/** One server of the bench: `station` (the whole station with its gateway), `ws` (a bare broadcast), or `socket.io`. */
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { livePath, liveProtocol } from '../../../src/contract/live.ts';
import { readOperatorFile } from '../../../src/station/gateway/access/operator-file.ts';
import { exampleExam, exampleScans, openStation } from '../../support/station.ts';
import { clockMs, type FromServer, type ToServer } from './messages.ts';

interface BenchServer {
  readonly port: number;
  readonly path: string;
  readonly hello: string | null;
  readonly record: string;
  /** Resolves with when it had the event, and the log's last `seq`. */
  broadcast(): Promise<{ readonly at: number; readonly lastSeq: number; readonly bytes: number }>;
  readPages(): number;
  close(): Promise<void>;
}

/** As large as the station's own. */
const sample = { type: 'event', event: { seq: 1000, event_id: '6a1f2f4e-92a4-4a44-8d53-0a4f0b9d52b5', type: 'device.changed', exam_id: null, correlation_id: '6a1f2f4e-92a4-4a44-8d53-0a4f0b9d52b5', causation_id: null, actor: 'operator', at: '2026-11-22T20:00:00.000Z', payload: { device_id: '0d7f7a52-1f4e-4ad0-8f0a-3f6f2b3d5c11', role: 'viewer', exams: 'all' } } };

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  return z.object({ port: z.int() }).parse(server.address()).port;
}

const servers: Readonly<Record<string, () => Promise<BenchServer>>> = {
  async ws() {
    const http = createServer();
    const server = new WebSocketServer({ server: http, perMessageDeflate: false });
    const text = JSON.stringify(sample);
    return {
      port: await listen(http), path: '/', hello: null, record: '', readPages: () => 0,
      async broadcast() {
        const at = clockMs();
        const message = Buffer.from(text);
        for (const client of server.clients) client.send(message, { binary: false });
        return { at, lastSeq: 0, bytes: message.length };
      },
      close: async () => { http.closeAllConnections(); },
    };
  },
  async 'socket.io'() {
    const http = createServer();
    const server = new Server(http, { serveClient: false, transports: ['websocket'], perMessageDeflate: false });
    return {
      port: await listen(http), path: '/socket.io/?EIO=4&transport=websocket', hello: null, record: '', readPages: () => 0,
      async broadcast() {
        const at = clockMs();
        server.emit('event', sample.event);
        return { at, lastSeq: 0, bytes: JSON.stringify(['event', sample.event]).length + 2 };
      },
      close: async () => { http.closeAllConnections(); },
    };
  },
  async station() {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'zhiyue-bench-live-'));
    const station = await openStation(dataFolder, { port: 0, heartbeatMs: 30_000, maxConnections: 20_000 });
    const operator = await readOperatorFile(dataFolder);
    if (operator === null) throw new Error('the station says nowhere how to reach it');
    const ask = async (method: string, route: string, token: string | null, body: unknown): Promise<unknown> => {
      const answer = await fetch(`${operator.address}${route}`, { method, headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const pair = async (name: string, role: string): Promise<{ readonly accessToken: string; readonly deviceId: string }> => {
      const { code } = z.object({ code: z.string() }).parse(await ask('POST', '/api/pairings', operator.token, { role }));
      const { accessToken, principal } = z.object({ accessToken: z.string(), principal: z.object({ id: z.string() }) }).parse(await ask('POST', '/api/session/pair', null, { code, name, keep: 'body' }));
      return { accessToken, deviceId: principal.id.replace('device:', '') };
    };
    const listener = await pair('listener', 'operator');
    const changed = await pair('changed', 'viewer');
    let told: { at: number; lastSeq: number; bytes: number } | null = null;
    station.followEvents((event) => { if (event.type === 'device.changed') told = { at: clockMs(), lastSeq: event.seq, bytes: JSON.stringify({ type: 'event', event }).length }; });
    await station.createOrUpdateExam(exampleExam(), null);
    const reading = new AbortController();
    let count = 0;
    return {
      port: Number(new URL(operator.address).port), path: livePath, record: '',
      hello: JSON.stringify({ type: 'hello', protocol: liveProtocol, connection: 'general', token: listener.accessToken }),
      async broadcast() {
        told = null;
        await ask('PATCH', `/api/devices/${changed.deviceId}`, operator.token, { name: `changed ${++count}` });
        if (told === null) throw new Error('the change is in no event');
        return told;
      },
      readPages() {
        const scans = exampleScans(200);
        void (async () => {
          await station.putIn(exampleExam().id, scans, { batchKey: 'bench', signal: reading.signal });
        })().catch(() => undefined);
        return scans.length;
      },
      async close() {
        reading.abort();
        await station[Symbol.asyncDispose]();
        await rm(dataFolder, { recursive: true, force: true });
      },
    };
  },
};

/** V8 sets aside up to 64 MB for young objects, and touches them the first time that much garbage comes along. That is not the connections' memory, so every server is brought there before it is measured. */
function fillYoungGeneration(): void {
  const alive: unknown[] = [];
  for (let index = 0; index < 4_000_000; index++) alive[index % 40_000] = { index, more: [index] };
}

const say = (answer: FromServer): void => void process.send?.(answer);
const kind = process.argv[2] ?? '';
const server = await servers[kind]?.();
if (!server) throw new Error(`no such server: ${kind}`);

async function take(ask: ToServer, it: BenchServer): Promise<void> {
  switch (ask.kind) {
    case 'memory': {
      fillYoungGeneration();
      for (let round = 0; round < 8; round++) {
        globalThis.gc?.();
        await sleep(500);
      }
      const { rss, heapUsed } = process.memoryUsage();
      return say({ kind: 'memory', rssBytes: rss, heapBytes: heapUsed });
    }
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return say({ kind: 'cpu', ms: (user + system) / 1000 });
    }
    case 'broadcast': return say({ kind: 'broadcast', ...await it.broadcast() });
    case 'read-pages': return say({ kind: 'read-pages', pages: it.readPages() });
    case 'end': {
      await Promise.race([it.close(), sleep(10_000, undefined, { ref: false })]);
      return process.exit(0);
    }
  }
}

process.on('message', (ask: ToServer) => void take(ask, server).catch((error: unknown) => {
  process.stderr.write(`${kind}: ${String(error)}\n`);
  process.exit(1);
}));
process.on('disconnect', () => void server.close().finally(() => process.exit(0)));
say({ kind: 'ready', port: server.port, path: server.path, hello: server.hello, record: server.record });
