/**
 * Live connections: memory of the server for each, how soon a broadcast reaches all of them, and how soon a thousand that come back at once are served while pages are being read.
 * The peers stand in the same run with as many clients: a bare `ws` server that sends to each client in a loop, and Socket.IO with `emit`.
 * The station is the whole one, with Redis, bus, queue and pool; each of its connections says hello with a real access token of one paired device (each token is checked by itself) and is subscribed to everything.
 */
import { Child, clockMs, type FromCrowd, type FromServer, type Greeting, type ServerKind, serverKinds, type ToCrowd, type ToServer } from './messages.ts';

const crowds = 2;
const allowedKB = 12;
const allowedRatio = 1.3;
const allowedBackMs = 5_000;
const missedEvents = 300;

export interface LiveOptions {
  readonly clients: number;
  readonly rounds: number;
  readonly returning: number;
}
export const liveDefaults: LiveOptions = { clients: 10_000, rounds: 15, returning: 1_000 };

type Server = Child<ToServer, FromServer>;
type Crowd = Child<ToCrowd, FromCrowd>;

/** Prints every figure with its bound; true when all are met. */
export async function benchLive({ clients, rounds, returning }: LiveOptions, print: (text: string) => void): Promise<boolean> {
  using started = new DisposableStack();
  const crowd: Crowd[] = Array.from({ length: crowds }, () => started.use(new Child<ToCrowd, FromCrowd>('./crowd.ts', [])));
  const share = (count: number, index: number): number => Math.floor(count / crowds) + (index < count % crowds ? 1 : 0);
  const servers = new Map<ServerKind, { readonly server: Server; readonly at: Greeting }>();
  const memory = new Map<ServerKind, { readonly rss: number; readonly heap: number }>();
  print(`\n== live: ${clients} connections to each server, ${rounds} rounds in turn`);

  for (const kind of serverKinds) {
    const server: Server = started.use(new Child<ToServer, FromServer>('./server.ts', [kind]));
    const at = await server.answer('ready');
    servers.set(kind, { server, at });
    const before = await memoryOf(server);
    const begun = clockMs();
    crowd.forEach((it, index) => it.ask({ kind: 'connect', server: kind, at, count: share(clients, index) }));
    const connected = await Promise.all(crowd.map((it) => it.answer('connected')));
    const failed = connected.reduce((sum, it) => sum + it.failed, 0);
    if (failed > 0) throw new Error(`${failed} connections to ${kind} failed`);
    const tookMs = clockMs() - begun;
    const after = await memoryOf(server);
    const each = { rss: (after.rssBytes - before.rssBytes) / clients / 1024, heap: (after.heapBytes - before.heapBytes) / clients / 1024 };
    memory.set(kind, each);
    print(`${kind.padEnd(10)} ${each.rss.toFixed(1)} KB a connection (${each.heap.toFixed(1)} KB of it JavaScript), all connected after ${(tookMs / 1000).toFixed(1)} s, process ${(after.rssBytes / 1048576).toFixed(0)} MB`);
  }

  /** Of each round. */
  const latency = new Map<ServerKind, (readonly number[])[]>(serverKinds.map((kind) => [kind, []]));
  const cpu = new Map<ServerKind, number>(serverKinds.map((kind) => [kind, 0]));
  let size = '';
  for (let round = 0; round < rounds + 2; round++) {
    // Each round begins with another one.
    for (const kind of [...serverKinds.slice(round % 3), ...serverKinds.slice(0, round % 3)]) {
      const { times, bytes, cpuMs } = await broadcast(servers.get(kind)?.server, crowd, kind);
      // The first two warm up.
      if (round >= 2) cpu.set(kind, (cpu.get(kind) ?? 0) + cpuMs / rounds);
      if (round >= 2) latency.get(kind)?.push(times);
      else size += `${kind} ${bytes} bytes, `;
    }
  }
  // The median of the rounds: what else the machine does in one of them belongs to nobody here.
  const p = (kind: ServerKind, part: number): number => percentile((latency.get(kind) ?? []).map((times) => percentile(times, part)), 0.5);
  print(`\nbroadcast to all, from the commit (or the start of the loop) to receipt, median of ${rounds} rounds; ${size.split(', ').slice(0, 3).join(', ')}`);
  for (const kind of serverKinds) print(`${kind.padEnd(10)} first ${p(kind, 0).toFixed(0)} ms, p50 ${p(kind, 0.5).toFixed(0)} ms, p95 ${p(kind, 0.95).toFixed(0)} ms, p99 ${p(kind, 0.99).toFixed(0)} ms; processor time of the server ${cpu.get(kind)?.toFixed(0)} ms a broadcast`);

  const back = await comeBack(servers, crowd, returning, share);
  print(`\n${returning} connections come back at once, ${missedEvents} events behind, while ${back.pages} pages are being read: p50 ${percentile(back.times, 0.5).toFixed(0)} ms, all served after ${Math.max(...back.times).toFixed(0)} ms (${back.cpuMs.toFixed(0)} ms of the station's processor time); missing ${back.missing}, doubled ${back.doubled}`);

  const kb = memory.get('station')?.rss ?? Infinity;
  const toWs = p('station', 0.95) / p('ws', 0.95);
  const toSocketIo = p('station', 0.95) / p('socket.io', 0.95);
  const last = Math.max(...back.times);
  const verdicts: readonly (readonly [boolean, string])[] = [
    [kb <= allowedKB, `at most ${allowedKB} KB of server memory a connection: ${kb.toFixed(1)} KB (ws ${memory.get('ws')?.rss.toFixed(1)}, Socket.IO ${memory.get('socket.io')?.rss.toFixed(1)})`],
    [toWs <= allowedRatio, `broadcast p95 within ${allowedRatio} of bare ws: ${toWs.toFixed(2)} (${p('station', 0.95).toFixed(0)} to ${p('ws', 0.95).toFixed(0)} ms)`],
    [toSocketIo < 1, `broadcast p95 ahead of Socket.IO: ${toSocketIo.toFixed(2)} (${p('station', 0.95).toFixed(0)} to ${p('socket.io', 0.95).toFixed(0)} ms)`],
    [last <= allowedBackMs && back.missing === 0 && back.doubled === 0, `${returning} that come back at once served within ${allowedBackMs} ms, nothing lost or doubled: ${last.toFixed(0)} ms`],
  ];
  print('');
  for (const [met, text] of verdicts) print(`${met ? 'met   ' : 'MISSED'}  ${text}`);

  for (const it of crowd) await it.end();
  await Promise.all([...servers.values()].map(({ server }) => server.end()));
  return verdicts.every(([met]) => met);
}

