/** Access tokens: JWTs (RFC 7519) that say which device it is, for ten minutes. What it may do is looked up at each use, so that it holds at once. */
import { errors, jwtVerify, SignJWT } from 'jose';
import { ZhiyueError } from '../../../contract/errors.ts';

export const accessTokenSeconds = 600;

export interface AccessTokens {
  /** `subject`: a principal's id. */
  sign(subject: string): Promise<string>;
  /** Throws ZhiyueError not-signed-in, token-expired. */
  verify(token: string): Promise<Verified>;
}

/** `expiresAt`: milliseconds since 1970. */
interface Verified { readonly subject: string; readonly expiresAt: number }

/** Each takes about half a kilobyte. */
const mostKnown = 20_000;

/** `issuer`: the record's id, so that a token of another station is none here, even under the same key. */
export function accessTokens({ key, issuer, now }: { readonly key: Uint8Array; readonly issuer: string; readonly now: () => Date }): AccessTokens {
  /** Those that were good once, the oldest first: a device shows the same one at each request, and checking it again takes a tenth of a millisecond. */
  const verified = new Map<string, Verified>();

  return {
    sign(subject) {
      const at = Math.floor(now().getTime() / 1000);
      return new SignJWT().setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuer(issuer).setSubject(subject).setIssuedAt(at).setExpirationTime(at + accessTokenSeconds).sign(key);
    },
    async verify(token) {
      const known = verified.get(token);
      if (known && known.expiresAt > now().getTime()) return known;
      // The decoder would pass over blanks.
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new ZhiyueError('not-signed-in', 'The access token is none of this station.');
      try {
        // Only this algorithm: a token that names another one, or none, is refused.
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer, requiredClaims: ['sub', 'exp'], currentDate: now() });
        const good: Verified = { subject: payload.sub ?? '', expiresAt: (payload.exp ?? 0) * 1000 };
        verified.set(token, good);
        const [oldest] = verified.keys();
        if (verified.size > mostKnown && oldest !== undefined) verified.delete(oldest);
        return good;
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new ZhiyueError('token-expired', 'The access token has run out.');
        // Without the cause, which may quote the token.
        throw new ZhiyueError('not-signed-in', 'The access token is none of this station.');
      }
    },
  };
}
