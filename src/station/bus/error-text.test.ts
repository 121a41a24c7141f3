import { expect, it } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { filteredError } from './error-text.ts';

it.each([
  [new Error('no luck'), 'internal', 'no luck'],
  [new Error('ENOENT: no such file or directory, open \'/home/wang/exam/张三.jpg\''), 'internal', 'ENOENT: no such file or directory, open …'],
  [new Error('UNIQUE constraint failed for 20260042'), 'internal', 'UNIQUE constraint failed for …'],
  [new ZhiyueError('roster-invalid', 'Row 3: 李四 is there twice.'), 'roster-invalid', 'Row 3: … is there twice.'],
  [new Error('cannot read C:\\Users\\wang\\scan.tif now'), 'internal', 'cannot read … now'],
  [new Error('first line\nat secret (/x/y.ts:1)'), 'internal', 'first line'],
])('%s says nothing about anybody', (error, code, message) => {
  expect(filteredError(error)).toEqual({ code, message });
});
