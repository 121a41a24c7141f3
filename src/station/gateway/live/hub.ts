/** The live connections of the station: what comes in by a socket or a port becomes a session; what is appended to the log or signalled reaches those who may and want to see it. docs/live-protocol.md describes what they say. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import { maxClientMessageBytes, type SignalTopic, signalTopics } from '../../../contract/live.ts';
import type { LiveStatistics } from '../../../contract/routes/work.ts';
import type { Bus } from '../../bus/bus.ts';
import type { EventLog } from '../../bus/event-log.ts';
import type { Access } from '../access/access.ts';
import { MethodRefused, UpgradeNeeded } from '../http/problems.ts';
import { Audience, audienceKey } from './audience.ts';
import { Broadcast } from './broadcast.ts';
import { CatchingUp } from './catching-up.ts';
import type { Counters } from './counters.ts';
import { type Outgoing, outgoing } from './outgoing.ts';
import { type LivePort, portTransport } from './port.ts';
import { progressSignals } from './progress-signals.ts';
import { RecentEvents } from './recent-events.ts';
import { helloWithinMs, Session } from './session.ts';
import type { SessionHost } from './session-host.ts';
import { LiveSocket } from './socket.ts';

export interface LiveHub extends AsyncDisposable {
  /** Takes over a socket that asked for an upgrade to a WebSocket at `livePath`; Host and Origin were checked before. Throws ZhiyueError request-invalid for what is no handshake, station-closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void;
  /** Serves a port of the window, for the person given. */
  attach(port: LivePort, principal: Principal): void;
  statistics(): LiveStatistics;
}

export interface LiveHubOptions {
  readonly log: EventLog & { readonly id: string };
  readonly access: Access;
  readonly bus: Pick<Bus, 'onSignal'>;
  readonly config: { readonly heartbeatMs: number; readonly maxMessageQueue: number; readonly reconnectDelaysMs: readonly number[]; readonly maxConnections?: number };
  /** Figures of an exam, as the signal `progress` tells them. */
  readonly progressOf: (examId: string) => Readonly<Record<string, unknown>>;
  readonly onTrouble: (trouble: string) => void;
}

const mostConnections = 20_000;
/** For the other end to answer a close frame. */
const closeTimeout = 2_000;

