import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { routeNames, specs } from './route-table.ts';

const text = JSON.stringify(openApiDocument('0.0.0'));
const operation = z.object({
  operationId: z.string(), summary: z.string(), security: z.array(z.unknown()),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.record(z.string(), z.unknown()) })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(), responses: z.record(z.string(), z.unknown()),
});
const document = z.object({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.record(z.string(), operation)), components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }) }).parse(JSON.parse(text));

test('the document is one of OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('every route is described with its parameters, its body and its answer', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, its]) => `${its.operationId} ${method.toUpperCase()} ${path}`));
  expect(described.toSorted()).toEqual(routeNames.map((name) => `${name} ${specs[name].method} ${specs[name].path.replaceAll(/:(\w+)/g, '{$1}')}`).toSorted());
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { operationId, parameters, responses } of Object.values(methods)) {
      expect(parameters.filter((each) => each.in === 'path').map((each) => each.name), operationId).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(Object.keys(responses), operationId).toEqual([expect.stringMatching(/^20[0124]$/), 'default']);
    }
  }
});

test('every reference leads to something', () => {
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? ''));
  expect(references.size).toBeGreaterThan(20);
  for (const reference of references) {
    let at: unknown = JSON.parse(text);
    for (const key of reference.replace('#/', '').split('/')) at = z.record(z.string(), z.unknown()).parse(at)[key];
    expect(at, reference).toBeTypeOf('object');
  }
});

test('an exam file is described field by field, and a schema that is said and answered in one shape stands once', () => {
  expect(document.components.schemas['ExamFile']).toMatchObject({ properties: { questions: expect.anything(), id: expect.anything() } });
  expect(Object.keys(document.components.schemas).filter((name) => name.endsWith('Said'))).toEqual([]);
  expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
});

test('reads, writes, uploads and files say what goes in and out', () => {
  const list = document.paths['/api/exams/{examId}/pages']?.['get'];
  expect(list?.parameters.map((each) => [each.in, each.name])).toEqual([['path', 'examId'], ['query', 'limit'], ['query', 'after'], ['query', 'batch'], ['query', 'state'], ['query', 'candidate']]);
  expect(list?.security).toEqual([{ bearer: [] }]);
  expect(document.paths['/api/session/pair']?.['post']?.security).toEqual([]);
  expect(Object.keys(document.paths['/api/upload']?.['post']?.requestBody?.content ?? {})).toEqual(['multipart/form-data']);
  expect(document.paths['/api/exams/{examId}']?.['patch']?.parameters.map((each) => each.name)).toEqual(['examId', 'Idempotency-Key']);
});
