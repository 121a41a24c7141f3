/** Requests of the window: the same instance, the same checks, no socket. */
import type { FastifyInstance } from 'fastify';
import type { HttpDoor, InjectedRequest } from './door.ts';
import { specs } from './route-table.ts';
import type { Tickets } from './tickets.ts';

export function injectInto(app: FastifyInstance, tickets: Tickets): HttpDoor['inject'] {
  return async ({ name, params, query, body, principal, idempotencyKey, signal }) => {
    signal?.throwIfAborted();
    using ticket = tickets.issue(principal, signal);
    const spec = specs[name];
    const payload = await payloadOf(body);
    // A request whose body has arrived is not ended by its signal: the ticket tells the handler, and here nobody waits any longer.
    const givenUp = Promise.withResolvers<never>();
    givenUp.promise.catch(() => {});
    const giveUp = (): void => givenUp.reject(signal?.reason);
    signal?.addEventListener('abort', giveUp);
    const response = await Promise.race([givenUp.promise, app.inject({
      method: spec.method, url: urlOf(spec.path, params ?? {}, query ?? {}), remoteAddress: ticket.ticket, ...(signal ? { signal } : {}),
      headers: { ...(payload ? { 'content-type': payload.mediaType } : {}), ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
      ...(payload ? { payload: payload.bytes } : {}),
    })]).finally(() => signal?.removeEventListener('abort', giveUp));
    const headers = Object.fromEntries(Object.entries(response.headers).flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)]])));
    const { statusCode: status, rawPayload } = response;
    if (rawPayload.length === 0) return { status, headers, body: undefined };
    const json = /^application\/(\w+\+)?json/.test(headers['content-type'] ?? '') && (spec.answer !== 'file' || status >= 400);
    return { status, headers, body: json ? JSON.parse(response.payload) : new Uint8Array(rawPayload) };
  };
}

function urlOf(path: string, params: NonNullable<InjectedRequest['params']>, query: NonNullable<InjectedRequest['query']>): string {
  const filled = path.replaceAll(/:(\w+)/g, (_whole, field: string) => encodeURIComponent(params[field] ?? ''));
  const said = new URLSearchParams();
  for (const [field, value] of Object.entries(query)) if (value !== undefined) said.set(field, String(value));
  return said.size === 0 ? filled : `${filled}?${said.toString()}`;
}

async function payloadOf(body: unknown): Promise<{ readonly mediaType: string; readonly bytes: Buffer } | null> {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return { mediaType: 'application/octet-stream', bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
  if (body instanceof FormData) {
    const encoded = new Response(body);
    return { mediaType: encoded.headers.get('content-type') ?? 'multipart/form-data', bytes: Buffer.from(await encoded.arrayBuffer()) };
  }
  return { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) };
}
