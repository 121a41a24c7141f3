/** Everything about who may ask, put together: the window's own secret, devices and their tokens, the doors, the LAN. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { localOperator } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { GatewayParts } from '../parts.ts';
import type { Access, Doors } from './access.ts';
import { accessTokens } from './access-tokens.ts';
import { deviceIdOf } from './devices.ts';
import { checkDoors, loopbackOrigins } from './doors.ts';
import { type AccessHandlers, accessHandlers } from './handlers.ts';
import { accessKeyName, refreshKey, tokenKey } from './keys.ts';
import { lanOf } from './lan.ts';
import type { Inside } from './lan-listener.ts';
import { removeOperatorFile, writeOperatorFile } from './operator-file.ts';
import { pairingsOn } from './pairings.ts';
import { sameSecret } from './same-secret.ts';
import { keptKey } from './secret-file.ts';
import { scriptPrincipal } from './script-token.ts';
import { sessionsOn } from './sessions.ts';

export interface AccessService extends Access, AsyncDisposable {
  readonly doors: Doors;
  readonly handlers: AccessHandlers;
  /**
   * The gateway listens at `address` (`http://127.0.0.1:<port>`): from now on its doors are known, `operator.json` says where it is, and the LAN is opened where the operator had left it open.
   * `inside`: what a listener for the LAN hands its requests and upgrades to.
   */
  announce(address: string, inside: Inside): Promise<void>;
}

/** Throws ZhiyueError disk-full and what else writing the keys throws. */
export async function openAccess({ config, store, now, onTrouble }: Pick<GatewayParts, 'config' | 'store' | 'now' | 'onTrouble'>): Promise<AccessService> {
  const { dataFolder } = config;
  const key = await keptKey(join(dataFolder, accessKeyName));
  const tokens = accessTokens({ key: tokenKey(key), issuer: store.log.id, now });
  const sessions = sessionsOn({ store, tokens, refreshKey: refreshKey(key), onTrouble });
  const pairings = pairingsOn({ store, sessions, now, onTrouble });
  const lan = lanOf({ config, store, now, onTrouble });
  const secret = randomBytes(32).toString('base64url');
  let address: string | null = null;

  return {
    async signedIn(token) {
      if (sameSecret(token, secret)) return { principal: localOperator, expiresAt: null };
      const { subject, expiresAt } = await tokens.verify(token);
      if (subject === scriptPrincipal.id) return { principal: scriptPrincipal, expiresAt };
      const deviceId = deviceIdOf(subject);
      if (deviceId === null) throw new ZhiyueError('not-signed-in', 'The access token is none of this station.');
      return { principal: sessions.principal(deviceId), expiresAt };
    },
    onChanged: sessions.onChanged,
    doors: {
      check: (from) => checkDoors([...(address === null ? [] : loopbackOrigins(Number(new URL(address).port || 80))), ...lan.origins()], from),
    },
    handlers: accessHandlers({ store, sessions, pairings, lan, loopback: () => address }),

    async announce(at, inside) {
      address = at;
      await writeOperatorFile(dataFolder, { address: at, token: secret, pid: process.pid });
      await lan.resume(inside);
    },
    async [Symbol.asyncDispose]() {
      await lan[Symbol.asyncDispose]();
      if (address !== null) await removeOperatorFile(dataFolder);
    },
  };
}
