/** A station over HTTP and a WebSocket: from a browser on the LAN, or a script. */
import type { RouteSpec } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import { livePath } from '../../contract/live.ts';
import { StationError } from '../station-error.ts';
import type { TokenSource, Transport } from '../transport.ts';
import { askOverHttp, type Fetch } from './http.ts';
import { openSocketChannel, type OpenSocket } from './socket-channel.ts';

export interface NetworkOptions {
  /** Such as `https://192.168.1.20:7412`; of a page, `location.origin`. */
  readonly baseUrl: string;
  /** `createSession(…)` of a paired device, or `bearerToken(…)`. */
  readonly session: TokenSource;
  readonly fetch?: Fetch;
  readonly openSocket?: OpenSocket;
}

/**
 * The LAN speaks TLS with the station's own certificate. A browser asks the person once. A script is given the certificate and checks against it, with nothing switched off: in Node by
 *
 *     import { getCACertificates, setDefaultCACertificates } from 'node:tls';
 *     setDefaultCACertificates([...getCACertificates('default'), await readFile('certificate.pem', 'utf8')]);
 *
 * or NODE_EXTRA_CA_CERTS=certificate.pem, for everything in the process; or for this client alone by its own `openSocket: (url) => new WebSocket(url, { ca })` of `ws`, and a `fetch` with an agent of `undici` that has the same `ca`.
 */
export function networkTransport({ baseUrl, session, fetch = globalThis.fetch, openSocket = (url) => new WebSocket(url) }: NetworkOptions): Transport {
  // Called as a function of its own: a browser's fetch refuses to be a method of something else.
  const plainFetch: Fetch = (url, init) => fetch(url, init);
  return {
    tokens: session,
    async exchange(request, signal, onSent) {
      const spec: RouteSpec = routes[request.route];
      if (spec.needs === 'anyone') return await askOverHttp(plainFetch, baseUrl, request, null, signal);
      const { token } = await session.current();
      signal.throwIfAborted();
      refuseOther(request.by, session.holder());
      const answer = await askOverHttp(plainFetch, baseUrl, request, token, signal, onSent);
      if (answer.status !== 401) return answer;
      // Its end came sooner than expected (a clock that was set, a laptop that slept): once more with another. Where none is to be had, the session knows from now on.
      const again = await session.renewed(token).catch((error: unknown) => {
        if (error instanceof StationError && !error.retry) return null;
        throw error;
      });
      return again === null ? answer : await askOverHttp(plainFetch, baseUrl, request, again.token, signal, onSent);
    },
    openLive: (on) => openSocketChannel(openSocket, new URL(livePath, baseUrl.replace(/^http/, 'ws')).href, on),
    close: () => {},
  };
}

/** What waited while somebody else was signed in on this device is not done in the name of who is now. */
function refuseOther(by: string | null, holder: string | null): void {
  if (by !== null && holder !== null && by !== holder) throw new StationError('forbidden', 'This change was made while somebody else was signed in on this device; it was not sent.');
}
