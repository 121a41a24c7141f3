/** Signing in, devices, and the LAN. */
import { z } from 'zod';
import { examScopeSchema, principalSchema, roleSchema } from '../access.ts';
import type { RouteSpec } from '../route.ts';

const token = z.strictObject({
  accessToken: z.string().describe('A JWT for `Authorization: Bearer …` and the live hello.'), expiresInSeconds: z.int(),
  refreshToken: z.string().nullable().describe('For the next access token; used once. Null where it is kept in a cookie that scripts cannot read.'), principal: principalSchema,
}).meta({ id: 'Session' });

export const deviceSchema = z.strictObject({
  deviceId: z.string(), name: z.string(), role: roleSchema, exams: examScopeSchema, pairedAt: z.string(), lastSeenAt: z.string().nullable(), revokedAt: z.string().nullable(), revokedBecause: z.enum(['operator', 'token-reused', 'signed-out']).nullable(),
}).meta({ id: 'Device' });

export const lanSchema = z.strictObject({
  open: z.boolean(), addresses: z.array(z.string()).describe('`https://<address>:<port>` of every network interface while it is open.'), port: z.int().nullable(), tls: z.boolean(), fingerprint: z.string().nullable().describe('SHA-256 of the station\'s certificate, as browsers show it.'),
  certificateUntil: z.string().nullable(),
}).meta({ id: 'Lan' });

const openPairing = { pairingId: z.string(), role: roleSchema, exams: examScopeSchema, madeBy: z.string().describe('Id of the principal who made it.'), expiresAt: z.string() } as const;

export const pairingSchema = z.strictObject({
  ...openPairing, code: z.string().describe('Once, within its time.'), links: z.array(z.string()).describe('Address with the code in its fragment, which browsers do not send.'),
  qr: z.string().nullable().describe('The first LAN link as an SVG image; null while the LAN is closed.'),
}).meta({ id: 'Pairing' });

/** Bytes of a body that a stranger may send. */
const littleBytes = 4096;

export const accessRoutes = {
  pair: {
    method: 'POST', path: '/api/session/pair', summary: 'Turns a pairing code into a session of this device.', needs: 'anyone', scope: 'own', maxBytes: littleBytes,
    body: z.strictObject({ code: z.string().min(1).max(40), name: z.string().trim().min(1).max(60).describe('Whose device it is; stands in the list of devices.'), keep: z.enum(['cookie', 'body']).default('cookie').describe('Where the refresh token goes: an HttpOnly cookie for browsers, or the answer.') }),
    status: 201, answer: token,
  },
  refreshSession: {
    method: 'POST', path: '/api/session/refresh', summary: 'A new access token and a new refresh token for the old one. A refresh token that is used twice revokes its device.', needs: 'anyone', scope: 'own', maxBytes: littleBytes,
    body: z.strictObject({ refreshToken: z.string().max(200).optional().describe('Left out where the cookie has it.'), nonce: z.string().min(8).max(64).describe('Chosen by the client; the same request again, its answer lost on the way, gets the same answer.') }), answer: token,
  },
  endSession: { method: 'DELETE', path: '/api/session', summary: 'Signs this device out for good.', needs: 'signed-in', scope: 'own', status: 204, answer: z.undefined() },
  getSession: { method: 'GET', path: '/api/session', summary: 'Who is asking, and what they may do.', needs: 'signed-in', scope: 'own', answer: z.strictObject({ principal: principalSchema, permissions: z.array(z.string()) }) },
  createPairing: {
    method: 'POST', path: '/api/pairings', summary: 'A pairing code for one device. For another operator only on the station\'s machine.', needs: 'access.change', scope: 'station',
    body: z.strictObject({ role: roleSchema, exams: examScopeSchema.default('all') }), status: 201, answer: pairingSchema,
  },
  listPairings: {
    method: 'GET', path: '/api/pairings', summary: 'Pairing codes that a device could still use, the oldest first; not the codes themselves.', needs: 'access.change', scope: 'station',
    answer: z.strictObject({ pairings: z.array(z.strictObject(openPairing).meta({ id: 'OpenPairing' })) }),
  },
  voidPairing: {
    method: 'DELETE', path: '/api/pairings/:pairingId', summary: 'Voids a pairing code: no device can use it any more. One that was used already is refused as not found; its device is revoked instead.', needs: 'access.change', scope: 'station',
    params: z.object({ pairingId: z.string().min(1).max(100) }), status: 204, answer: z.undefined(),
  },
  listDevices: { method: 'GET', path: '/api/devices', summary: 'Paired devices, revoked ones last.', needs: 'access.change', scope: 'station', answer: z.strictObject({ devices: z.array(deviceSchema) }) },
  changeDevice: {
    method: 'PATCH', path: '/api/devices/:deviceId', summary: 'Another name, role or other exams for a device; holds at once.', needs: 'access.change', scope: 'station', params: z.object({ deviceId: z.string().min(1).max(100) }),
    body: z.strictObject({ name: z.string().trim().min(1).max(60).optional(), role: roleSchema.optional(), exams: examScopeSchema.optional() }), answer: deviceSchema,
  },
  revokeDevice: { method: 'DELETE', path: '/api/devices/:deviceId', summary: 'Ends a device\'s sessions at once and for good.', needs: 'access.change', scope: 'station', params: z.object({ deviceId: z.string().min(1).max(100) }), status: 204, answer: z.undefined() },
  getLan: { method: 'GET', path: '/api/lan', summary: 'Whether the LAN is open, and under which addresses.', needs: 'access.change', scope: 'station', answer: lanSchema },
  openLan: { method: 'POST', path: '/api/lan/open', summary: 'Opens the station to the LAN, over TLS.', needs: 'access.change', scope: 'station', localOnly: true, body: z.strictObject({ tls: z.boolean().default(true), port: z.int().min(0).max(65_535).optional() }), answer: lanSchema },
  closeLan: { method: 'POST', path: '/api/lan/close', summary: 'Closes the LAN and every connection from it.', needs: 'access.change', scope: 'station', answer: lanSchema },
} as const satisfies Record<string, RouteSpec>;
