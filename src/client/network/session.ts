/**
 * Who is signed in on this device. The access token stays in memory; what a new one comes from is a cookie that scripts cannot read (browsers), or a kept refresh token (scripts, which have no cookies).
 * States: `unknown` until it was asked for; `signed-in`; `signed-out`, with the station's reason where it gave one.
 */
import { z } from 'zod';
import type { Principal } from '../../contract/access.ts';
import { type AnswerOf, type RequestOf, type RouteName, routes } from '../../contract/routes.ts';
import { readAnswer } from '../answer.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { randomId } from '../random-id.ts';
import { wireRequest } from '../request.ts';
import { StationError } from '../station-error.ts';
import { type KeptTexts, memoryTexts } from '../storage.ts';
import type { AccessToken, TokenSource } from '../transport.ts';
import { askOverHttp, type Fetch } from './http.ts';

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-in'; readonly principal: Principal }
  | { readonly kind: 'signed-out'; readonly because: StationError | null };

export interface Session extends TokenSource {
  state(): SessionState;
  onState(listener: (state: SessionState) => void): () => void;
  /** Turns a pairing code into a session of this device; `name` is whose device it is. Throws StationError pairing-refused, rate-limited … */
  pair(code: string, name: string): Promise<Principal>;
  /** Picks up the session that this device had; resolves with null where there is none. Throws StationError offline. */
  resume(): Promise<Principal | null>;
  /** Signs this device out for good. Throws StationError offline, and is still signed in then. */
  signOut(): Promise<void>;
}

export interface SessionOptions {
  /** Such as `https://192.168.1.20:7412`; of a page, `location.origin`. */
  readonly baseUrl: string;
  /** Where the refresh token lies: a cookie of the browser, or `storage`. */
  readonly keep: 'cookie' | 'body';
  /** Keeps the session over a reload. With `keep: 'cookie'` it holds no secret, and all tabs should share it (`webTexts(localStorage)`). */
  readonly storage?: KeptTexts;
  readonly fetch?: Fetch;
  readonly now?: () => number;
}

const keptSchema = z.object({ nonce: z.string(), refreshToken: z.string().nullable() });
type Kept = z.infer<typeof keptSchema>;
const keptAs = 'zhiyue.session';
const timeoutMs = 30_000;
/** How long before its end a token is renewed, in milliseconds: a minute, or a fifth of its life where that is less. */
const marginMs = (lifeMs: number): number => Math.min(60_000, lifeMs / 5);

interface Held extends AccessToken { readonly expiresAt: number; readonly renewAt: number }

/** A fixed bearer token, for scripts on the station's machine. */
export function bearerToken(token: string): TokenSource {
  const held = { token, expiresAt: null };
  return {
    current: async () => held,
    renewed: async () => {
      throw new StationError('token-expired', 'The token has ended; get another one.', { status: 401 });
    },
    holder: () => null,
    onChange: () => () => {},
  };
}

