import { expect, test } from 'vitest';
import { refuseDeepJson } from './json-depth.ts';

const deep = (levels: number): string => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);

test('64 levels pass, one more does not', () => {
  expect(() => refuseDeepJson(deep(64))).not.toThrow();
  expect(() => refuseDeepJson(`[${deep(64)}]`)).toThrow(expect.objectContaining({ code: 'request-invalid', about: 'body' }));
});

test('what stands in texts, or beside each other, makes no level', () => {
  expect(() => refuseDeepJson(JSON.stringify({ text: `\\"${'[{'.repeat(1000)}`, list: Array.from({ length: 1000 }, () => [{}]) }))).not.toThrow();
});