export function openLiveHub({ log, access, bus, config, progressOf, onTrouble }: LiveHubOptions): LiveHub {
  const openedAt = performance.now();
  const now = (): number => Math.trunc(performance.now() - openedAt);
  const most = config.maxConnections ?? mostConnections;
  const sessions = new Set<Session>();
  const audiences = new Map<string, Audience<Session>>();
  const counters: Counters = { queued: 0, dropped: 0, overflows: 0, sentMessages: 0, sentBytes: 0, receivedBytes: 0, refused: 0 };
  let rights = 0;
  /** Also those that were told goodbye and have not answered yet. */
  let openSockets = 0;
  let everybodyLeft: (() => void) | null = null;
  const socketClosed = (): void => {
    openSockets--;
    if (openSockets === 0) everybodyLeft?.();
  };

  const recent = new RecentEvents(log);
  const catchingUp = new CatchingUp(recent);
  const broadcast: Broadcast = new Broadcast({ log, recent, audiences: { [Symbol.iterator]: () => audiences.values() }, onHead: () => catchingUp.headMoved(broadcast), onDropped: () => { counters.dropped++; } });

  const host: SessionHost<Session> = {
    record: log.id, heartbeatMs: config.heartbeatMs, reconnectDelaysMs: config.reconnectDelaysMs, maxMessageQueue: config.maxMessageQueue, access, counters, now, onTrouble,
    lastSeq: () => log.lastSeq(),
    positionOf: (session) => broadcast.positionOf(session),
    rightsVersion: () => rights,
    audienceOf(filter) {
      const key = audienceKey(filter);
      const known = audiences.get(key);
      if (known) return known;
      const audience = new Audience<Session>(key, filter);
      audiences.set(key, audience);
      return audience;
    },
    forget: ({ key }) => void audiences.delete(key),
    catchUp: (session) => catchingUp.add(session, broadcast),
    ended: (session) => void sessions.delete(session),
  };

  const stopAppended = log.onAppended(() => broadcast.appended());
  const stopRights = access.onChanged(({ principalId, principal }) => {
    rights++;
    for (const session of sessions) {
      if (session.principal?.id !== principalId) continue;
      if (principal === null) session.end('device-revoked', 'This device was revoked at the station.');
      else session.changeRights(principal);
    }
  });

  const send = (topic: SignalTopic, exam: string | null, body: Readonly<Record<string, unknown>>): void =>
    broadcast.signal({ key: `${topic} ${exam ?? ''}`, topic, exam, out: outgoing({ type: 'signal', topic, exam, at: new Date().toISOString(), body: { ...body } }) });
  const listenedTo = (topic: SignalTopic, exam: string | null): boolean => [...audiences.values()].some((audience) => audience.live.size > 0 && audience.wantsSignal(topic, exam));
  const progress = progressSignals({ listenedTo: (exam) => listenedTo('progress', exam), figuresOf: progressOf, send: (exam, figures) => send('progress', exam, figures), onTrouble });
  const stopSignals = signalTopics.map((topic) => bus.onSignal(topic, (about) => {
    if (topic === 'progress') {
      if (typeof about === 'string') progress.changed(about);
    } else if (isRecord(about) && listenedTo(topic, null)) send(topic, null, about);
  }));

  // One timer for all: a timer a connection costs memory and wakes the station ten thousand times.
  const sweeping = setInterval(() => {
    const pings = new Map<number, Outgoing>();
    const ping = (position: number): Outgoing => {
      const made = pings.get(position) ?? outgoing({ type: 'ping', position });
      pings.set(position, made);
      return made;
    };
    const [nowMs, wallMs] = [now(), Date.now()];
    for (const session of sessions) session.sweep(nowMs, wallMs, ping);
  }, Math.max(10, Math.min(helloWithinMs / 5, config.heartbeatMs / 4)));
  sweeping.unref();

  const serverOptions = { noServer: true, clientTracking: false, perMessageDeflate: false, autoPong: false, maxPayload: maxClientMessageBytes, WebSocket: LiveSocket, closeTimeout } as const;
  const server = new WebSocketServer<typeof LiveSocket>(serverOptions);
  // Within `handleUpgrade`, which hands it on to whoever asked for the upgrade.
  server.on('wsClientError', (error, _socket, request) => { throw refusedHandshake(error, request); });
  let closing: Promise<void> | null = null;

  const begin = (session: Session): void => {
    sessions.add(session);
    if (closing !== null) session.end('station-closed', 'The station is closing.');
    else if (sessions.size > most) session.refuse('too-many-connections', 'The station serves as many connections as it may; try again later.');
  };

  const close = async (): Promise<void> => {
    stopAppended();
    stopRights();
    for (const stop of stopSignals) stop();
    progress.close();
    clearInterval(sweeping);
    for (const session of sessions) session.end('station-closed', 'The station is closing; come back when it runs again.');
    catchingUp.close();
    broadcast.close();
    server.close();
    await new Promise<void>((resolve) => {
      everybodyLeft = resolve;
      if (openSockets === 0) resolve();
    });
  };

  return {
    upgrade(request, socket, head) {
      if (closing !== null) throw new ZhiyueError('station-closed', 'The station is being stopped.');
      server.handleUpgrade(request, socket, Buffer.from(head.buffer, head.byteOffset, head.byteLength), (webSocket) => {
        const session = new Session(host, webSocket, null);
        openSockets++;
        webSocket.serve(session, socket, socketClosed);
        begin(session);
      });
    },
    attach(port, principal) {
      const session = new Session(host, portTransport(port), principal);
      port.onMessage((message) => session.hear(message));
      port.onClose(() => session.gone());
      begin(session);
    },
    statistics() {
      const connections: Record<string, number> = {};
      let lag = 0;
      for (const session of sessions) {
        const type = session.connection ?? 'waiting';
        connections[type] = (connections[type] ?? 0) + 1;
        if (session.connection !== null) lag = Math.max(lag, broadcast.head - broadcast.positionOf(session) + session.queued);
      }
      return { connections, ...counters, lag };
    },
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

function refusedHandshake({ message }: Error, { method = '', headers }: IncomingMessage): ZhiyueError {
  if (method !== 'GET') return new MethodRefused(method, ['GET']);
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-version'] !== '13') return new UpgradeNeeded();
  return new ZhiyueError('request-invalid', `This is no handshake of a WebSocket: ${message}.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
