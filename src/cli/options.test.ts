import { describe, expect, test } from 'vitest';
import { oneOf, pointInTime, wholeNumber } from './options.ts';

const now = new Date('2026-11-22T12:00:00Z');

describe('options', () => {
  test('an age counts back from now', () => {
    expect(pointInTime('--since', '30m', now)).toBe('2026-11-22T11:30:00.000Z');
    expect(pointInTime('--since', '7d', now)).toBe('2026-11-15T12:00:00.000Z');
    expect(() => pointInTime('--since', '999999999999d', now)).toThrow('neither a time');
  });

  test('a day begins at midnight where the reader is', () => {
    expect(pointInTime('--since', '2026-11-22', now)).toBe(new Date(2026, 10, 22).toISOString());
    expect(pointInTime('--since', '2026-11-22T08:00:00Z', now)).toBe('2026-11-22T08:00:00.000Z');
  });

  test.each(['yesterday', '', '5x', '2026-02-31', '2025-02-29T08:00', '2026-04-31T08:00:00Z', '99999999d', '-000001-01-01T00:00:00Z'])('%o is no point in time', (text) => {
    expect(() => pointInTime('--since', text, now)).toThrow(expect.objectContaining({ code: 'option-invalid', about: '--since' }));
  });

  test.each(['', '0', '65', '1.5', '1e1', 'x', '-1'])('%o is no number of workers', (text) => {
    expect(() => wholeNumber('--workers', 1, 64)(text)).toThrow(expect.objectContaining({ code: 'option-invalid', about: '--workers' }));
  });

  test('one word out of a few', () => {
    expect(oneOf('--quality', ['scanner', 'photo'])('photo')).toBe('photo');
    expect(() => oneOf('--quality', ['scanner', 'photo'])('foto')).toThrow(expect.objectContaining({ about: '--quality' }));
  });
});
