import { expect, test } from 'vitest';
import { aboutOf, parseTaskId, taskIdOf } from './task-id.ts';

test('a task\'s name says what it is about', () => {
  expect(parseTaskId('ocr_processing:abc-1/2')).toEqual({ type: 'ocr_processing', key: 'abc-1/2', pageId: 'abc-1', asked: 2 });
  expect(parseTaskId('batch_processing:abc/1')).toEqual({ type: 'batch_processing', key: 'abc/1', sourceId: 'abc', asked: 1 });
  expect(parseTaskId('grading_execution:math-8/0042/7')).toEqual({ type: 'grading_execution', key: 'math-8/0042/7', examId: 'math-8', candidateNo: '0042', revision: 7 });
  expect(parseTaskId('report_generation:r')).toEqual({ type: 'report_generation', key: 'r', reportId: 'r' });
  const { type, key } = parseTaskId('ocr_processing:a/1');
  expect(taskIdOf(type, key)).toBe('ocr_processing:a/1');
});

test.each(['', 'ocr_processing', 'ocr_processing:', 'ocr_processing:a', 'ocr_processing:a/0', 'ocr_processing:a/x', 'nothing:a/1', 'grading_execution:a/1', 'grading_execution:a/b/c/1', 'report_generation:'])('%j names no task', (taskId) => {
  expect(() => parseTaskId(taskId)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
});

test('what an older version had queued is none that can be named', () => {
  expect(aboutOf('batch_processing', 'abc')).toBeNull();
});
