import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSecondsLine } from './seconds-line.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const say = (seconds: number): string => (seconds === 0 ? 'Writing' : `Writing (${seconds} s)`);

function written(isTTY: boolean, ms: number): string {
  let text = '';
  const line = openSecondsLine({ isTTY, write: (chunk: Uint8Array | string) => { text += String(chunk); return true; } }, { say });
  vi.advanceTimersByTime(ms);
  line[Symbol.dispose]();
  line[Symbol.dispose]();
  vi.advanceTimersByTime(60_000);
  return text;
}

test('a terminal shows the seconds in one line, elsewhere a line comes now and then, and nothing after the end', () => {
  expect(written(true, 2_500)).toBe('\r\x1b[KWriting\r\x1b[KWriting (1 s)\r\x1b[KWriting (2 s)\n');
  expect(written(false, 11_000)).toBe('Writing\nWriting (5 s)\nWriting (10 s)\n');
});