export function createSession({ baseUrl, keep, storage = memoryTexts(), fetch = globalThis.fetch, now = Date.now }: SessionOptions): Session {
  let state: SessionState = { kind: 'unknown' };
  let held: Held | null = null;
  let renewing: Promise<Held> | null = null;
  let leaving: Promise<void> | null = null;
  const stateListeners = new Set<(state: SessionState) => void>();
  const changeListeners = new Set<() => void>();

  const become = (next: SessionState): void => {
    const changed = next.kind !== state.kind || (next.kind === 'signed-in' && state.kind === 'signed-in' && JSON.stringify(next.principal) !== JSON.stringify(state.principal));
    const other = next.kind !== state.kind;
    state = next;
    if (changed) for (const listener of stateListeners) listener(state);
    if (other) for (const listener of changeListeners) listener();
  };

  async function kept(): Promise<Kept | null> {
    try {
      return keptSchema.parse(JSON.parse((await storage.get(keptAs)) ?? ''));
    } catch {
      return null;
    }
  }

  async function ask<N extends RouteName>(route: N, input: Partial<RequestOf<N>>, token: string | null): Promise<AnswerOf<N>>;
  async function ask(route: RouteName, input: unknown, token: string | null): Promise<unknown> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new StationError('offline', 'The station does not answer in time.', { retry: true })), timeoutMs);
    try {
      return await readAnswer(routes[route], await askOverHttp((url, init) => fetch(url, init), baseUrl, wireRequest(route, input, null), token, abort.signal));
    } finally {
      clearTimeout(timer);
    }
  }

  function hold({ accessToken, expiresInSeconds, principal }: AnswerOf<'pair'>): Held {
    const lifeMs = expiresInSeconds * 1000;
    const expiresAt = now() + lifeMs;
    held = { token: accessToken, expiresAt, renewAt: expiresAt - marginMs(lifeMs) };
    become({ kind: 'signed-in', principal });
    return held;
  }

  function lose(because: StationError | null): void {
    held = null;
    become({ kind: 'signed-out', because });
  }

  /**
   * The nonce is kept before it is used, and by all tabs: a reload in the middle, or another tab at the same moment, then asks the very same again and gets the same answer.
   * Otherwise the second use of a refresh token would look like theft, and end the session.
   */
  async function renewNow(): Promise<Held> {
    return await oneAtATime(keptAs, async () => {
      const before = await kept();
      const refreshToken = before?.refreshToken ?? null;
      if (keep === 'body' && refreshToken === null) throw new StationError('not-signed-in', 'This device is not signed in: pair it.', { status: 401 });
      const nonce = before?.nonce ?? randomId();
      if (before === null) await storage.set(keptAs, JSON.stringify({ nonce, refreshToken: null } satisfies Kept));
      const answer = await ask('refreshSession', { body: { nonce, ...(refreshToken === null ? {} : { refreshToken }) } }, null);
      await storage.set(keptAs, JSON.stringify({ nonce: randomId(), refreshToken: answer.refreshToken } satisfies Kept));
      return hold(answer);
    });
  }

  function renew(): Promise<Held> {
    renewing ??= renewNow().catch(async (error: unknown) => {
      // Everything else passes: the station is away for a moment.
      if (error instanceof StationError && (error.status === 401 || error.status === 403)) {
        if (keep === 'body') await storage.set(keptAs, null);
        lose(error);
      }
      throw error;
    }).finally(() => {
      renewing = null;
    });
    return renewing;
  }

  const current = async (): Promise<AccessToken> => {
    if (held !== null && now() < held.renewAt) return held;
    if (held === null && state.kind === 'signed-out') throw state.because ?? new StationError('not-signed-in', 'This device is not signed in: pair it.', { status: 401 });
    try {
      return await renew();
    } catch (error) {
      // Still good for its last minute.
      if (held !== null && now() < held.expiresAt && error instanceof StationError && error.retry) return held;
      throw error;
    }
  };

  async function signOut(): Promise<void> {
    try {
      const { token } = await current();
      await ask('endSession', {}, token);
    } catch (error) {
      if (!(error instanceof StationError) || error.status !== 401) throw error;
    }
    await storage.set(keptAs, null);
    lose(null);
  }

  return {
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    holder: () => (state.kind === 'signed-in' ? state.principal.id : null),
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    current,
    renewed: async (stale) => (held !== null && held.token !== stale && now() < held.renewAt ? held : await renew()),
    pair: async (code, name) => {
      const answer = await ask('pair', { body: { code, name, keep } }, null);
      await storage.set(keptAs, JSON.stringify({ nonce: randomId(), refreshToken: answer.refreshToken } satisfies Kept));
      hold(answer);
      return answer.principal;
    },
    resume: async () => {
      // The station ends the connections of who signs out, and that may be heard before its answer.
      if (leaving !== null && await leaving.then(() => true, () => false)) return null;
      try {
        await renew();
      } catch (error) {
        if (!(error instanceof StationError) || error.retry || (error.status !== 401 && error.status !== 403)) throw error;
        lose(error.code === 'not-signed-in' ? null : error);
      }
      return state.kind === 'signed-in' ? state.principal : null;
    },
    signOut: () => (leaving ??= signOut().finally(() => {
      leaving = null;
    })),
  };
}
