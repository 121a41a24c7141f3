import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../../../tests/support/free-port.ts';
import { rawRequest } from '../../../../tests/support/raw-request.ts';
import { temporaryFolder, until } from '../../../../tests/support/redis.ts';
import { findEvents } from '../../store/events.ts';
import { openStore, type Store } from '../../store/store.ts';
import { keptCertificate } from './certificate.ts';
import { type Lan, lanOf } from './lan.ts';
import type { Inside } from './lan-listener.ts';
import { lanAddresses, lanNames, urlHost } from './own-addresses.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => { folder = await temporaryFolder(); });
afterEach(async () => { await folder[Symbol.asyncDispose](); });

describe('the certificate', () => {
  const names = ['192.168.1.20', 'fd00::12', 'station-3', 'station-3.local'];
  const now = new Date();
  const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

  test('holds for every address and name, for two years, and is the same one at the next start', async () => {
    const made = await keptCertificate(folder.path, names, now);
    const x509 = new X509Certificate(made.cert);
    for (const ip of names.slice(0, 2)) expect(x509.checkIP(ip)).toBe(ip);
    for (const host of names.slice(2)) expect(x509.checkHost(host)).toBe(host);
    expect([x509.checkIP('192.168.1.21'), x509.checkHost('evil.example')]).toEqual([undefined, undefined]);
    expect(x509.ca).toBe(false);
    expect(made.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Math.round((made.until.getTime() - now.getTime()) / 86_400_000)).toBe(730);
    expect(await keptCertificate(folder.path, names.slice(1), now)).toEqual(made);
    for (const file of ['key.pem', 'certificate.pem']) expect((await stat(join(folder.path, 'tls', file))).mode & 0o777).toBe(0o600);
    expect(made.fingerprint.replaceAll(':', '').toLowerCase()).toBe(createHash('sha256').update(x509.raw).digest('hex'));
  });

  test.each([
    ['an address is missing from it', [...names, '10.1.2.3'], 0], ['a name is missing from it', [...names, 'station-4'], 0], ['less than thirty days are left', names, 701], ['it has run out', names, 800], ['it is not good yet', names, -3],
  ])('is made anew when %s', async (_what, wanted, days) => {
    const made = await keptCertificate(folder.path, names, now);
    expect((await keptCertificate(folder.path, wanted, inDays(days))).fingerprint).not.toBe(made.fingerprint);
  });

  test.each([['key.pem', 'no key'], ['certificate.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']])('is made anew when %s was damaged', async (file, content) => {
    const made = await keptCertificate(folder.path, names, now);
    await writeFile(join(folder.path, 'tls', file), content);
    await chmod(join(folder.path, 'tls', file), 0o644);
    const anew = await keptCertificate(folder.path, names, now);
    expect(anew.fingerprint).not.toBe(made.fingerprint);
    expect(await readFile(join(folder.path, 'tls', file), 'utf8')).not.toBe(content);
    expect((await stat(join(folder.path, 'tls', file))).mode & 0o777).toBe(0o600);
  });
});

describe('addresses', () => {
  const each = (address: string, internal = false) => ({ address, family: address.includes(':') ? 'IPv6' as const : 'IPv4' as const, internal });
  const interfaces = { lo: [each('127.0.0.1', true), each('::1', true)], wan: [each('203.0.113.5'), each('2001:DB8::5')], eth: [each('192.168.1.20'), each('fe80::1'), each('fd00::12')], gone: undefined };

  test('are those that a browser in the LAN can name, the likeliest first', () => {
    expect(lanAddresses(null, interfaces)).toEqual(['192.168.1.20', '203.0.113.5', '2001:db8::5', 'fd00::12']);
    expect(lanAddresses('0.0.0.0', interfaces)).toEqual(['192.168.1.20', '203.0.113.5']);
    expect(lanAddresses('192.168.1.20', interfaces)).toEqual(['192.168.1.20']);
    expect(lanAddresses(null, { lo: interfaces.lo })).toEqual([]);
    expect([urlHost('fd00::12'), urlHost('10.0.0.1')]).toEqual(['[fd00::12]', '10.0.0.1']);
  });

  test('names are the machine\'s own and its mDNS one', () => {
    expect(lanNames('Station-3')).toEqual(['station-3', 'station-3.local']);
    expect(lanNames('station.school.example')).toEqual(['station.school.example']);
    for (const odd of ['', 'localhost', '智阅', 'a b', 'a@b', '-a', 'a..b', 'x'.repeat(300)]) expect(lanNames(odd)).toEqual([]);
  });
});

