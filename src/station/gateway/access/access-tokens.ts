/** Access tokens: JWTs (RFC 7519) that say which device it is, for ten minutes. What it may do is looked up at each use, so that it holds at once. */
import { errors, jwtVerify, SignJWT } from 'jose';
import { ZhiyueError } from '../../../contract/errors.ts';

export const accessTokenSeconds = 600;

export interface AccessTokens {
  /** `subject`: a principal's id. */
  sign(subject: string): Promise<string>;
  /** Throws ZhiyueError not-signed-in, token-expired. */
  verify(token: string): Promise<{ readonly subject: string; readonly expiresAt: number }>;
}

/** `issuer`: the record's id, so that a token of another station is none here, even under the same key. */
export function accessTokens({ key, issuer, now }: { readonly key: Uint8Array; readonly issuer: string; readonly now: () => Date }): AccessTokens {
  return {
    sign(subject) {
      const at = Math.floor(now().getTime() / 1000);
      return new SignJWT().setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuer(issuer).setSubject(subject).setIssuedAt(at).setExpirationTime(at + accessTokenSeconds).sign(key);
    },
    async verify(token) {
      // The decoder would pass over blanks.
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new ZhiyueError('not-signed-in', 'The access token is none of this station.');
      try {
        // Only this algorithm: a token that names another one, or none, is refused.
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer, requiredClaims: ['sub', 'exp'], currentDate: now() });
        return { subject: payload.sub ?? '', expiresAt: (payload.exp ?? 0) * 1000 };
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new ZhiyueError('token-expired', 'The access token has run out.');
        // Without the cause, which may quote the token.
        throw new ZhiyueError('not-signed-in', 'The access token is none of this station.');
      }
    },
  };
}
