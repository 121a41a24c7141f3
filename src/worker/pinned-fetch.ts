/** Requests to a station whose certificate is known by its fingerprint. No authority signs it, so the fingerprint is all there is to trust, and it must fit before a byte is sent. */
import { Agent, request as httpsRequest } from 'node:https';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { connect, type PeerCertificate } from 'node:tls';
import type { Fetch } from '../client/network/http.ts';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { unreachable } from './unreachable.ts';

export interface PinnedFetch extends Disposable { readonly fetch: Fetch }

const lookWithinMs = 10_000;

/** `A1:F3:…`, any case, with or without colons, as bare capital digits. */
export const bareFingerprint = (text: string): string => text.replaceAll(/[^0-9a-f]/gi, '').toUpperCase();

/**
 * Looks at the station's certificate once, and from then on takes only connections that prove to have exactly this one.
 * `fingerprint`: SHA-256. Throws ZhiyueError option-invalid when the station shows another, station-unreachable when nobody answers.
 */
export async function pinnedFetch(station: URL, fingerprint: string | null): Promise<PinnedFetch> {
  if (station.protocol === 'http:') {
    if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(station.hostname)) throw ZhiyueError.of('option-invalid', [fault('option-station-plain')], { about: '--station' });
    return { fetch: (url, init) => ask(url, init, {}), [Symbol.dispose]() {} };
  }
  if (fingerprint === null) throw ZhiyueError.of('option-invalid', [fault('option-fingerprint-needed')], { about: '--fingerprint' });
  const pinned = bareFingerprint(fingerprint);
  const certificate = await certificateOf(station);
  if (bareFingerprint(certificate.fingerprint256) !== pinned) throw ZhiyueError.of('option-invalid', [fault('option-fingerprint-other')], { about: '--fingerprint' });
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const agent = new Agent({
    keepAlive: true, ca: pem,
    // Its names may be others than the address by which it is reached: the certificate itself is what counts.
    checkServerIdentity: (_host, shown) => (bareFingerprint(shown.fingerprint256) === pinned ? undefined : new Error('another certificate')),
  });
  return { fetch: (url, init) => ask(url, init, { agent }), [Symbol.dispose]: () => agent.destroy() };
}

function certificateOf(station: URL): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(unreachable(station.host, cause));
    // Nothing is sent over this connection: it only shows the certificate.
    const socket = connect({ host: station.hostname.replaceAll(/^\[|\]$/g, ''), port: station.port === '' ? 443 : Number(station.port), rejectUnauthorized: false }, () => {
      const shown = socket.getPeerCertificate();
      socket.destroy();
      if (shown.raw === undefined) fail(new Error('it shows no certificate'));
      else resolve(shown);
    });
    socket.setTimeout(lookWithinMs, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', fail);
  });
}

function ask(url: string, { method, headers, body, signal }: Parameters<Fetch>[1], more: RequestOptions): ReturnType<Fetch> {
  const bytes = bodyOf(body);
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, { method, signal, ...more, headers: { ...headers, ...(bytes === null ? {} : { 'content-length': String(bytes.length) }) } }, async (response) => {
      try {
        const chunks: Uint8Array[] = [];
        for await (const chunk of response) if (chunk instanceof Uint8Array) chunks.push(chunk);
        const whole = new Uint8Array(Buffer.concat(chunks));
        resolve({ status: response.statusCode ?? 0, headers: { get: (name) => response.headers[name.toLowerCase()]?.toString() ?? null }, blob: async () => new Blob([whole]) });
      } catch (error) {
        reject(error);
      }
    });
    request.once('error', reject);
    request.end(bytes ?? undefined);
  });
}

function bodyOf(body: Parameters<Fetch>[1]['body']): Uint8Array | null {
  if (body instanceof FormData) throw new TypeError('no route of a worker takes a form');
  return typeof body === 'string' ? Buffer.from(body) : body;
}
