import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { routes } from '../../../src/contract/routes.ts';
import { rasterise } from '../../../src/sheet/render/rasterise.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

const example = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL('../../../resources/example/exam.json', import.meta.url), 'utf8')));
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let station: GatewayStation;
beforeAll(async () => {
  folder = await temporaryFolder();
  station = await openGatewayStation(folder.path);
});
afterAll(async () => {
  await station[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
const check = async (body: unknown) => routes.checkExam.answer.parse((await station.request('/api/exams/check', { body })).json);

test('an exam file that is being written is checked without being entered', async () => {
  expect(await check(example)).toMatchObject({ ok: true, faults: [], full: 100, pagesPerSheet: { blank: 1, personal: 1 } });
  expect((await station.request('/api/exams')).json).toEqual({ exams: [] });
});

test('every fault is told with its path, as what a person reads while typing', async () => {
  const faulty = { id: 'a b', title: 'x', questions: [{ no: '1-3', type: 'single', options: 4, key: 'AB', points: 2 }, { no: '4', type: 'open', points: 5, height: 5000 }] };
  const { ok, faults, questions } = await check(faulty);
  expect({ ok, questions }).toEqual({ ok: false, questions: null });
  expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining(['id', 'questions[0].key']));
  expect((await check({})).faults).toContainEqual({ path: 'id', message: 'is missing', fault: { code: 'exam-field-missing', values: {}, where: { path: 'id' } } });
  expect((await check({ ...faulty, id: 'fits', questions: [{ no: '1', type: 'open', points: 5, height: 290 }] })).faults).toHaveLength(1);
});

test('a page of the sheets is drawn as it would be printed, and comes again from the cache', async () => {
  const ask = (query: string) => station.request(`/api/sheets/preview?${query}`, { body: example });
  const first = await ask('page=1&width=600');
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'image/png']);
  const { width, height } = await sharp(first.bytes).metadata();
  expect([width, Math.round((height / width) * 100)]).toEqual([600, 141]);
  const { mean } = (await sharp(first.bytes).greyscale().stats()).channels[0] ?? { mean: 255 };
  expect(mean).toBeLessThan(250);
  expect((await ask('page=1&width=600')).bytes).toEqual(first.bytes);
  expect((await ask('page=1&kind=personal&width=400')).status).toBe(200);
  expect((await ask('page=9')).problem.code).toBe('not-found');
  expect((await ask('width=5000')).problem.code).toBe('request-invalid');
  expect((await station.request('/api/sheets/preview', { body: { id: 'x' } })).problem.code).toBe('exam-invalid');
});

test.each([['A4', 210], ['A3', 420], ['Letter', 215.9]] as const)('the test page on %s has the paper\'s size, a true ruler, and says in both languages what to measure', async (page, widthMm) => {
  const answered = await station.request(`/api/test-page.pdf?page=${page}`);
  expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const [raster, ...more] = await rasterise(answered.bytes, 254);
  expect(more).toEqual([]);
  if (!raster) throw new Error('There is no page.');
  expect(Math.abs(raster.width - widthMm * 10)).toBeLessThan(3);
  expect(raster.text).toContain('实际大小');
  expect(raster.text).toContain('Actual size');
});
