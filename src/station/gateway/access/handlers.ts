/** Answers the routes of `contract/routes/access.ts`. */
import { createHash } from 'node:crypto';
import { localOperator, type Principal, rolePermissions } from '../../../contract/access.ts';
import { type ErrorCode, ZhiyueError } from '../../../contract/errors.ts';
import type { accessRoutes } from '../../../contract/routes/access.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { notThere } from '../../../contract/not-there.ts';
import { examIds } from '../../store/exams.ts';
import type { Store } from '../../store/store.ts';
import type { Handlers, RequestFor } from '../http/handlers.ts';
import { deviceIdOf } from './devices.ts';
import type { Lan } from './lan.ts';
import type { OpenPairing } from './pairing-codes.ts';
import type { Pairings } from './pairings.ts';
import { qrSvg } from './qr-code.ts';
import { refreshTokenSeconds } from './refresh-tokens.ts';
import type { Session, Sessions } from './sessions.ts';

export type AccessHandlers = Pick<Handlers, keyof typeof accessRoutes>;

export interface AccessHandlerParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly pairings: Pairings;
  readonly lan: Lan;
  /** `http://127.0.0.1:<port>`; null before the gateway listens. */
  readonly loopback: () => string | null;
}

type From = RequestFor<'pair'>['from'];

/** The session is over; after anything else, such as a full disk, the cookie is still good. */
const ended: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not-signed-in', 'token-expired', 'device-revoked']);

export function accessHandlers({ store, sessions, pairings, lan, loopback }: AccessHandlerParts): AccessHandlers {
  const cookie = sessionCookie(store.log.id);

  function answer({ from, keep, session }: { readonly from: From; readonly keep: 'cookie' | 'body'; readonly session: Session }): Omit<Session, 'refreshToken'> & { readonly refreshToken: string | null } {
    if (keep === 'body') return session;
    from.setCookie(cookie.nameFor(from), session.refreshToken, refreshTokenSeconds);
    return { ...session, refreshToken: null };
  }

  /** A device whose exam was misspelt would see nothing, and nobody would know why. What a device has already may be said again, though the exam is gone. */
  function refuseUnknownExams(exams: Principal['exams'], had: Principal['exams']): void {
    if (exams === 'all') return;
    const known = new Set([...examIds(store.db), ...(had === 'all' ? [] : had)]);
    const missing = exams.find((id) => !known.has(id));
    if (missing !== undefined) throw notThere('exam', missing);
  }

  return {
    async pair({ body, from }) {
      return answer({ from, keep: body.keep, session: await pairings.use(body.code, from.address, (pairing) => sessions.pair(pairing, body.name)) });
    },

    async refreshSession({ body, from }) {
      const kept = from.cookies[cookie.nameFor(from)];
      const token = body.refreshToken ?? kept;
      if (token === undefined) throw new ZhiyueError('not-signed-in', 'There is no refresh token, neither in the body nor in the cookie.');
      const keep = body.refreshToken === undefined ? 'cookie' : 'body';
      try {
        return answer({ from, keep, session: await sessions.refresh(token, body.nonce) });
      } catch (error) {
        if (keep === 'cookie' && error instanceof ZhiyueError && ended.has(error.code)) from.setCookie(cookie.nameFor(from), null, 0);
        throw error;
      }
    },

    async endSession({ principal, from }) {
      const deviceId = deviceIdOf(principal.id);
      if (deviceId === null) throw new ZhiyueError('request-invalid', 'The window and the command line have no session that could be ended.');
      await sessions.revoke(deviceId, 'signed-out', principal.id);
      from.setCookie(cookie.nameFor(from), null, 0);
    },

    getSession: async ({ principal }) => ({ principal, permissions: [...rolePermissions[principal.role]] }),

    async createPairing({ principal, body: { role, exams } }) {
      refuseOperator(principal, role);
      refuseUnknownExams(exams, []);
      const { code, ...pairing } = await pairings.create({ role, exams, madeBy: principal.id });
      const link = (address: string): string => `${address}/#pair=${code}`;
      const fromLan = lan.state().addresses.map(link);
      const here = loopback();
      const [first] = fromLan;
      return { ...shown(pairing), code, links: here === null ? fromLan : [...fromLan, link(here)], qr: first === undefined ? null : qrSvg(first) };
    },

    listPairings: async () => ({ pairings: pairings.list().map(shown) }),

    async voidPairing({ principal, params }) {
      await pairings.void(params.pairingId, principal.id);
    },

    listDevices: async () => ({ devices: sessions.devices() }),

    async changeDevice({ principal, params, body }) {
      const { role, exams: had } = sessions.device(params.deviceId);
      if (body.role !== undefined || body.exams !== undefined) refuseOperator(principal, body.role ?? role);
      if (body.exams !== undefined) refuseUnknownExams(body.exams, had);
      return sessions.change(params.deviceId, body, principal.id);
    },

    async revokeDevice({ principal, params }) {
      await sessions.revoke(params.deviceId, 'operator', principal.id);
    },

    getLan: async () => lan.state(),
    openLan: async ({ principal, body }) => lan.open(body, principal.id),
    closeLan: async ({ principal, from }) => lan.close(principal.id, principal.local ? undefined : from.answered),
  };
}

/** An open pairing as its routes tell of it. */
function shown({ pairingId, role, exams, madeBy, expiresAt }: OpenPairing): Omit<AnswerOf<'listPairings'>['pairings'][number], 'exams'> & Pick<OpenPairing, 'exams'> {
  return { pairingId, role, exams, madeBy, expiresAt: new Date(expiresAt).toISOString() };
}

/** Whoever is an operator over the network shall not be able to make more of them: a device that was taken over stays the only one. */
function refuseOperator(principal: Principal, role: Principal['role']): void {
  if (role === localOperator.role && !principal.local) throw new ZhiyueError('forbidden', 'Another operator can only be made on the machine of the station.');
}

/**
 * A browser sends a cookie to every port of a host: two stations on one machine, and the LAN's listener beside the loopback one, must not take each other's for theirs.
 */
function sessionCookie(recordId: string): { nameFor(from: Pick<From, 'secure'>): string } {
  const station = createHash('sha256').update(recordId).digest('hex').slice(0, 8);
  return { nameFor: ({ secure }) => `zhiyue_refresh_${station}${secure ? '_tls' : ''}` };
}
