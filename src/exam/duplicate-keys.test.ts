import { expect, test } from 'vitest';
import { duplicateKeys } from './duplicate-keys.ts';

test.each([
  ['a field twice', '{"id": 1, "b": 2, "id": 3}', [['id']]],
  ['three times', '{"a":1,"a":1,"a":1}', [['a'], ['a']]],
  ['deep inside', '{"q": [{"no": "1"}, [], {"no": "1", "k": {"x": 1, "x": 2}, "no": 2}]}', [['q', 2, 'k', 'x'], ['q', 2, 'no']]],
  ['the same name written with an escape', String.raw`{"id": 1, "\u0069d": 2}`, [['id']]],
  ['names of Object.prototype', '{"__proto__": 1, "toString": 2, "__proto__": 3}', [['__proto__']]],
  ['equal names in different objects', '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}', []],
  ['texts that look like fields', String.raw`{"a": "\"b\": 1, {\"a\": ", "b": ["a", "a", "a"], "c\\": 1, "c": "}"}`, []],
  ['no object', '[1, "a", "a"]', []],
])('%s', (_, json, paths) => {
  JSON.parse(json);
  expect(duplicateKeys(json)).toEqual(paths);
});