describe('the LAN', () => {
  const troubles: string[] = [];
  const inside: Inside = { request: (_request, response) => { response.end('inside'); }, upgrade: (_request, socket) => { socket.destroy(); } };

  async function start(lanPort = 0): Promise<{ readonly store: Store; readonly lan: Lan } & AsyncDisposable> {
    const store = await openStore(folder.path);
    const lan = lanOf({ config: { dataFolder: folder.path, lanHost: '127.0.0.1', lanPort }, store, now: () => new Date(), onTrouble: (trouble) => troubles.push(trouble) });
    await lan.resume(inside);
    return { store, lan, [Symbol.asyncDispose]: async () => {
      await lan[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    } };
  }
  const listens = (port: number | null): Promise<boolean> => new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
    socket.once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
  });

  test('is closed at the first start; once opened it is open again after a restart, under the same certificate; once closed it stays closed', async () => {
    let fingerprint: string | null;
    {
      await using station = await start();
      expect([station.lan.state().open, station.lan.origins()]).toEqual([false, []]);
      ({ fingerprint } = await station.lan.open({ tls: true }, 'operator'));
      // Twice is once.
      expect(await station.lan.open({ tls: true }, 'operator')).toEqual(station.lan.state());
    }
    {
      await using station = await start();
      const state = station.lan.state();
      expect(state).toMatchObject({ open: true, tls: true, fingerprint });
      const ca = await readFile(join(folder.path, 'tls', 'certificate.pem'), 'utf8');
      expect((await rawRequest(state.addresses[0] ?? '', '/', { ca })).text).toBe('inside');
      expect(station.lan.origins()[0]).toEqual({ scheme: 'https', host: '127.0.0.1', port: state.port });
      await station.lan.close('operator');
      expect(await listens(state.port)).toBe(false);
    }
    await using station = await start();
    expect(station.lan.state().open).toBe(false);
    expect(findEvents(station.store.db, {}).map(({ type, actor }) => [type, actor])).toEqual([['lan.opened', 'operator'], ['lan.opened', 'station'], ['lan.closed', 'operator']]);
  });

  test('that cannot be opened again after a restart stays closed and says so, and the station starts', async () => {
    const port = await freePort();
    {
      await using first = await start();
      await first.lan.open({ tls: false, port }, 'operator');
      await first.lan.close('operator');
      await first.lan.open({ tls: false, port }, 'operator');
    }
    const { createServer } = await import('node:net');
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await using station = await start();
    expect(station.lan.state().open).toBe(false);
    expect(troubles.splice(0)).toEqual([expect.stringContaining('cannot be opened again')]);
    await expect(station.lan.open({ tls: true, port }, 'operator')).rejects.toThrow(expect.objectContaining({ code: 'option-invalid' }));
    other.close();
    await once(other, 'close');
    expect((await station.lan.open({ tls: true, port }, 'operator')).port).toBe(port);
  });

  test('opened in another way closes the first one', async () => {
    await using station = await start();
    const plain = await station.lan.open({ tls: false }, 'operator');
    const [one, two] = await Promise.all([station.lan.open({ tls: true }, 'operator'), station.lan.open({ tls: true }, 'operator')]);
    expect(one).toEqual(two);
    expect([one.tls, await listens(plain.port), await listens(one.port)]).toEqual([true, false, true]);
  });

  test('lets one address hold only so many connections', async () => {
    await using station = await start();
    const { port } = await station.lan.open({ tls: false }, 'operator');
    const sockets = Array.from({ length: 300 }, () => connect({ host: '127.0.0.1', port: port ?? 0 }).on('error', () => undefined));
    // 44 too many are sent away at once.
    await until('those too many were sent away', () => sockets.filter((socket) => socket.closed).length >= 44);
    expect(sockets.filter((socket) => !socket.closed).length).toBe(256);
    await station.lan.close('operator');
    await until('the rest is gone, too', () => sockets.every((socket) => socket.closed));
  });
});
