/** A body as text: JSON is UTF-8 (RFC 8259), and what is not is refused, for a name with a replaced character would be stored as if it were the person's. */
import { RequestInvalid } from './problems.ts';

/** Throws RequestInvalid for another charset, or bytes that are no UTF-8. */
export function utf8Text(body: string | Uint8Array, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') throw new RequestInvalid([{ path: 'headers.content-type', message: `the charset is ${charset.slice(0, 40)}, but JSON is UTF-8` }]);
  if (typeof body === 'string') return body;
  try {
    // A byte order mark is dropped, as many editors write one.
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new RequestInvalid([{ path: 'body', message: 'is not UTF-8' }]);
  }
}
