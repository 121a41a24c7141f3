import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/redis.ts';
import { localOperator, type Principal } from '../../../contract/access.ts';
import { type ErrorCode, ZhiyueError } from '../../../contract/errors.ts';
import { parseExam } from '../../../exam/exam-file.ts';
import { readConfig } from '../../config.ts';
import { findEvents } from '../../store/events.ts';
import { saveExam } from '../../store/exams.ts';
import { openStore, type Store } from '../../store/store.ts';
import type { RequestFor } from '../http/handlers.ts';
import { keptKey } from './secret-file.ts';
import { tokenKey } from './keys.ts';
import type { Inside } from './lan-listener.ts';
import { type AccessService, openAccess } from './open-access.ts';
import { readOperatorFile } from './operator-file.ts';
import { makeScriptToken } from './script-token.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: Store;
let access: AccessService;
let clock: Date;
let cookies: Map<string, string | null>;
const troubles: string[] = [];
const inside: Inside = { request: (_request, response) => { response.end('inside'); }, upgrade: (_request, socket) => { socket.destroy(); } };
const address = 'http://127.0.0.1:7411';

const later = (seconds: number): void => { clock = new Date(clock.getTime() + seconds * 1000); };

async function open(): Promise<void> {
  store = await openStore(folder.path, { now: () => clock });
  access = await openAccess({ config: readConfig({}, { dataFolder: folder.path, lanHost: '127.0.0.1', lanPort: 0 }), store, now: () => clock, onTrouble: (trouble) => troubles.push(trouble) });
  await access.announce(address, inside);
}
async function close(): Promise<void> {
  await access[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
}

beforeEach(async () => {
  clock = new Date('2026-11-22T08:00:00Z');
  cookies = new Map();
  troubles.length = 0;
  folder = await temporaryFolder();
  await open();
  for (const id of ['math', 'english']) {
    const exam = parseExam({ id, title: id, questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] });
    await store.write((tx) => saveExam(tx, { exam, revision: 1, layouts: [], tag: id }));
  }
});
afterEach(async () => {
  await close();
  await folder[Symbol.asyncDispose]();
  expect(troubles).toEqual([]);
});

const common = (principal: Principal, fromAddress = '192.168.1.7') => ({
  principal, signal: new AbortController().signal, files: (async function* () {})(), query: undefined, params: undefined, body: undefined,
  from: { answered: Promise.resolve(), address: fromAddress, secure: true, cookies: Object.fromEntries([...cookies].map(([name, value]) => [name, value ?? undefined])), setCookie: (name: string, value: string | null) => { cookies.set(name, value); } },
} satisfies Omit<RequestFor<'getSession'>, 'params'> & { params: undefined });
const stranger: Principal = { id: 'nobody', name: '', role: 'viewer', exams: [], local: false };

const codeFor = async (role: Principal['role'] = 'marker', exams: Principal['exams'] = ['math'], by: Principal = localOperator): Promise<string> =>
  (await access.handlers.createPairing({ ...common(by), body: { role, exams } })).code;
const pairWith = (code: string, { keep = 'body', from = '192.168.1.7' }: { readonly keep?: 'body' | 'cookie'; readonly from?: string } = {}) => access.handlers.pair({ ...common(stranger, from), body: { code, name: 'Wang\'s tablet', keep } });
const refresh = (refreshToken: string | null | undefined, nonce: string) => access.handlers.refreshSession({ ...common(stranger), body: { ...(typeof refreshToken === 'string' ? { refreshToken } : {}), nonce } });
async function paired(role: Principal['role'] = 'marker', exams: Principal['exams'] = ['math']) {
  const session = await pairWith(await codeFor(role, exams));
  return { ...session, deviceId: session.principal.id.slice('device:'.length), refreshToken: session.refreshToken ?? '' };
}
async function refused(promise: Promise<unknown>): Promise<ErrorCode | 'not refused'> {
  try {
    await promise;
    return 'not refused';
  } catch (error) {
    if (error instanceof ZhiyueError) return error.code;
    throw error;
  }
}
const eventTypes = (): string[] => findEvents(store.db, {}).map(({ type }) => type);

