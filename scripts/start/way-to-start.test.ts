import { expect, test } from 'vitest';
import { noWindowBecause, startArguments } from './way-to-start.ts';

test('there is a window where there is a display, and not for root', () => {
  expect(noWindowBecause({ platform: 'linux', environment: {}, root: false })).toContain('display');
  expect(noWindowBecause({ platform: 'linux', environment: { DISPLAY: '' }, root: false })).toContain('display');
  expect(noWindowBecause({ platform: 'linux', environment: { DISPLAY: ':0' }, root: false })).toBeNull();
  expect(noWindowBecause({ platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' }, root: false })).toBeNull();
  expect(noWindowBecause({ platform: 'linux', environment: { DISPLAY: ':0' }, root: true })).toContain('root');
  expect(noWindowBecause({ platform: 'win32', environment: {}, root: false })).toBeNull();
  expect(noWindowBecause({ platform: 'darwin', environment: {}, root: true })).toBeNull();
});

test('--browser is ours, the rest goes to the station', () => {
  expect(startArguments([])).toEqual({ browser: false, rest: [], dataDir: null, port: null });
  expect(startArguments(['--data-dir', '/srv/a', '--browser', '--port=0'])).toEqual({ browser: true, rest: ['--data-dir', '/srv/a', '--port=0'], dataDir: '/srv/a', port: '0' });
});
