/** Sessions of paired devices: pairing, renewing, changing, revoking. The record is written first, then what is in memory, then whoever listens is told. */
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import { notThere } from '../../../contract/not-there.ts';
import type { Store } from '../../store/store.ts';
import type { Tx } from '../../store/writer.ts';
import type { Access } from './access.ts';
import { type AccessTokens, accessTokenSeconds } from './access-tokens.ts';
import { allDevices, type Device, insertDevice, markRevoked, principalIdOf, principalOf, type RevokedBecause, seenDevice, updateDevice } from './devices.ts';
import type { OpenPairing } from './pairing-codes.ts';
import { issueRefreshToken, useRefreshToken } from './refresh-tokens.ts';

export interface Session {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  readonly principal: Principal;
}

export interface DeviceChange { readonly name?: string | undefined; readonly role?: Principal['role'] | undefined; readonly exams?: Principal['exams'] | undefined }

export interface Sessions {
  /** Who a device is now. Throws ZhiyueError not-signed-in, device-revoked. */
  principal(deviceId: string): Principal;
  /** Throws ZhiyueError not-found. */
  device(deviceId: string): Device;
  /** Those that may come in first. */
  devices(): Device[];
  pair(pairing: OpenPairing, name: string): Promise<Session>;
  /** Throws ZhiyueError not-signed-in, token-expired, device-revoked. */
  refresh(refreshToken: string, nonce: string): Promise<Session>;
  /** Throws ZhiyueError not-found, device-revoked. */
  change(deviceId: string, change: DeviceChange, actor: string): Promise<Device>;
  /** Does nothing to a device that was revoked before. Throws ZhiyueError not-found. */
  revoke(deviceId: string, because: RevokedBecause, actor: string): Promise<void>;
  readonly onChanged: Access['onChanged'];
}

export interface SessionParts {
  readonly store: Store;
  readonly tokens: AccessTokens;
  readonly refreshKey: Uint8Array;
  readonly onTrouble: (trouble: string) => void;
}

export function sessionsOn({ store, tokens, refreshKey, onTrouble }: SessionParts): Sessions {
  const known = new Map(allDevices(store.db).map((device) => [device.deviceId, device]));
  const listeners = new Set<Parameters<Access['onChanged']>[0]>();

  function told(device: Device): void {
    known.set(device.deviceId, device);
    const change = { principalId: principalIdOf(device.deviceId), principal: device.revokedAt === null ? principalOf(device) : null };
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        // One that fails must not keep the others from ending the device's connections.
        onTrouble(`a listener to changed devices failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      }
    }
  }
  function existing(deviceId: string): Device {
    const device = known.get(deviceId);
    if (!device) throw notThere('device', deviceId);
    return device;
  }
  function principal(deviceId: string): Principal {
    const device = known.get(deviceId);
    if (!device) throw new ZhiyueError('not-signed-in', 'The device is not one of this station.');
    if (device.revokedAt !== null) throw revoked(device);
    return principalOf(device);
  }
  async function session(who: Principal, refreshToken: string): Promise<Session> {
    return { accessToken: await tokens.sign(who.id), expiresInSeconds: accessTokenSeconds, refreshToken, principal: who };
  }
  /** Within a transaction; gives what to remember once it is on disk. */
  function revokeIn(tx: Tx, deviceId: string, because: RevokedBecause, actor: string): Device | null {
    const at = tx.now.toISOString();
    if (!markRevoked(tx, deviceId, because, at)) return null;
    tx.append({ type: 'device.revoked', examId: null, actor, payload: { device_id: deviceId, because } });
    return { ...existing(deviceId), revokedAt: at, revokedBecause: because };
  }

  return {
    principal,
    device: existing,
    devices: () => [...known.values()].toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || a.pairedAt.localeCompare(b.pairedAt)),

    async pair({ pairingId, role, exams }, name) {
      const deviceId = randomUUID();
      const { device, refreshToken } = await store.write((tx) => {
        const pairedAt = tx.now.toISOString();
        const paired: Device = { deviceId, name, role, exams, pairedAt, lastSeenAt: pairedAt, revokedAt: null, revokedBecause: null };
        insertDevice(tx, paired);
        tx.append({ type: 'device.paired', examId: null, actor: principalIdOf(deviceId), payload: { device_id: deviceId, pairing_id: pairingId, role, exams } });
        return { device: paired, refreshToken: issueRefreshToken(tx, deviceId, tx.now) };
      });
      known.set(deviceId, device);
      return session(principalOf(device), refreshToken);
    },

    async refresh(refreshToken, nonce) {
      const { outcome, revokedNow, at } = await store.write((tx) => {
        const used = useRefreshToken(tx, refreshKey, { token: refreshToken, nonce, now: tx.now });
        if (used.kind === 'renewed') seenDevice(tx, used.deviceId, tx.now.toISOString());
        return { outcome: used, revokedNow: used.kind === 'reused' ? revokeIn(tx, used.deviceId, 'token-reused', 'station') : null, at: tx.now.toISOString() };
      });
      if (revokedNow) told(revokedNow);
      if (outcome.kind === 'unknown') throw new ZhiyueError('not-signed-in', 'The refresh token is none of this station.');
      if (outcome.kind === 'expired') throw new ZhiyueError('token-expired', 'The refresh token has run out: the device was away too long.');
      const who = principal(outcome.deviceId);
      if (outcome.kind === 'reused') throw revoked(existing(outcome.deviceId));
      known.set(outcome.deviceId, { ...existing(outcome.deviceId), lastSeenAt: at });
      return session(who, outcome.refreshToken);
    },

    async change(deviceId, { name, role, exams }, actor) {
      existing(deviceId);
      const changed = await store.write((tx) => {
        // As it is now: another change may have come in between.
        const now = existing(deviceId);
        if (now.revokedAt !== null) throw revoked(now);
        const device: Device = { ...now, name: name ?? now.name, role: role ?? now.role, exams: exams ?? now.exams };
        updateDevice(tx, device);
        tx.append({ type: 'device.changed', examId: null, actor, payload: { device_id: deviceId, role: device.role, exams: device.exams } });
        return device;
      });
      told(changed);
      return changed;
    },

    async revoke(deviceId, because, actor) {
      existing(deviceId);
      const device = await store.write((tx) => revokeIn(tx, deviceId, because, actor));
      if (device) told(device);
    },

    onChanged(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
}

function revoked({ name, revokedBecause }: Device): ZhiyueError {
  const why = { operator: 'The operator has revoked this device.', 'signed-out': 'This device was signed out.', 'token-reused': 'A refresh token of this device was used twice, so that somebody may have a copy of it.' };
  return new ZhiyueError('device-revoked', why[revokedBecause ?? 'operator'], { about: name });
}