describe('the station\'s own secret', () => {
  test('stands in operator.json, for its own user only, while the gateway is open', async () => {
    const file = join(folder.path, 'operator.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder.path, 'access.key'))).mode & 0o777).toBe(0o600);
    const operator = await readOperatorFile(folder.path);
    expect(operator).toMatchObject({ address, pid: process.pid });
    expect(await access.signedIn(operator?.token ?? '')).toEqual({ principal: localOperator, expiresAt: null });
    await close();
    expect(await readOperatorFile(folder.path)).toBeNull();
    await open();
    expect((await readOperatorFile(folder.path))?.token).not.toBe(operator?.token);
    expect(await refused(access.signedIn(operator?.token ?? ''))).toBe('not-signed-in');
  });

  test('whoever reads the data folder can make a token for a script: an operator for ten minutes, but not a local one', async () => {
    const token = await makeScriptToken(folder.path, clock);
    const { principal, expiresAt } = await access.signedIn(token);
    expect([principal.id, principal.role, principal.local, expiresAt]).toEqual(['script', 'operator', false, clock.getTime() + 600_000]);
    expect(await refused(codeFor('operator', 'all', principal))).toBe('forbidden');
    later(601);
    expect(await refused(access.signedIn(token))).toBe('token-expired');
  });
});

describe('access tokens', () => {
  test('say who the device is, for ten minutes', async () => {
    const { accessToken, expiresInSeconds, principal } = await paired('leader', ['math', 'english']);
    expect(expiresInSeconds).toBe(600);
    expect(principal).toEqual({ id: expect.stringMatching(/^device:/), name: 'Wang\'s tablet', role: 'leader', exams: ['math', 'english'], local: false });
    expect(await access.signedIn(accessToken)).toEqual({ principal, expiresAt: clock.getTime() + 600_000 });
    later(599);
    expect((await access.signedIn(accessToken)).principal).toEqual(principal);
    later(2);
    expect(await refused(access.signedIn(accessToken))).toBe('token-expired');
  });

  test('are refused when they are none, tampered with, unsigned, of another key, of another station, or without an end', async () => {
    const { accessToken, principal } = await paired();
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const key = tokenKey(await keptKey(join(folder.path, 'access.key')));
    const at = Math.floor(clock.getTime() / 1000);
    const signed = (change: (jwt: SignJWT) => SignJWT, by: Uint8Array = key, alg = 'HS256') =>
      change(new SignJWT().setProtectedHeader({ alg }).setIssuer(store.log.id).setSubject(principal.id).setIssuedAt(at).setExpirationTime(at + 600)).sign(by);
    const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'operator' })).toString('base64url');
    const bad = [
      '', 'x', 'a.b.c', `${header}.${payload}.`, `${header}.${payload}`, `${header}.${other}.${signature}`, accessToken.slice(0, -2), `${accessToken}x`, `${accessToken}\n`,
      new UnsecuredJWT().setIssuer(store.log.id).setSubject(principal.id).setExpirationTime(at + 600).encode(),
      await signed((jwt) => jwt, randomBytes(32)), await signed((jwt) => jwt, randomBytes(64), 'HS512'), await signed((jwt) => jwt, Buffer.concat([key, key]), 'HS512'),
      await signed((jwt) => jwt.setIssuer('another-record')), await signed((jwt) => jwt.setSubject('operator')), await signed((jwt) => jwt.setSubject('device:nobody')), await signed((jwt) => jwt.setNotBefore(at + 60)),
      await new SignJWT().setProtectedHeader({ alg: 'HS256' }).setIssuer(store.log.id).setSubject(principal.id).sign(key),
    ];
    for (const token of bad) expect([token, await refused(access.signedIn(token))]).toEqual([token, 'not-signed-in']);
    expect(await refused(access.signedIn(await signed((jwt) => jwt)))).toBe('not refused');
  });

  test('hold over a restart, and say what the device may do now', async () => {
    const { accessToken, deviceId } = await paired();
    await close();
    await open();
    const changes: unknown[] = [];
    const stop = access.onChanged((change) => changes.push(change));
    await access.handlers.changeDevice({ ...common(localOperator), params: { deviceId }, body: { role: 'viewer', exams: 'all' } });
    expect((await access.signedIn(accessToken)).principal).toMatchObject({ role: 'viewer', exams: 'all', name: 'Wang\'s tablet' });
    expect(changes).toEqual([{ principalId: `device:${deviceId}`, principal: expect.objectContaining({ role: 'viewer', exams: 'all' }) }]);
    await access.handlers.revokeDevice({ ...common(localOperator), params: { deviceId } });
    expect(await refused(access.signedIn(accessToken))).toBe('device-revoked');
    expect(changes.at(-1)).toEqual({ principalId: `device:${deviceId}`, principal: null });
    // Again: nothing more happens.
    await access.handlers.revokeDevice({ ...common(localOperator), params: { deviceId } });
    expect(changes.length).toBe(2);
    stop();
    expect(await refused(access.handlers.changeDevice({ ...common(localOperator), params: { deviceId }, body: { name: 'x' } }))).toBe('device-revoked');
    expect(await refused(access.handlers.changeDevice({ ...common(localOperator), params: { deviceId: 'x' }, body: { name: 'x' } }))).toBe('not-found');
    expect((await access.handlers.listDevices(common(localOperator))).devices).toMatchObject([{ deviceId, role: 'viewer', revokedBecause: 'operator' }]);
    await close();
    await open();
    expect(await refused(access.signedIn(accessToken))).toBe('device-revoked');
  });
});

