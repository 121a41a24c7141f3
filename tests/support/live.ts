/** A live hub on a real record behind a real socket, and a client that keeps what it hears. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { localOperator, type Principal } from '../../src/contract/access.ts';
import { ZhiyueError } from '../../src/contract/errors.ts';
import type { NewEvent } from '../../src/contract/events.ts';
import { type ClientMessage, livePath, liveProtocol, type StationMessage, stationMessageSchema } from '../../src/contract/live.ts';
import { Signals } from '../../src/station/bus/signals.ts';
import type { Access, SignedIn } from '../../src/station/gateway/access/access.ts';
import { type LiveHub, type LiveHubOptions, openLiveHub } from '../../src/station/gateway/live/hub.ts';
import { openStore, type Store } from '../../src/station/store/store.ts';
import { temporaryFolder, until } from './redis.ts';

/** Tokens as a list; what the gateway's own access does with signatures and the record, this does with a map. */
export class TestAccess implements Access {
  readonly tokens = new Map<string, SignedIn>();
  readonly #listeners = new Set<(change: { readonly principalId: string; readonly principal: Principal | null }) => void>();

  async signedIn(token: string): Promise<SignedIn> {
    const known = this.tokens.get(token);
    if (!known) throw new ZhiyueError('not-signed-in', 'The token is not one of this station.');
    if (known.expiresAt !== null && known.expiresAt <= Date.now()) throw new ZhiyueError('token-expired', 'The token has ended.');
    return known;
  }

  onChanged(listener: (change: { readonly principalId: string; readonly principal: Principal | null }) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  allow(token: string, principal: Partial<Principal> & { readonly id: string }, expiresAt: number | null = null): void {
    this.tokens.set(token, { principal: { name: principal.id, role: 'operator', exams: 'all', local: false, ...principal }, expiresAt });
  }

  change(principalId: string, principal: Principal | null): void {
    for (const [token, signedIn] of this.tokens) {
      if (signedIn.principal.id !== principalId) continue;
      if (principal) this.tokens.set(token, { ...signedIn, principal });
      else this.tokens.delete(token);
    }
    for (const listener of this.#listeners) listener({ principalId, principal });
  }
}

export interface TestHub extends AsyncDisposable {
  readonly hub: LiveHub;
  readonly store: Store;
  readonly access: TestAccess;
  readonly troubles: string[];
  readonly port: number;
  signal(topic: string, about: unknown): void;
  /** Appends in one transaction; resolves once it is on disk. */
  append(...events: readonly NewEvent[]): Promise<void>;
}

export const page = (n: number, examId = 'e1', batchId = 'b1'): NewEvent => ({ type: 'page.received', examId, correlationId: batchId, payload: { batch_id: batchId, page_id: `p${n}`, source_id: 's', page_in_file: 1, duplicate_of: null } });

export async function openTestHub(config: Partial<LiveHubOptions['config']> = {}, progressOf: LiveHubOptions['progressOf'] = (examId) => ({ exam: examId })): Promise<TestHub> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const store = opened.use(await openStore(folder.path));
  const access = new TestAccess();
  access.allow('operator', localOperator);
  const troubles: string[] = [];
  const signals = new Signals();
  const hub = openLiveHub({
    log: store.log, access, bus: { onSignal: (topic, listener) => signals.listen(topic, listener) },
    config: { heartbeatMs: 30_000, maxMessageQueue: 1000, reconnectDelaysMs: [1000, 2000], ...config }, progressOf, onTrouble: (trouble) => troubles.push(trouble),
  });
  const server = createServer().on('upgrade', (request, socket, head) => hub.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
  opened.use(hub);
  const owned = opened.move();
  return {
    hub, store, access, troubles, port: portOf(server.address()),
    signal: (topic, about) => signals.send(topic, about, (error) => troubles.push(error.message)),
    append: async (...events) => void await store.write((tx) => events.map((event) => tx.append(event))),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

type MessageOf<T extends StationMessage['type']> = Extract<StationMessage, { type: T }>;

/** Speaks the live protocol; checks with the schemas whatever it hears. */
export class LiveClient implements Disposable {
  readonly heard: StationMessage[] = [];
  readonly socket: WebSocket;
  closedWith: number | null = null;
  answersPings = false;

  constructor(address: string, options: { readonly headers?: Readonly<Record<string, string>> } = {}) {
    this.socket = new WebSocket(address, { perMessageDeflate: false, ...options });
    this.socket.on('message', (message) => {
      const heard = stationMessageSchema.parse(JSON.parse(Buffer.isBuffer(message) ? message.toString() : ''));
      this.heard.push(heard);
      if (this.answersPings && heard.type === 'ping') this.say({ type: 'pong' });
    });
    this.socket.on('close', (code) => { this.closedWith = code; });
    this.socket.on('error', () => {});
  }

  static async open(at: { readonly port: number } | string): Promise<LiveClient> {
    const client = new LiveClient(typeof at === 'string' ? at : `ws://127.0.0.1:${at.port}${livePath}`);
    await until('the socket is open', () => client.socket.readyState !== WebSocket.CONNECTING);
    return client;
  }

  /** Opens, says hello and waits for the answer. */
  static async greeted(at: { readonly port: number } | string, hello: Partial<Extract<ClientMessage, { type: 'hello' }>> = {}): Promise<LiveClient> {
    const client = await LiveClient.open(at);
    client.hello(hello);
    await until('there is an answer to the hello', () => client.heard.length > 0 || client.closedWith !== null);
    return client;
  }

  say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  hello(hello: Partial<Extract<ClientMessage, { type: 'hello' }>> = {}): void {
    this.say({ type: 'hello', protocol: liveProtocol, connection: 'general', token: 'operator', ...hello });
  }

  all<T extends StationMessage['type']>(type: T): MessageOf<T>[] {
    return this.heard.filter((message): message is MessageOf<T> => message.type === type);
  }

  async next<T extends StationMessage['type']>(type: T, count = 1): Promise<MessageOf<T>> {
    await until(`${count} × ${type} came`, () => this.all(type).length >= count);
    const message = this.all(type)[count - 1];
    if (!message) throw new Error(`no ${type}`);
    return message;
  }

  get seqs(): number[] {
    return this.all('event').map(({ event }) => event.seq);
  }

  async closed(): Promise<number> {
    await until('the connection is closed', () => this.closedWith !== null);
    return this.closedWith ?? 0;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

/** A bare socket that has asked for the upgrade, for frames that no library would send. */
export async function rawSocket(port: number): Promise<Socket & { received: Buffer }> {
  const socket = Object.assign(connect(port, '127.0.0.1'), { received: Buffer.alloc(0) });
  socket.on('error', () => {});
  socket.on('data', (piece: Buffer) => { socket.received = Buffer.concat([socket.received, piece]); });
  socket.write(`GET ${livePath} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  await until('the upgrade was answered', () => socket.received.includes('\r\n\r\n'));
  return socket;
}
