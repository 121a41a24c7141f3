/** A real station with an open gateway, and requests to it over a real socket. */
import { localOperator, type Principal } from '../../src/contract/access.ts';
import { problemSchema, type Problem } from '../../src/contract/problem.ts';
import { readOperatorFile } from '../../src/station/gateway/access/operator-file.ts';
import type { InjectedAnswer, InjectedRequest } from '../../src/station/gateway/http/door.ts';
import type { Gateway } from '../../src/station/gateway/opened-gateway.ts';
import type { StationConfig } from '../../src/station/config.ts';
import type { StationOverrides } from '../../src/station/station.ts';
import type { Station } from '../../src/station/station-api.ts';
import { checkDescribed } from './described.ts';
import { rememberingOverrides } from './remembering.ts';
import { openStation } from './station.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Parsed; fails where it is no JSON. */
  readonly json: unknown;
  /** The problem document; fails where it is none. */
  readonly problem: Problem;
}

export interface AskOptions {
  readonly method?: string;
  /** A JSON value, bytes as they are, or a form. */
  readonly body?: unknown;
  /** The operator's own when left out; null: none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GatewayStation extends AsyncDisposable {
  readonly station: Station;
  readonly gateway: Gateway;
  /** `http://127.0.0.1:<port>`. */
  readonly base: string;
  /** The station's own secret: the local operator. */
  readonly token: string;
  /** What went wrong inside, as it would stand in `station.log`. */
  readonly troubles: readonly string[];
  /** GET when neither method nor body are given, else POST. */
  request(path: string, options?: AskOptions): Promise<Answered>;
  /** As the window asks: by the local operator when no principal is given. */
  inject(request: Omit<InjectedRequest, 'principal'> & { readonly principal?: Principal }): Promise<InjectedAnswer>;
}

/** `readsAnew`: pages that another station has read are read once more, as long as that takes; for tests that come in the middle of it. */
export async function openGatewayStation(folder: string, config: Partial<StationConfig> = {}, { readsAnew = false, ...overrides }: StationOverrides & { readonly readsAnew?: boolean } = {}): Promise<GatewayStation> {
  const troubles: string[] = [];
  const station = await openStation(folder, { port: 0, lanPort: 0, ...config }, {
    onTrouble: (trouble) => void troubles.push(trouble), ...(readsAnew ? {} : rememberingOverrides()), ...overrides,
  });
  const { gateway } = station;
  const known = await readOperatorFile(folder);
  if (!gateway || !known) throw new Error('The station has no gateway.');
  const base = gateway.address;
  return {
    station, gateway, base, troubles, token: known.token,
    request: (path, options) => ask(base, path, { token: known.token, ...options }),
    inject: (request) => gateway.inject({ principal: localOperator, ...request }),
    [Symbol.asyncDispose]: () => station[Symbol.asyncDispose](),
  };
}

/** One request to any address of a station; fails where the answer is not as its description says. */
export async function ask(base: string, path: string, { method, body, token = null, headers = {} }: AskOptions = {}): Promise<Answered> {
  const plain = body instanceof Uint8Array || body instanceof FormData || typeof body === 'string';
  const said: Record<string, string> = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined || plain ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const asked = method ?? (body === undefined ? 'GET' : 'POST');
  const response = await fetch(`${base}${path}`, { method: asked, headers: said, redirect: 'manual', ...(body === undefined ? {} : { body: bodyOf(body) }) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  checkDescribed({ method: asked, path, body: plain ? undefined : body, status: response.status, mediaType, text });
  return {
    status: response.status, headers: response.headers, bytes, text,
    get json(): unknown { return JSON.parse(text); },
    get problem(): Problem { return problemSchema.parse(JSON.parse(text)); },
  };
}

function bodyOf(body: unknown): string | FormData | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body instanceof FormData || typeof body === 'string') return body;
  return JSON.stringify(body);
}