describe('an operator over the network', () => {
  test('makes no other operator more powerful, only less', async () => {
    const { deviceId } = await paired('operator', ['math']);
    const remote: Principal = { ...localOperator, id: 'device:remote', local: false };
    const change = (body: { readonly role?: Principal['role']; readonly exams?: Principal['exams'] }) => refused(access.handlers.changeDevice({ ...common(remote), params: { deviceId }, body }));
    expect([await change({ exams: 'all' }), await change({ role: 'operator' }), await change({ role: 'viewer', exams: 'all' })]).toEqual(['forbidden', 'forbidden', 'not refused']);
  });
});

describe('refresh tokens', () => {
  test('are used once; the next one goes on', async () => {
    const first = await paired();
    later(3600);
    const second = await refresh(first.refreshToken, 'nonce-one');
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await access.signedIn(second.accessToken)).principal).toEqual(first.principal);
    expect((await access.handlers.listDevices(common(localOperator))).devices[0]?.lastSeenAt).toBe(clock.toISOString());
    expect(await refused(refresh(second.refreshToken, 'nonce-two'))).toBe('not refused');
  });

  test('the same request again, its answer lost, gets the same answer, also after a restart', async () => {
    const { refreshToken } = await paired();
    const answer = await refresh(refreshToken, 'nonce-one');
    expect((await refresh(refreshToken, 'nonce-one')).refreshToken).toBe(answer.refreshToken);
    await close();
    await open();
    expect((await refresh(refreshToken, 'nonce-one')).refreshToken).toBe(answer.refreshToken);
    expect(await refused(refresh(answer.refreshToken, 'nonce-two'))).toBe('not refused');
  });

  test.each([['another nonce', 'nonce-two', false], ['the same nonce, when its successor was used', 'nonce-one', true]])('a used one with %s revokes the device', async (_what, nonce, goOn) => {
    const { refreshToken, accessToken, deviceId } = await paired();
    const second = await refresh(refreshToken, 'nonce-one');
    const latest = goOn ? await refresh(second.refreshToken, 'nonce-three') : second;
    expect(await refused(refresh(refreshToken, nonce))).toBe('device-revoked');
    expect(await refused(access.signedIn(accessToken))).toBe('device-revoked');
    expect(await refused(refresh(latest.refreshToken, 'nonce-four'))).toBe('device-revoked');
    expect(findEvents(store.db, { type: 'device.revoked' })).toMatchObject([{ actor: 'station', payload: { device_id: deviceId, because: 'token-reused' } }]);
  });

  test('two uses at the same moment with different nonces are a reuse', async () => {
    const { refreshToken } = await paired();
    const outcomes = await Promise.all([refused(refresh(refreshToken, 'nonce-one')), refused(refresh(refreshToken, 'nonce-two'))]);
    expect(outcomes).toContain('device-revoked');
    expect(findEvents(store.db, { type: 'device.revoked' }).length).toBe(1);
  });

  test('end after thirty days; unknown ones are refused', async () => {
    const { refreshToken } = await paired();
    expect(await refused(refresh('never-issued', 'nonce-one'))).toBe('not-signed-in');
    expect(await refused(refresh(undefined, 'nonce-one'))).toBe('not-signed-in');
    later(30 * 86_400 + 1);
    expect(await refused(refresh(refreshToken, 'nonce-one'))).toBe('token-expired');
  });

  test('in a cookie that only this station and this way of coming use; gone after signing out', async () => {
    const session = await pairWith(await codeFor(), { keep: 'cookie' });
    expect(session.refreshToken).toBeNull();
    const [name = '', kept] = [...cookies][0] ?? [];
    expect(name).toMatch(/^zhiyue_refresh_[0-9a-f]{8}_tls$/);
    const renewed = await refresh(undefined, 'nonce-one');
    expect(renewed.refreshToken).toBeNull();
    expect(cookies.get(name)).not.toBe(kept);
    await access.handlers.endSession(common(session.principal));
    expect(cookies.get(name)).toBeNull();
    expect(await refused(access.signedIn(renewed.accessToken))).toBe('device-revoked');
    expect(eventTypes()).toEqual(['pairing.created', 'device.paired', 'device.revoked']);
    expect(await refused(access.handlers.endSession(common(localOperator)))).toBe('request-invalid');
  });

  test('a cookie that is of no use any more is taken away', async () => {
    const { refreshToken, deviceId } = await paired();
    await pairWith(await codeFor(), { keep: 'cookie' });
    const [name = ''] = [...cookies.keys()];
    cookies.set(name, refreshToken);
    await access.handlers.revokeDevice({ ...common(localOperator), params: { deviceId } });
    expect(await refused(refresh(undefined, 'nonce-one'))).toBe('device-revoked');
    expect(cookies.get(name)).toBeNull();
  });
});

