import { expect, test } from 'vitest';
import type { Role } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import { type OpenPairing, pairingCodes, type PairingOptions, plainCode } from './pairing-codes.ts';

function setUp() {
  let at = new Date('2026-11-22T08:00:00Z').getTime();
  const locks: Parameters<PairingOptions['onLocked']>[0][] = [];
  const codes = pairingCodes({ now: () => new Date(at), onLocked: (locked) => locks.push(locked) });
  const tried = (code: string, address = '10.0.0.1'): string => {
    try {
      return codes.take(code, address).role;
    } catch (error) {
      if (error instanceof ZhiyueError) return error.code;
      throw error;
    }
  };
  const open = (role: Role, exams: OpenPairing['exams'] = 'all') => codes.open({ role, exams, madeBy: 'operator' });
  return { codes, open, tried, locks, later: (seconds: number) => { at += seconds * 1000; } };
}

test('a code is eight letters and digits that nobody takes for each other, each time others', () => {
  const { open } = setUp();
  const made = Array.from({ length: 20 }, () => open('marker').code);
  for (const code of made) expect(code).toMatch(/^[ABCDEFGHJKMNPQRSTUVWXYZ2-9]{4}-[ABCDEFGHJKMNPQRSTUVWXYZ2-9]{4}$/);
  expect(new Set(made).size).toBe(20);
});

test.each([
  ['as it is', (code: string) => code], ['in lower case', (code: string) => code.toLowerCase()], ['without the dash', (code: string) => code.replace('-', '')], ['with spaces', (code: string) => ` ${[...code].join(' ')} `],
  ['with another dash', (code: string) => code.replace('-', '–')], ['in full-width letters, as a Chinese keyboard writes them', (code: string) => [...code].map((letter) => (letter === '-' ? '－' : String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))).join('')],
])('is taken %s', (_how, typed) => {
  const { open, tried } = setUp();
  const { code } = open('leader', ['math']);
  expect(plainCode(typed(code))).toBe(code.replace('-', ''));
  expect(tried(typed(code))).toBe('leader');
});

test('is good once, within ten minutes', () => {
  const { open, tried, later } = setUp();
  const [first, second, third] = [open('marker'), open('leader'), open('viewer')];
  expect(tried(second.code)).toBe('leader');
  expect(tried(second.code)).toBe('pairing-refused');
  later(599);
  expect(tried(first.code)).toBe('marker');
  later(1);
  expect(tried(third.code)).toBe('pairing-refused');
});

test('at most twenty are open; used and old ones make room', () => {
  const { open, tried, later } = setUp();
  const made = Array.from({ length: 20 }, () => open('marker').code);
  expect(() => open('marker')).toThrow(expect.objectContaining({ code: 'rate-limited' }));
  expect(tried(made[7] ?? '')).toBe('marker');
  expect(() => open('marker')).not.toThrow();
  later(600);
  expect(() => Array.from({ length: 20 }, () => open('marker'))).not.toThrow();
});

test('an address that was wrong five times waits a minute, even with the right code; others do not', () => {
  const { open, tried, later, locks } = setUp();
  const { code } = open('marker');
  for (let n = 0; n < 5; n++) expect(tried('WRONG', '10.0.0.1')).toBe('pairing-refused');
  for (let n = 0; n < 50; n++) expect(tried(code, '10.0.0.1')).toBe('rate-limited');
  expect(tried('WRONG', '10.0.0.2')).toBe('pairing-refused');
  later(61);
  expect(tried(code, '10.0.0.1')).toBe('marker');
  // Refused tries of one who waits count for nothing: he cannot lock the others out that way.
  expect(locks).toEqual([]);
});

test('twenty wrong tries within ten minutes void every code and close pairing for five', () => {
  const { open, tried, later, locks } = setUp();
  const { code } = open('marker');
  for (let n = 0; n < 19; n++) expect(tried('WRONG', `10.0.0.${n}`)).toBe('pairing-refused');
  expect(locks).toEqual([]);
  expect(tried('WRONG', '10.0.1.1')).toBe('pairing-refused');
  expect(locks).toEqual([{ failures: 20, until: new Date('2026-11-22T08:05:00Z') }]);
  expect(tried(code)).toBe('rate-limited');
  expect(() => open('marker')).toThrow(expect.objectContaining({ code: 'rate-limited' }));
  later(300);
  expect(tried(code)).toBe('pairing-refused');
  expect(tried(open('viewer').code)).toBe('viewer');
});

test('tries that lie further apart close nothing', () => {
  const { tried, later, locks } = setUp();
  for (let n = 0; n < 100; n++) {
    tried('WRONG', `10.0.0.${n}`);
    later(32);
  }
  expect(locks).toEqual([]);
});

test('a void one is of no use to anybody, and makes room; what is open is listed without the code', () => {
  const { codes, open, tried, later } = setUp();
  const [first, second] = [open('marker', ['math']), open('leader')];
  expect(codes.list()).toEqual([
    { pairingId: first.pairingId, role: 'marker', exams: ['math'], madeBy: 'operator', expiresAt: first.expiresAt },
    { pairingId: second.pairingId, role: 'leader', exams: 'all', madeBy: 'operator', expiresAt: second.expiresAt },
  ]);
  expect([codes.void(first.pairingId), codes.void(first.pairingId), codes.void('nothing')]).toEqual([true, false, false]);
  expect(tried(first.code)).toBe('pairing-refused');
  expect(codes.list().map(({ role }) => role)).toEqual(['leader']);
  // Too late: a device is just coming in. Where that fails the code does not come back.
  expect(tried(second.code)).toBe('leader');
  expect(codes.void(second.pairingId)).toBe(false);
  codes.giveBack(second.pairingId);
  expect(tried(second.code)).toBe('pairing-refused');
  const third = open('viewer');
  later(600);
  expect([codes.list(), codes.void(third.pairingId)]).toEqual([[], false]);
});
