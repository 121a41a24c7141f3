import { expect, test } from 'vitest';
import { meant } from './shortcuts.tsx';

const list = [{ keys: 'g e' }, { keys: 'e' }, { keys: '?' }, { keys: 'ArrowUp' }];

test('one key, two keys after one another, and a first key that leads nowhere', () => {
  expect(meant(list, null, 'g')).toBeUndefined();
  expect(meant(list, 'g', 'e')).toBe(list[0]);
  expect(meant(list, null, 'E')).toBe(list[1]);
  expect(meant(list, 'x', '?')).toBe(list[2]);
  expect(meant(list, null, 'ArrowUp')).toBe(list[3]);
});

test('what was offered last goes first', () => {
  const own = { keys: 'e' };
  expect(meant([...list, own], null, 'e')).toBe(own);
});
