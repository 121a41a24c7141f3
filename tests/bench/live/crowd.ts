/** Thousands of clients in one process: bare TCP sockets that speak just enough WebSocket, so that the clients' work does not hide the server's. */
import { connect, type Socket } from 'node:net';
import { clockMs, type FromCrowd, type Greeting, type ServerKind, type ToCrowd } from './messages.ts';

const say = (answer: FromCrowd): void => void process.send?.(answer);
const atOnce = 100;

/** A text as a masked frame; the mask is zero, so that the text stands in it as it is. */
function frame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? Buffer.from([0x81, 0x80 | length, 0, 0, 0, 0]) : Buffer.from([0x81, 0xfe, length >> 8, length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, Buffer.from(text)]);
}

const pong = frame('{"type":"pong"}');
const socketIoPong = frame('3');
const socketIoConnect = frame('40');
const [openingBrace, letterE, letterP, letterS, digit2, digit4] = [0x7b, 0x65, 0x70, 0x73, 0x32, 0x34];

class Client {
  readonly socket: Socket;
  heardAt = 0;
  awaited = false;
  lastSeq = 0;
  doubled = 0;
  /** Seqs are read only where somebody asks for them: it costs time. */
  until = 0;
  #rest: Buffer | null = null;
  #upgraded = false;
  readonly #kind: ServerKind;
  readonly #hello: string | null;
  #onReady: ((ok: boolean) => void) | null;
  readonly #onEvent: (client: Client) => void;

  constructor(kind: ServerKind, at: Greeting, hello: string | null, onReady: (ok: boolean) => void, onEvent: (client: Client) => void) {
    this.#kind = kind;
    this.#hello = hello;
    this.#onReady = onReady;
    this.#onEvent = onEvent;
    this.socket = connect(at.port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('connect', () => this.socket.write(`GET ${at.path} HTTP/1.1\r\nHost: 127.0.0.1:${at.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`));
    this.socket.on('data', (piece: Buffer) => this.#read(piece));
    this.socket.on('error', () => this.#ready(false));
    this.socket.on('close', () => this.#ready(false));
  }

  #ready(ok: boolean): void {
    this.#onReady?.(ok);
    this.#onReady = null;
  }

  #read(piece: Buffer): void {
    let bytes = this.#rest === null ? piece : Buffer.concat([this.#rest, piece]);
    this.#rest = null;
    if (!this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) {
        this.#rest = bytes;
        return;
      }
      if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        process.stderr.write(`not upgraded: ${bytes.toString().split('\r\n')[0]}\n`);
        this.socket.destroy();
        return;
      }
      this.#upgraded = true;
      bytes = bytes.subarray(end + 4);
      if (this.#hello !== null) this.socket.write(frame(this.#hello));
      else if (this.#kind === 'ws') this.#ready(true);
    }
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length - at < head) break;
      const length = short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
      if (bytes.length - at < head + length) break;
      this.#hear(bytes, at + head, length, (bytes[at] ?? 0) & 0x0f);
      at += head + length;
    }
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** Tells messages apart by a letter or two: `{"type":"event"…`, `{"type":"ping"…`, `42["event"…`, `2`. */
  #hear(bytes: Buffer, at: number, length: number, opcode: number): void {
    if (opcode === 8) return;
    if (bytes[at] === openingBrace) {
      if (bytes[at + 9] === letterE) this.#event(bytes, at);
      else if (bytes[at + 9] === letterP) this.socket.write(pong);
      else if (bytes.subarray(at, at + 20).includes('welcome')) this.#ready(true);
      else if (bytes[at + 9] !== letterS) process.stderr.write(`unexpected: ${bytes.subarray(at, at + length).toString()}\n`);
    } else if (bytes[at] === digit4 && bytes[at + 1] === digit2) this.#event(bytes, at);
    else if (bytes[at] === digit2) this.socket.write(socketIoPong);
    else if (bytes[at] === digit4) this.#ready(true);
    else if (this.#kind === 'socket.io') this.socket.write(socketIoConnect);
  }

  #event(bytes: Buffer, at: number): void {
    if (this.until > 0) {
      // `{"type":"event","event":{"seq":123,`
      const seq = Number.parseInt(bytes.toString('latin1', at + 31, at + 45), 10);
      if (seq <= this.lastSeq) this.doubled++;
      this.lastSeq = seq;
      if (seq < this.until || this.heardAt > 0) return;
    }
    this.heardAt = clockMs();
    this.#onEvent(this);
  }
}

const clients = new Map<ServerKind, Client[]>();
let expected: { missing: number; readonly done: () => void } | null = null;
const onEvent = (client: Client): void => {
  if (!expected || !client.awaited) return;
  client.awaited = false;
  if (--expected.missing === 0) expected.done();
};

function expectFrom(of: readonly Client[], timeoutMs: number, done: (times: readonly number[], missing: number) => void): void {
  const finish = (): void => {
    clearTimeout(late);
    const times = of.filter(({ heardAt }) => heardAt > 0).map(({ heardAt }) => heardAt);
    expected = null;
    done(times, of.length - times.length);
  };
  const late = setTimeout(finish, timeoutMs);
  for (const client of of) client.awaited = true;
  expected = { missing: of.length, done: finish };
  if (of.length === 0) finish();
}

function open(kind: ServerKind, at: Greeting, hello: string | null, until = 0): { readonly client: Client; readonly ready: Promise<boolean> } {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const client = new Client(kind, at, hello, resolve, onEvent);
  client.until = until;
  return { client, ready: promise };
}

async function take(ask: ToCrowd): Promise<void> {
  switch (ask.kind) {
    case 'connect': {
      const mine = clients.get(ask.server) ?? [];
      clients.set(ask.server, mine);
      let failed = 0;
      for (let opened = 0; opened < ask.count; opened += atOnce) {
        const wave = Array.from({ length: Math.min(atOnce, ask.count - opened) }, () => open(ask.server, ask.at, ask.at.hello));
        for (const { client } of wave) mine.push(client);
        failed += (await Promise.all(wave.map(({ ready }) => ready))).filter((ok) => !ok).length;
      }
      return say({ kind: 'connected', failed });
    }
    case 'expect': {
      const mine = clients.get(ask.server) ?? [];
      for (const client of mine) client.heardAt = 0;
      expectFrom(mine, 30_000, (times, missing) => say({ kind: 'heard', times, missing }));
      return say({ kind: 'expecting' });
    }
    case 'drop': {
      for (const { socket } of clients.get(ask.server)?.splice(0, ask.count) ?? []) socket.destroy();
      return say({ kind: 'dropped' });
    }
    case 'resume': {
      const mine = clients.get(ask.server) ?? [];
      const back = Array.from({ length: ask.count }, () => open(ask.server, ask.at, ask.hello, ask.until).client);
      mine.push(...back);
      return expectFrom(back, 60_000, (times, missing) => say({ kind: 'resumed', times, missing, doubled: back.reduce((sum, { doubled }) => sum + doubled, 0) }));
    }
    case 'end': return process.exit(0);
  }
}

// Both ends are the bench's own.
process.on('message', (ask: ToCrowd) => void take(ask));
process.on('disconnect', () => process.exit(0));
