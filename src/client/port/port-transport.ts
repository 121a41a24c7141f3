/** The station of this very window: no socket and no token, for the port itself says who asks. Requests and live channels share it. */
import { toWindowSchema, type FromWindow, type ToWindow, type WindowBody, type WindowPort } from '../../contract/window.ts';
import { offline } from '../station-error.ts';
import type { LiveChannelEvents, Transport, WireAnswer } from '../transport.ts';
import { contentOf } from './bodies.ts';

interface Waiting {
  resolve(answer: WireAnswer): void;
  reject(error: unknown): void;
}

/** One open port, with what waits for an answer on it. */
interface Line {
  readonly port: WindowPort;
  readonly waiting: Map<number, Waiting>;
  readonly channels: Map<number, LiveChannelEvents>;
  ended: boolean;
}

/** `connect` opens a port to the station: at first use, and again after one has ended. It throws, or rejects, while the station is not there. */
export function portTransport(connect: () => WindowPort | Promise<WindowPort>): Transport {
  let current: Promise<Line> | null = null;
  let nextId = 1;
  let closed = false;

  async function open(): Promise<Line> {
    const fresh: Line = { port: await connect(), waiting: new Map(), channels: new Map(), ended: false };
    fresh.port.onClose(() => end(fresh));
    fresh.port.onMessage((message) => hear(fresh, message));
    if (closed) fresh.port.close();
    return fresh;
  }

  async function line(): Promise<Line> {
    if (closed) throw offline('the client is closed');
    current ??= open();
    const mine = current;
    try {
      return await mine;
    } catch (cause) {
      if (current === mine) current = null;
      throw offline(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** The next to ask opens another port. */
  function end(over: Line): void {
    if (over.ended) return;
    over.ended = true;
    current = null;
    for (const asked of over.waiting.values()) asked.reject(offline('its port was closed'));
    over.waiting.clear();
    const channels = [...over.channels.values()];
    over.channels.clear();
    for (const channel of channels) channel.closed();
  }

  function hear({ waiting, channels }: Line, said: unknown): void {
    const parsed = toWindowSchema.safeParse(said);
    if (!parsed.success) return;
    const message: ToWindow = parsed.data;
    if (message.type === 'live') return channels.get(message.id)?.message(message.message);
    if (message.type === 'live-closed') {
      const channel = channels.get(message.id);
      channels.delete(message.id);
      return channel?.closed();
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'unanswered') asked?.reject(offline(message.message));
    else asked?.resolve(answerOf(message));
  }

  const say = ({ port }: Line, message: FromWindow, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);

  return {
    tokens: null,
    async exchange({ route, params, query, body, idempotencyKey }, signal) {
      const [on, { content, transfer }] = await Promise.all([line(), contentOf(body)]);
      signal.throwIfAborted();
      if (on.ended) throw offline('its port was closed');
      const id = nextId++;
      return await new Promise<WireAnswer>((resolve, reject) => {
        signal.addEventListener('abort', () => {
          if (on.waiting.delete(id)) say(on, { type: 'abort', id });
          reject(signal.reason);
        }, { once: true });
        on.waiting.set(id, { resolve, reject });
        say(on, { type: 'request', id, route, params, query, body: content, idempotencyKey }, transfer);
      });
    },
    openLive(on) {
      const id = nextId++;
      let mine: Line | null = null;
      let over = false;
      async function openChannel(): Promise<void> {
        try {
          const found = await line();
          if (over) return;
          if (found.ended) return on.closed();
          mine = found;
          mine.channels.set(id, on);
          say(mine, { type: 'open-live', id });
          on.opened();
        } catch {
          if (!over) on.closed();
        }
      }
      void openChannel();
      return {
        send: (message) => {
          if (mine?.channels.has(id) === true) say(mine, { type: 'live', id, message });
        },
        close: () => {
          over = true;
          if (mine?.channels.delete(id) === true) say(mine, { type: 'close-live', id });
        },
      };
    },
    close() {
      if (closed) return;
      closed = true;
      void closePort(current);
    },
  };

  async function closePort(last: Promise<Line> | null): Promise<void> {
    try {
      const it = await last;
      it?.port.close();
      if (it) end(it);
    } catch {
      // It was never open.
    }
  }
}

function answerOf({ status, headers, body }: Extract<ToWindow, { type: 'answer' }>): WireAnswer {
  return {
    status,
    header: (name) => headers[name.toLowerCase()] ?? null,
    json: async () => (body.kind === 'json' ? body.value : undefined),
    blob: async () => blobOf(body, headers['content-type'] ?? ''),
  };
}

function blobOf(body: WindowBody, type: string): Blob {
  return new Blob(body.kind === 'bytes' ? [new Uint8Array(body.bytes)] : [], { type });
}
