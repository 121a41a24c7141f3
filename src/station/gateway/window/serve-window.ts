/** The station's end of a window's port: requests through the one door for requests, live channels to the hub. Who asks is whoever the port was made for. */
import type { Principal } from '../../../contract/access.ts';
import { fromWindowSchema, type FromWindow, type ToWindow, type WindowBody, type WindowPort } from '../../../contract/window.ts';
import type { InjectedAnswer } from '../http/door.ts';
import type { Gateway } from '../opened-gateway.ts';

/** Serves until the port closes; disposing ends requests under way, live channels and the port. */
export function serveWindow(port: WindowPort, gateway: Pick<Gateway, 'inject' | 'hub'>, principal: Principal): Disposable {
  const underWay = new Map<number, AbortController>();
  const channels = new Map<number, { hear(message: unknown): void; gone(): void }>();
  let over = false;

  const say = (message: ToWindow, transfer: readonly ArrayBuffer[] = []): void => {
    if (!over) port.postMessage(message, transfer);
  };

  async function answer({ id, route, params, query, body, idempotencyKey }: Extract<FromWindow, { type: 'request' }>): Promise<void> {
    const abort = new AbortController();
    underWay.set(id, abort);
    try {
      const answered = await gateway.inject({ name: route, params, query, body: contentOf(body), principal, signal: abort.signal, ...(idempotencyKey === null ? {} : { idempotencyKey }) });
      const { content, transfer } = bodyOf(answered);
      say({ type: 'answer', id, status: answered.status, headers: { ...answered.headers }, body: content }, transfer);
    } catch {
      // Whatever goes wrong in a request is answered by the door; only a request that was given up, or a door that is closed, has no answer.
      if (!abort.signal.aborted) say({ type: 'unanswered', id, message: 'the station is closing' });
    } finally {
      underWay.delete(id);
    }
  }

  function openLive(id: number): void {
    if (channels.has(id)) return;
    const hears: ((message: unknown) => void)[] = [];
    const closes: (() => void)[] = [];
    channels.set(id, { hear: (message) => hears.forEach((tell) => tell(message)), gone: () => closes.forEach((close) => close()) });
    gateway.hub.attach({
      send: (message) => say({ type: 'live', id, message }),
      onMessage: (listener) => void hears.push(listener),
      onClose: (listener) => void closes.push(listener),
      close: () => {
        if (channels.delete(id)) say({ type: 'live-closed', id });
      },
    }, principal);
  }

  function hear(said: unknown): void {
    const parsed = fromWindowSchema.safeParse(said);
    if (!parsed.success) return refuse(said);
    const message = parsed.data;
    switch (message.type) {
      case 'request': return void answer(message);
      case 'abort': return underWay.get(message.id)?.abort();
      case 'open-live': return openLive(message.id);
      case 'live': return channels.get(message.id)?.hear(message.message);
      case 'close-live': return leave(message.id);
    }
  }

  /** A window of another version, or a mistake in it: it must not wait for an answer that never comes. */
  function refuse(said: unknown): void {
    const id = typeof said === 'object' && said !== null && 'id' in said ? said.id : null;
    if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) say({ type: 'unanswered', id, message: 'it does not understand this window' });
  }

  function leave(id: number): void {
    const channel = channels.get(id);
    channels.delete(id);
    channel?.gone();
  }

  function end(): void {
    if (over) return;
    over = true;
    for (const abort of underWay.values()) abort.abort();
    for (const id of channels.keys()) leave(id);
  }

  port.onClose(end);
  port.onMessage(hear);
  return {
    [Symbol.dispose]: () => {
      end();
      port.close();
    },
  };
}

function contentOf(body: WindowBody): unknown {
  switch (body.kind) {
    case 'none': return undefined;
    case 'json': return body.value;
    case 'bytes': return body.bytes;
    case 'form': {
      const form = new FormData();
      for (const { field, content } of body.parts) {
        if (typeof content === 'string') form.append(field, content);
        else form.append(field, new File([new Uint8Array(content.bytes)], content.name, { type: content.mediaType }));
      }
      return form;
    }
  }
}

function bodyOf({ body }: InjectedAnswer): { readonly content: WindowBody; readonly transfer: readonly ArrayBuffer[] } {
  if (body === undefined) return { content: { kind: 'none' }, transfer: [] };
  if (!(body instanceof Uint8Array)) return { content: { kind: 'json', value: body }, transfer: [] };
  // A copy of its own: small buffers of Node share theirs with others.
  const bytes = new Uint8Array(body);
  return { content: { kind: 'bytes', bytes }, transfer: [bytes.buffer] };
}
