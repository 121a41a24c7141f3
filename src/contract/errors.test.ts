import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes, fromPlainError, toPlainError, ZhiyueError } from './errors.ts';

test('docs/errors.md lists every code with its class, in the same order', () => {
  const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const listed = [...docs.matchAll(/^\| `([a-z-]+)` \| ([a-z-]+) \| [^|]+\. \| [^|]+\. \|$/gm)].map(([, code, kind]) => [code, kind]);
  expect(listed).toEqual(Object.entries(errorCodes));
});

test('an error keeps its code and what it is about across a process border', () => {
  const error = fromPlainError(toPlainError(new ZhiyueError('file-empty', 'scan.jpg is empty', { about: 'scan.jpg' })));
  expect([error.code, error.about, error.passing]).toEqual(['file-empty', 'scan.jpg', false]);
  const faults = [{ code: 'file-empty', values: {}, where: null }] as const;
  expect(fromPlainError(toPlainError(ZhiyueError.of('roster-invalid', faults)))).toMatchObject({ message: 'The file is empty.', faults });
  expect(toPlainError(new TypeError('oops'))).toEqual({ code: 'internal', message: 'oops', about: null });
});