describe('pairing', () => {
  test('a code makes one device, with the role and exams that were chosen', async () => {
    const pairing = await access.handlers.createPairing({ ...common(localOperator), body: { role: 'marker', exams: ['math'] } });
    expect(pairing).toMatchObject({ role: 'marker', exams: ['math'], expiresAt: '2026-11-22T08:10:00.000Z', links: [`${address}/#pair=${pairing.code}`], qr: null });
    const session = await pairWith(pairing.code);
    expect(session.principal).toMatchObject({ role: 'marker', exams: ['math'], local: false });
    expect(await refused(pairWith(pairing.code))).toBe('pairing-refused');
    const [created, devicePaired] = findEvents(store.db, {});
    expect(created).toMatchObject({ type: 'pairing.created', actor: 'operator', payload: { role: 'marker', exams: ['math'] } });
    expect(devicePaired).toMatchObject({ type: 'device.paired', actor: session.principal.id, payload: { pairing_id: created?.payload['pairing_id'], role: 'marker' } });
  });

  test('only a local principal makes operators, by pairing or by changing a device', async () => {
    const { principal, deviceId } = await paired('operator', 'all');
    expect(await refused(codeFor('operator', 'all', principal))).toBe('forbidden');
    expect(await refused(codeFor('leader', 'all', principal))).toBe('not refused');
    const marker = await paired();
    expect(await refused(access.handlers.changeDevice({ ...common(principal), params: { deviceId: marker.deviceId }, body: { role: 'operator' } }))).toBe('forbidden');
    expect(await refused(access.handlers.changeDevice({ ...common(localOperator), params: { deviceId: marker.deviceId }, body: { role: 'operator' } }))).toBe('not refused');
    expect((await access.handlers.getSession(common(principal))).permissions).toContain('access.change');
    expect(deviceId).not.toBe('');
  });

  test('a code that is voided is of no use, and is an event', async () => {
    const { code, pairingId } = await access.handlers.createPairing({ ...common(localOperator), body: { role: 'leader', exams: ['math'] } });
    const other = await access.handlers.createPairing({ ...common(localOperator), body: { role: 'viewer', exams: 'all' } });
    expect((await access.handlers.listPairings(common(localOperator))).pairings).toEqual([
      { pairingId, role: 'leader', exams: ['math'], madeBy: 'operator', expiresAt: '2026-11-22T08:10:00.000Z' },
      { pairingId: other.pairingId, role: 'viewer', exams: 'all', madeBy: 'operator', expiresAt: '2026-11-22T08:10:00.000Z' },
    ]);
    const remote: Principal = { ...localOperator, id: 'device:remote', local: false };
    await access.handlers.voidPairing({ ...common(remote), params: { pairingId } });
    expect(await refused(pairWith(code))).toBe('pairing-refused');
    expect(await refused(access.handlers.voidPairing({ ...common(remote), params: { pairingId } }))).toBe('not-found');
    await pairWith(other.code);
    // Too late: it is a device now.
    expect(await refused(access.handlers.voidPairing({ ...common(remote), params: { pairingId: other.pairingId } }))).toBe('not-found');
    expect(findEvents(store.db, { type: 'pairing.voided' })).toMatchObject([{ actor: 'device:remote', payload: { pairing_id: pairingId, role: 'leader', exams: ['math'] } }]);
    expect((await access.handlers.listPairings(common(localOperator))).pairings).toEqual([]);
  });

  test.each(['revoked', 'made a leader', 'given one exam'])('the codes of an operator\'s device that is %s are void', async (what) => {
    const { principal, deviceId } = await paired('operator', 'all');
    const theirs = await codeFor('leader', 'all', principal);
    const ours = await codeFor('leader', 'all');
    const params = { deviceId };
    await access.handlers.changeDevice({ ...common(localOperator), params, body: { name: 'another name' } });
    expect((await access.handlers.listPairings(common(localOperator))).pairings).toHaveLength(2);
    if (what === 'revoked') await access.handlers.revokeDevice({ ...common(localOperator), params });
    else await access.handlers.changeDevice({ ...common(localOperator), params, body: what === 'made a leader' ? { role: 'leader' } : { exams: ['math'] } });
    expect([await refused(pairWith(theirs)), await refused(pairWith(ours))]).toEqual(['pairing-refused', 'not refused']);
    expect(findEvents(store.db, { type: 'pairing.voided' })).toMatchObject([{ actor: 'station', payload: { role: 'leader' } }]);
  });

  test('an exam that there is not is refused; one that a device has and that is gone may stay', async () => {
    expect(await refused(codeFor('marker', ['math', 'maths']))).toBe('not-found');
    const { deviceId } = await paired('marker', ['math', 'english']);
    await store.write((tx) => tx.run('UPDATE exams SET doomed = 1 WHERE exam_id = ?', 'english'));
    const change = (exams: Principal['exams']) => refused(access.handlers.changeDevice({ ...common(localOperator), params: { deviceId }, body: { exams } }));
    expect([await change(['english']), await change(['english', 'maths']), await change(['math']), await change(['english'])]).toEqual(['not refused', 'not-found', 'not refused', 'not-found']);
  });

  test('whoever guesses locks pairing for five minutes, which is an event', async () => {
    const code = await codeFor();
    for (let n = 0; n < 20; n++) expect(await refused(pairWith('AAAA-AAAA', { from: `192.168.1.${Math.floor(n / 5)}` }))).toBe('pairing-refused');
    expect(await refused(pairWith(code))).toBe('rate-limited');
    expect(await refused(codeFor())).toBe('rate-limited');
    later(301);
    expect(await refused(pairWith(code))).toBe('pairing-refused');
    expect(await refused(pairWith(await codeFor()))).toBe('not refused');
    expect(findEvents(store.db, { type: 'pairing.locked' })).toMatchObject([{ actor: 'station', payload: { failures: 20, until: '2026-11-22T08:05:00.000Z' } }]);
  });
});

test('no token, code or key is in the record, but for the hashes of refresh tokens', async () => {
  const pairing = await access.handlers.createPairing({ ...common(localOperator), body: { role: 'marker', exams: 'all' } });
  const session = await pairWith(pairing.code);
  const renewed = await refresh(session.refreshToken, 'nonce-one');
  const secret = (await readOperatorFile(folder.path))?.token ?? '';
  await close();
  const record = (await Promise.all(['record.sqlite', 'record.sqlite-wal'].map((name) => readFile(join(folder.path, name)).catch(() => Buffer.alloc(0))))).map((bytes) => bytes.toString('latin1')).join('');
  await open();
  expect(record).toContain('pairing.created');
  for (const each of [pairing.code, pairing.code.replace('-', ''), session.accessToken, session.refreshToken ?? '?', renewed.accessToken, renewed.refreshToken ?? '?', secret]) expect(record.includes(each)).toBe(false);
});
