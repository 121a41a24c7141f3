/** One request over HTTP, without saying yet who asks. */
import type { RouteSpec } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import { pathOf } from '../request.ts';
import { offline } from '../station-error.ts';
import type { WireAnswer, WireRequest } from '../transport.ts';

/** As much of the global `fetch` as is used. */
export type Fetch = (url: string, init: {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | FormData | null;
  readonly signal: AbortSignal;
  readonly credentials: 'same-origin';
  readonly redirect: 'error';
  /** Told how many bytes of the body have left, by one that knows. */
  readonly onSent?: (bytes: number) => void;
}) => Promise<{ readonly status: number; readonly headers: { get(name: string): string | null }; blob(): Promise<Blob> }>;

type Body = Pick<Parameters<Fetch>[1], 'headers' | 'body'>;

function bodyOf(spec: RouteSpec, body: unknown): Body {
  if (body instanceof FormData) return { headers: {}, body };
  if (body instanceof Uint8Array) return { headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(body) };
  return spec.body === undefined ? { headers: {}, body: null } : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Throws StationError offline when no whole answer comes, and the signal's reason when it aborts. */
export async function askOverHttp(fetch: Fetch, baseUrl: string, request: WireRequest, token: string | null, signal: AbortSignal, onSent?: (bytes: number) => void): Promise<WireAnswer> {
  const spec = routes[request.route];
  const { headers, body } = bodyOf(spec, request.body);
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (request.idempotencyKey !== null) headers['idempotency-key'] = request.idempotencyKey;
  try {
    const response = await fetch(new URL(pathOf(request), baseUrl).href, { method: spec.method, headers, body, signal, credentials: 'same-origin', redirect: 'error', ...(onSent === undefined ? {} : { onSent }) });
    // Read to its end here, so that an answer cut off in the middle counts as none.
    const content = await response.blob();
    return {
      status: response.status,
      header: (name) => response.headers.get(name),
      blob: async () => content,
      json: async () => {
        try {
          return JSON.parse(await content.text());
        } catch {
          return undefined;
        }
      },
    };
  } catch (cause) {
    signal.throwIfAborted();
    throw offline(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
