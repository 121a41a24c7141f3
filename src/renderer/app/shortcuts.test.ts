import { expect, test } from 'vitest';
import { meant, meantHeld } from './shortcuts.tsx';

const list = [{ keys: 'g e' }, { keys: 'e' }, { keys: '?' }, { keys: 'ArrowUp' }];

test('one key, two keys after one another, and a first key that leads nowhere', () => {
  expect(meant(list, null, 'g')).toBeUndefined();
  expect(meant(list, 'g', 'e')).toBe(list[0]);
  expect(meant(list, null, 'E')).toBe(list[1]);
  expect(meant(list, 'x', '?')).toBe(list[2]);
  expect(meant(list, null, 'ArrowUp')).toBe(list[3]);
});

test('with Shift a key is another one where that is offered, else the same', () => {
  const keys = [{ keys: 'ArrowUp' }, { keys: 'Shift+ArrowUp' }, { keys: 'ArrowDown' }, { keys: 'Ctrl+Z' }, { keys: 'Ctrl+Shift+Z' }, { keys: 'u' }];
  const pressed = (key: string, held = false, shiftKey = false) => meantHeld(keys, null, { key, held, shiftKey })?.keys;
  expect([pressed('ArrowUp'), pressed('ArrowUp', false, true), pressed('ArrowDown', false, true)]).toEqual(['ArrowUp', 'Shift+ArrowUp', 'ArrowDown']);
  expect([pressed('z', true), pressed('Z', true, true), pressed('U', false, true), pressed('z')]).toEqual(['Ctrl+Z', 'Ctrl+Shift+Z', 'u', undefined]);
});

test('what was offered last goes first', () => {
  const own = { keys: 'e' };
  expect(meant([...list, own], null, 'e')).toBe(own);
});
