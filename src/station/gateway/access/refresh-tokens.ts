/**
 * Refresh tokens: 256 random bits each, kept as SHA-256 only, good for one use within 30 days.
 *
 *   unused ──use──▶ used (with the nonce of the request), its successor unused
 *   used, same nonce, successor unused: the answer was lost on the way: the same successor again
 *   used, anything else: somebody has a copy: the device is revoked
 *
 * A successor is derived from token and nonce under a key of the station, so that it can be told again without being kept.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../../store/database.ts';
import { sha256 } from './same-secret.ts';

export const refreshTokenSeconds = 30 * 24 * 3600;

export type Refreshed =
  | { readonly kind: 'renewed'; readonly deviceId: string; readonly refreshToken: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'reused'; readonly deviceId: string };

const tokenRow = z.object({ deviceId: z.string(), expiresAt: z.string(), usedNonce: z.string().nullable() });

const hashOf = (token: string): string => sha256(token).toString('hex');

function find(db: Db, token: string) {
  return db.get(tokenRow, 'SELECT device_id AS deviceId, expires_at AS expiresAt, used_nonce AS usedNonce FROM refresh_tokens WHERE token_hash = ?', hashOf(token));
}

function keep(db: Db, token: string, deviceId: string, now: Date): void {
  db.run('INSERT INTO refresh_tokens (token_hash, device_id, expires_at) VALUES (?, ?, ?)', hashOf(token), deviceId, new Date(now.getTime() + refreshTokenSeconds * 1000).toISOString());
}

/** The first one of a device. */
export function issueRefreshToken(db: Db, deviceId: string, now: Date): string {
  const token = randomBytes(32).toString('base64url');
  keep(db, token, deviceId, now);
  return token;
}

/** Uses a token, within the caller's transaction. */
export function useRefreshToken(db: Db, key: Uint8Array, { token, nonce, now }: { readonly token: string; readonly nonce: string; readonly now: Date }): Refreshed {
  const known = find(db, token);
  if (!known) return { kind: 'unknown' };
  const { deviceId } = known;
  const refreshToken = createHmac('sha256', key).update(JSON.stringify([token, nonce])).digest('base64url');
  if (known.usedNonce !== null) {
    const lost = known.usedNonce === nonce && find(db, refreshToken)?.usedNonce === null;
    return lost ? { kind: 'renewed', deviceId, refreshToken } : { kind: 'reused', deviceId };
  }
  if (known.expiresAt <= now.toISOString()) return { kind: 'expired' };
  db.run('UPDATE refresh_tokens SET used_nonce = ?, used_at = ? WHERE token_hash = ?', nonce, now.toISOString(), hashOf(token));
  // A used token is remembered as long as it could have been used, so that a second use shows.
  db.run('DELETE FROM refresh_tokens WHERE device_id = ? AND expires_at <= ?', deviceId, now.toISOString());
  keep(db, refreshToken, deviceId, now);
  return { kind: 'renewed', deviceId, refreshToken };
}
