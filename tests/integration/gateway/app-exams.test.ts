import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../../src/contract/routes.ts';
import { localOperator } from '../../../src/contract/access.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

const exam = exampleExam();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let station: GatewayStation;
beforeAll(async () => {
  folder = await temporaryFolder();
  station = await openGatewayStation(folder.path);
  await station.station.createOrUpdateExam(exam, [{ candidateNo: '20250001', name: '甲', class: '八（1）班', extra: {} }]);
});
afterAll(async () => {
  await station[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
const send = (method: string, path: string, body?: unknown) => station.request(path, { method, ...(body === undefined ? {} : { body }) });
const examsListed = async (query = '') => routes.listExams.answer.parse((await station.request(`/api/exams${query}`)).json).exams.map(({ id }) => id);
const examOf = async (id: string) => routes.getExam.answer.parse((await station.request(`/api/exams/${id}`)).json);
const typesOf = (id: string) => station.station.events({ examId: id }).map(({ type }) => type);

test('an exam is copied with its questions, key and rules, and its roster if asked for', async () => {
  expect((await send('POST', `/api/exams/${exam.id}/duplicate`, { id: 'copy', title: '补考' })).status).toBe(201);
  const [original, copy] = await Promise.all([examOf(exam.id), examOf('copy')]);
  expect(copy.everything).toEqual(original.everything);
  expect(copy).toMatchObject({ title: '补考', candidates: null, revision: 1 });
  expect((await send('POST', `/api/exams/${exam.id}/duplicate`, { id: 'copy', title: 'x' })).problem.code).toBe('exam-exists');
  expect((await send('POST', `/api/exams/${exam.id}/duplicate`, { id: 'no id', title: 'x' })).problem.code).toBe('exam-invalid');
  await send('POST', `/api/exams/${exam.id}/duplicate`, { id: 'copy-2', title: '补考', roster: true });
  expect((await examOf('copy-2')).candidates).toBe(1);
});

test('an exam that is put away stays as it is and is listed apart', async () => {
  const archive = (archived: boolean) => send('PATCH', '/api/exams/copy', { revision: 1, archived });
  expect((await archive(true)).json).toMatchObject({ kind: 'updated', revision: 1 });
  expect((await archive(true)).json).toMatchObject({ kind: 'unchanged', revision: 1 });
  expect(await examsListed('?archived=true')).toEqual(['copy']);
  expect(await examsListed('?archived=false')).not.toContain('copy');
  expect(await examsListed()).toContain('copy');
  expect(station.station.events({ examId: 'copy', type: 'exam.updated' }).map(({ payload }) => payload)).toEqual([{ revision: 1, changed: ['archived'] }]);
  await archive(false);
  expect(await examsListed('?archived=true')).toEqual([]);
});

test('published scores stay as they are until somebody takes the publication back with a reason', async () => {
  const publish = (body: unknown = {}) => send('POST', `/api/exams/${exam.id}/publish`, body);
  expect((await publish()).problem.code).toBe('request-invalid');
  const scans = await Promise.all(exampleScans(2).map(async ({ name, path }) => ({ name, bytes: await readFile(path) })));
  const form = (): FormData => {
    const data = new FormData();
    for (const { name, bytes } of scans) data.append('files', new Blob([new Uint8Array(bytes)]), name);
    return data;
  };
  await send('POST', '/api/tasks/pause');
  const { batchId } = routes.upload.answer.parse((await send('POST', `/api/upload?exam=${exam.id}&batch=b`, form())).json);
  expect((await publish({ force: true })).problem.code).toBe('exam-busy');
  await send('POST', '/api/tasks/resume');
  await until('the batch is completed', async () => routes.getBatch.answer.parse((await station.request(`/api/batches/${batchId}`)).json).state === 'completed');

  const { problem } = await publish();
  expect([problem.code, problem.status]).toEqual(['exceptions-open', 409]);
  // Somebody else changed the key while she looked at the scores.
  expect((await publish({ force: true, revision: (await examOf(exam.id)).revision + 1 })).problem.code).toBe('revision-stale');
  const published = routes.publishExam.answer.parse((await publish({ note: '年级公布', force: true, revision: (await examOf(exam.id)).revision })).json);
  expect(published).toMatchObject({ by: 'operator', note: '年级公布', sheets: 2, withdrawn: null });
  expect(published.digest).toMatch(/^[0-9a-f]{64}$/);
  expect((await examOf(exam.id)).publication).toEqual(published);
  expect((await examOf(exam.id)).publishedAt).toBe(published.at);
  expect((await publish({ force: true })).problem.code).toBe('exam-published');

  const { pages } = routes.listPages.answer.parse((await station.request(`/api/exams/${exam.id}/pages`)).json);
  const pageId = pages[0]?.pageId ?? '';
  const scores = async () => (await station.request(`/api/exams/${exam.id}/scores`)).text;
  const before = await scores();
  const refused = [
    await send('PATCH', `/api/exams/${exam.id}`, { revision: 1, questions: [{ no: '1', points: 5 }] }), await send('PUT', `/api/pages/${pageId}/items/1`, { value: 'B' }), await send('POST', `/api/pages/${pageId}/retry`),
    await send('POST', `/api/upload?exam=${exam.id}&batch=more`, form()), await send('PUT', `/api/exams/${exam.id}/roster`, new TextEncoder().encode('candidate_no,name,class\n20250002,乙,八（1）班\n')),
    await send('DELETE', `/api/exams/${exam.id}?revision=1`),
  ];
  expect(refused.map((answered) => answered.problem.code)).toEqual(refused.map(() => 'exam-published'));
  expect(refused[0]?.problem.detail).toMatch(/published by operator on \d{4}-/);
  expect((await send('PATCH', `/api/exams/${exam.id}`, { revision: 1, title: '更名' })).status).toBe(200);
  expect(await scores()).toBe(before);

  expect((await send('POST', `/api/exams/${exam.id}/unpublish`, { reason: ' ' })).problem.code).toBe('request-invalid');
  expect((await send('POST', `/api/exams/${exam.id}/unpublish`, { reason: '答案有误' })).status).toBe(204);
  expect((await send('POST', `/api/exams/${exam.id}/unpublish`, { reason: 'again' })).problem.code).toBe('not-found');
  expect((await send('PUT', `/api/pages/${pageId}/items/1`, { value: 'B' })).status).toBe(204);
  expect(typesOf(exam.id).filter((type) => type.includes('publish'))).toEqual(['exam.published', 'exam.unpublished']);
  const { publications } = routes.listPublications.answer.parse((await station.request(`/api/exams/${exam.id}/publications`)).json);
  expect(publications).toMatchObject([{ publicationId: published.publicationId, withdrawn: { by: 'operator', reason: '答案有误' } }]);
  const leader = await station.inject({ name: 'publishExam', params: { examId: exam.id }, body: {}, principal: { ...localOperator, role: 'leader', exams: [exam.id], local: false } });
  expect(leader.status).toBe(403);
});
