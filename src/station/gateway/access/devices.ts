/** Paired devices, all of them in memory: every request asks for one. */
import { z } from 'zod';
import { type Principal, roleSchema } from '../../../contract/access.ts';
import type { deviceSchema } from '../../../contract/routes/access.ts';
import { json } from '../../store/columns.ts';
import type { Db } from '../../store/database.ts';

export type Device = z.infer<typeof deviceSchema>;
export type RevokedBecause = NonNullable<Device['revokedBecause']>;

const deviceRow = z.object({
  deviceId: z.string(), name: z.string(), role: roleSchema, exams: json<Principal['exams']>(), pairedAt: z.string(), lastSeenAt: z.string().nullable(), revokedAt: z.string().nullable(),
  revokedBecause: z.enum(['operator', 'token-reused', 'signed-out']).nullable(),
});
const columns = 'device_id AS deviceId, name, role, exams, paired_at AS pairedAt, last_seen_at AS lastSeenAt, revoked_at AS revokedAt, revoked_because AS revokedBecause';

/** Those that may come in first, then by when they were paired. */
export function allDevices(db: Db): Device[] {
  return db.all(deviceRow, `SELECT ${columns} FROM devices ORDER BY revoked_at IS NOT NULL, paired_at, device_id`);
}

export function insertDevice(db: Db, { deviceId, name, role, exams, pairedAt }: Pick<Device, 'deviceId' | 'name' | 'role' | 'exams' | 'pairedAt'>): void {
  db.run('INSERT INTO devices (device_id, name, role, exams, paired_at, last_seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)', deviceId, name, role, JSON.stringify(exams), pairedAt);
}

export function updateDevice(db: Db, { deviceId, name, role, exams }: Pick<Device, 'deviceId' | 'name' | 'role' | 'exams'>): void {
  db.run('UPDATE devices SET name = ?, role = ?, exams = ? WHERE device_id = ?', name, role, JSON.stringify(exams), deviceId);
}

export function seenDevice(db: Db, deviceId: string, at: string): void {
  db.run('UPDATE devices SET last_seen_at = ? WHERE device_id = ?', at, deviceId);
}

/** Whether it was not revoked before. */
export function markRevoked(db: Db, deviceId: string, because: RevokedBecause, at: string): boolean {
  return db.run('UPDATE devices SET revoked_at = ?, revoked_because = ? WHERE device_id = ? AND revoked_at IS NULL', at, because, deviceId) > 0;
}

export const principalIdOf = (deviceId: string): string => `device:${deviceId}`;

export function deviceIdOf(principalId: string): string | null {
  return principalId.startsWith('device:') ? principalId.slice('device:'.length) : null;
}

export function principalOf({ deviceId, name, role, exams }: Device): Principal {
  return { id: principalIdOf(deviceId), name, role, exams, local: false };
}
