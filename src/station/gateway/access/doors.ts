/** Under which addresses the station may be asked, and from which pages: decided from two headers. */
import { ZhiyueError } from '../../../contract/errors.ts';
import type { RequestOrigin } from './access.ts';

/** An origin of the station's own, such as `http://127.0.0.1:7411` or `https://[fd00::1]:7412`. */
export interface OwnOrigin {
  readonly scheme: 'http' | 'https';
  /** As it stands in a Host header: a lower-case name, an IPv4 address, or an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
}

const defaultPorts = { http: 80, https: 443 } as const;

/** The Host header that names it. Browsers leave out a scheme's own port. */
export function hostHeaderOf({ scheme, host, port }: OwnOrigin): string {
  return port === defaultPorts[scheme] ? host : `${host}:${port}`;
}

/** The Origin header of a page that came from it. */
export function originOf(own: OwnOrigin): string {
  return `${own.scheme}://${hostHeaderOf(own)}`;
}

export function loopbackOrigins(port: number): OwnOrigin[] {
  return ['127.0.0.1', 'localhost', '[::1]'].map((host) => ({ scheme: 'http', host, port }));
}

/**
 * Lets a request pass that names the station by one of its own addresses, letter for letter but for case, and that comes from no page, or from the station's own page under that very address.
 * Throws ZhiyueError host-refused, origin-refused.
 */
export function checkDoors(own: readonly OwnOrigin[], { host, origin }: RequestOrigin): void {
  const asked = host?.toLowerCase();
  const here = own.filter((each) => hostHeaderOf(each) === asked);
  if (here.length === 0) throw new ZhiyueError('host-refused', 'The request names an address that is not one of the station\'s.', { about: shown(host) });
  if (origin === undefined || here.some((each) => originOf(each) === origin.toLowerCase())) return;
  throw new ZhiyueError('origin-refused', 'The request comes from a page that is not the station\'s own.', { about: shown(origin) });
}

/** What came from outside, cut to what can be shown. */
function shown(header: string | undefined): string {
  return header === undefined || header === '' ? 'nothing' : header.replace(/[^\x21-\x7e]/g, '?').slice(0, 100);
}
