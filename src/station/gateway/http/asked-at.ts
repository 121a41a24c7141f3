/** Under which name a request asks the station, and from whose page. */
import type { IncomingMessage } from 'node:http';
import type { RequestOrigin } from '../access/access.ts';

/** A whole address in the first line wins over the Host header (RFC 9112, 3.2.2); two Host headers name nobody (3.2). */
export function askedAt({ url, headers, headersDistinct }: Pick<IncomingMessage, 'url' | 'headers' | 'headersDistinct'>): RequestOrigin {
  const hosts = headersDistinct['host'] ?? [];
  const whole = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url ?? '');
  return { host: whole ? whole[1] : hosts.length === 1 ? hosts[0] : undefined, origin: headers.origin };
}
