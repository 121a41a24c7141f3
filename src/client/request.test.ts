import { expect, test } from 'vitest';
import { pathOf, wireRequest } from './request.ts';

test('writes parameters and query into the address, whatever is in them', () => {
  const request = wireRequest('listPages', { params: { examId: '高一/数学' }, query: { limit: 20, batch: 'a&b', state: undefined } }, null);
  expect(pathOf(request)).toBe(`/api/exams/${encodeURIComponent('高一/数学')}/pages?limit=20&batch=a%26b`);
});

test('leaves out the question mark of an empty query', () => {
  expect(pathOf(wireRequest('listExams', {}, null))).toBe('/api/exams');
});

test('says no body where the route takes none', () => {
  expect(wireRequest('listExams', { body: { some: 'thing' } }, null).body).toBeUndefined();
});

test('refuses a missing parameter, and a body of another kind, before anything is sent', () => {
  expect(() => wireRequest('getExam', { params: {} }, null)).toThrow('getExam needs examId');
  expect(() => wireRequest('listPages', { params: { examId: 'e' }, query: { batch: ['a'] } }, null)).toThrow('batch is neither');
  expect(() => wireRequest('upload', { query: { exam: 'e', batch: 'b' }, body: {} }, null)).toThrow('FormData');
  expect(() => wireRequest('importRoster', { params: { examId: 'e' }, body: 'a,b' }, null)).toThrow('Uint8Array');
});
