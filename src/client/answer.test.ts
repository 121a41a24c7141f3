import { expect, test } from 'vitest';
import { routes } from '../contract/routes.ts';
import { offeredName, readAnswer } from './answer.ts';
import type { WireAnswer } from './transport.ts';

const answer = (status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status, header: (name) => headers[name] ?? null, json: async () => json, blob: async () => new Blob(['%PDF-'], { type: 'application/pdf' }),
});

test('takes an answer that fits the schema of its route', async () => {
  await expect(readAnswer(routes.listExams, answer(200, { exams: [] }))).resolves.toEqual({ exams: [] });
});

test('does not take one that does not', async () => {
  await expect(readAnswer(routes.listExams, answer(200, { exams: 'none' }))).rejects.toMatchObject({ code: 'answer-invalid', about: 'GET /api/exams', retry: false });
  await expect(readAnswer(routes.listExams, answer(502, undefined))).rejects.toMatchObject({ code: 'answer-invalid', status: 502 });
});

test('throws what a problem document says', async () => {
  const problem = { type: 'urn:zhiyue:error:request-invalid', title: 'x', status: 400, code: 'request-invalid', detail: 'Wrong.', about: 'body', retry: false, faults: [{ path: 'body.role', message: 'no' }] };
  await expect(readAnswer(routes.createPairing, answer(400, problem))).rejects.toMatchObject({ name: 'StationError', code: 'request-invalid', message: 'Wrong.', about: 'body', status: 400, faults: problem.faults });
});

test('takes the health of a degraded station as an answer, though its status is 503', async () => {
  const health = { status: 'degraded', parts: { redis: 'down' } };
  await expect(readAnswer(routes.getHealth, answer(503, health))).resolves.toEqual(health);
});

test('gives a file the name under which it is offered', async () => {
  const named = await readAnswer(routes.getSheets, answer(200, undefined, { 'content-disposition': `attachment; filename="sheets.pdf"; filename*=UTF-8''${encodeURIComponent('答题卡.pdf')}` }));
  expect(named instanceof File && named.name).toBe('答题卡.pdf');
  expect(await readAnswer(routes.getSheets, answer(200, undefined))).toBeInstanceOf(Blob);
});

test('reads offered names as they are written', () => {
  expect(offeredName('attachment; filename="a \\"b\\".csv"')).toBe('a "b".csv');
  expect(offeredName('attachment; filename*=UTF-8\'\'%E4%')).toBeNull();
  expect(offeredName('inline')).toBeNull();
  expect(offeredName(null)).toBeNull();
});
