/** Requests as no browser would send them: any Host header, a path as it is, from another address of this machine. */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface RawAnswer { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

export interface RawOptions {
  readonly method?: string;
  /** `host` wins over the address. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly token?: string | null;
  /** Whom the server sees: 127.0.0.2 and so on are this machine, too. */
  readonly from?: string;
  /** PEM of the one certificate that is trusted; it must hold for the address, whatever the Host header says. */
  readonly ca?: string;
}

/** Rejects when the connection is refused or breaks. */
export function rawRequest(base: string, path: string, { method, headers = {}, body, token = null, from, ca }: RawOptions = {}): Promise<RawAnswer> {
  const { protocol, hostname, port } = new URL(base);
  const said = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }), ...headers };
  return new Promise((resolve, reject) => {
    const asked = (protocol === 'https:' ? httpsRequest : httpRequest)({
      host: hostname.replace(/^\[|\]$/g, ''), port, path, method: method ?? (body === undefined ? 'GET' : 'POST'), headers: said, agent: false, ...(from === undefined ? {} : { localAddress: from }), ...(ca === undefined ? {} : { ca, servername: '' }),
    }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('error', reject).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    // What has been answered before the body was sent whole is an answer all the same.
    asked.on('error', reject);
    asked.end(body);
  });
}
