import { describe, expect, test } from 'vitest';
import { ZhiyueError } from '../../../contract/errors.ts';
import { checkDoors, loopbackOrigins, originOf, type OwnOrigin } from './doors.ts';

const own: readonly OwnOrigin[] = [
  ...loopbackOrigins(7411),
  { scheme: 'https', host: '192.168.1.20', port: 7412 },
  { scheme: 'https', host: '[fd00::12]', port: 7412 },
  { scheme: 'https', host: 'station-3', port: 7412 },
  { scheme: 'https', host: 'station-3.local', port: 7412 },
];

function verdict(host: string | undefined, origin?: string): string {
  try {
    checkDoors(own, { host, origin });
    return 'passes';
  } catch (error) {
    if (error instanceof ZhiyueError) return error.code;
    throw error;
  }
}

describe('the Host header', () => {
  test.each([
    '127.0.0.1:7411', 'localhost:7411', 'LOCALHOST:7411', '[::1]:7411', '192.168.1.20:7412', '[fd00::12]:7412', '[FD00::12]:7412', 'station-3:7412', 'Station-3.Local:7412',
  ])('%s passes', (host) => expect(verdict(host)).toBe('passes'));

  test.each([
    undefined, '', ' ', 'evil.example', 'evil.example:7411', '127.0.0.1', 'localhost', '127.0.0.1:80', '127.0.0.1:7412', '192.168.1.20:7411', '192.168.1.20', '192.168.1.21:7412',
    'localhost.:7411', '127.0.0.1.:7411', 'localhost:7411.', '127.0.0.1.evil.example:7411', 'evil.localhost:7411', '::1:7411', '[::1]', '[0:0:0:0:0:0:0:1]:7411', '[::ffff:127.0.0.1]:7411', '[::1%25eth0]:7411',
    'user@127.0.0.1:7411', 'user:word@localhost:7411', 'evil.example@localhost:7411', '127.0.0.1:7411@evil.example', '127.0.0.1:07411', '127.0.0.1:7411 ', ' 127.0.0.1:7411', '127.0.0.1:7411/', 'http://127.0.0.1:7411',
    '127.1:7411', '2130706433:7411', '0x7f.0.0.1:7411', '0.0.0.0:7411', '[::]:7411', '127.0.0.2:7411', 'localhost:7411,evil.example', 'localhost:7411\u0000', 'station-3.:7412', 'station-3.lan:7412',
  ])('%j is refused', (host) => expect(verdict(host)).toBe('host-refused'));

  test('a scheme\'s own port may be left out, and only that one', () => {
    const onDefaults: readonly OwnOrigin[] = [{ scheme: 'http', host: 'localhost', port: 80 }, { scheme: 'https', host: '10.0.0.1', port: 443 }];
    expect(() => checkDoors(onDefaults, { host: 'localhost', origin: 'http://localhost' })).not.toThrow();
    expect(() => checkDoors(onDefaults, { host: '10.0.0.1', origin: 'https://10.0.0.1' })).not.toThrow();
    expect(() => checkDoors(onDefaults, { host: '10.0.0.1', origin: 'http://10.0.0.1' })).toThrow(ZhiyueError);
    expect(originOf({ scheme: 'http', host: 'localhost', port: 443 })).toBe('http://localhost:443');
  });
});

describe('the Origin header', () => {
  test.each([
    ['127.0.0.1:7411', 'http://127.0.0.1:7411'], ['localhost:7411', 'http://localhost:7411'], ['[::1]:7411', 'http://[::1]:7411'], ['192.168.1.20:7412', 'https://192.168.1.20:7412'], ['station-3.local:7412', 'https://station-3.local:7412'],
  ])('the station\'s own page under %s passes', (host, origin) => expect(verdict(host, origin)).toBe('passes'));

  test.each([
    ['127.0.0.1:7411', 'null'], ['127.0.0.1:7411', ''], ['127.0.0.1:7411', 'http://evil.example'], ['127.0.0.1:7411', 'https://127.0.0.1:7411'], ['127.0.0.1:7411', 'http://127.0.0.1'], ['127.0.0.1:7411', 'http://127.0.0.1:9999'],
    ['127.0.0.1:7411', 'http://127.0.0.1:7411.evil.example'], ['127.0.0.1:7411', 'http://127.0.0.1:7411@evil.example'], ['127.0.0.1:7411', 'http://127.0.0.1:7411/'], ['127.0.0.1:7411', 'file://'], ['127.0.0.1:7411', 'http://127.0.0.1:7411, http://evil.example'],
    // One of the station's own pages, but another address of it: not the same origin for a browser, so not for us.
    ['127.0.0.1:7411', 'http://localhost:7411'], ['127.0.0.1:7411', 'https://192.168.1.20:7412'], ['192.168.1.20:7412', 'http://192.168.1.20:7412'],
  ])('asked as %s from a page of %j: refused', (host, origin) => expect(verdict(host, origin)).toBe('origin-refused'));

  test('a foreign host is said first, whatever the page', () => expect(verdict('evil.example:7411', 'http://evil.example:7411')).toBe('host-refused'));
});

test('what is said about a refused header is short and printable', () => {
  try {
    checkDoors(own, { host: `evil\n\u001b[31m${'x'.repeat(5000)}`, origin: undefined });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof ZhiyueError)) throw error;
    expect(error.about).toMatch(/^[\x21-\x7e]{1,100}$/);
  }
});