async function memoryOf(server: Server): Promise<Extract<FromServer, { kind: 'memory' }>> {
  server.ask({ kind: 'memory' });
  return server.answer('memory');
}

/** Milliseconds from the broadcast to the receipt by each client. */
async function broadcast(server: Server | undefined, crowd: readonly Crowd[], kind: ServerKind): Promise<{ readonly times: readonly number[]; readonly bytes: number; readonly cpuMs: number }> {
  const before = await cpuOf(server);
  for (const it of crowd) it.ask({ kind: 'expect', server: kind });
  await Promise.all(crowd.map((it) => it.answer('expecting')));
  server?.ask({ kind: 'broadcast' });
  const sent = await server?.answer('broadcast');
  const heard = await Promise.all(crowd.map((it) => it.answer('heard')));
  const missing = heard.reduce((sum, it) => sum + it.missing, 0);
  if (missing > 0 || sent === undefined) throw new Error(`${missing} clients of ${kind} heard nothing`);
  return { times: heard.flatMap(({ times }) => times.map((at) => at - sent.at)), bytes: sent.bytes, cpuMs: await cpuOf(server) - before };
}

async function cpuOf(server: Server | undefined): Promise<number> {
  server?.ask({ kind: 'cpu' });
  return (await server?.answer('cpu'))?.ms ?? 0;
}

async function comeBack(
  servers: ReadonlyMap<ServerKind, { readonly server: Server; readonly at: Greeting }>, crowd: readonly Crowd[], returning: number, share: (count: number, index: number) => number,
): Promise<{ readonly times: readonly number[]; readonly missing: number; readonly doubled: number; readonly pages: number; readonly cpuMs: number }> {
  const station = servers.get('station');
  if (!station) throw new Error('no station');
  const { server, at } = station;
  const event = async (): Promise<number> => {
    server.ask({ kind: 'broadcast' });
    return (await server.answer('broadcast')).lastSeq;
  };
  crowd.forEach((it, index) => it.ask({ kind: 'drop', server: 'station', count: share(returning, index) }));
  await Promise.all(crowd.map((it) => it.answer('dropped')));
  const position = await event();
  let until = position;
  for (let missed = 0; missed < missedEvents; missed++) until = await event();
  // What was told to the others has been heard before the clock starts.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  server.ask({ kind: 'read-pages' });
  const { pages } = await server.answer('read-pages');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const hello: unknown = JSON.parse(at.hello ?? '{}');
  const cpuBefore = await cpuOf(server);
  const begun = clockMs();
  crowd.forEach((it, index) => it.ask({ kind: 'resume', server: 'station', at, count: share(returning, index), hello: JSON.stringify({ ...(typeof hello === 'object' ? hello : {}), position }), until }));
  const resumed = await Promise.all(crowd.map((it) => it.answer('resumed')));
  return {
    times: resumed.flatMap(({ times }) => times.map((time) => time - begun)), pages, cpuMs: await cpuOf(server) - cpuBefore,
    missing: resumed.reduce((sum, it) => sum + it.missing, 0), doubled: resumed.reduce((sum, it) => sum + it.doubled, 0),
  };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
