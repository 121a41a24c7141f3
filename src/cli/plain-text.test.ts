import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('what would steer a terminal is shown instead, and JSON stays the same JSON', () => {
  expect(plainText('王\u001b[2J\u009b31m\r红\u202e名\tA\nB')).toBe('王\\u001b[2J\\u009b31m\\u000d红\\u202e名\tA\nB');
  const json = JSON.stringify({ name: '\u001b]0;x\u0007\u009b\u202e' });
  expect(JSON.parse(plainText(json))).toEqual(JSON.parse(json));
});
