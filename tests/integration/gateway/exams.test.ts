import { readdirSync, readFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { localOperator, type Principal } from '../../../src/contract/access.ts';
import { problemSchema } from '../../../src/contract/problem.ts';
import { examRoutes } from '../../../src/contract/routes/exams.ts';
import { resultRoutes } from '../../../src/contract/routes/results.ts';
import { parseExam } from '../../../src/exam/exam-file.ts';
import { layoutExam } from '../../../src/sheet/layout/layout-exam.ts';
import { rasterise } from '../../../src/sheet/render/rasterise.ts';
import { writeSheets } from '../../../src/sheet/render/write-sheets.ts';
import { type Answered, type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleScans } from '../../support/station.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let open: GatewayStation;
const exampleFile = (): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL('../../../resources/example/exam.json', import.meta.url), 'utf8')));
const rosterBytes = (): Uint8Array => readFileSync(new URL('../../../resources/example/roster.csv', import.meta.url));
const examId = 'math-8-mid';
const small = (id: string, title = '小测') => ({ id, title, candidateNumber: { digits: 4 }, questions: [{ no: '1-3', type: 'single', options: 4, key: 'ABC', points: 2 }, { no: '4', type: 'truefalse', key: 'T', points: 1 }] });

beforeAll(async () => {
  folder = await temporaryFolder();
  open = await openGatewayStation(folder.path);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const get = (path: string): Promise<Answered> => open.request(path);
const send = (method: string, path: string, body: unknown): Promise<Answered> => open.request(path, { method, body });
const answer = <S extends z.ZodType>(schema: S, answered: Answered): z.infer<S> => {
  if (answered.status >= 400) throw new Error(answered.text);
  return schema.parse(answered.json);
};
const examOf = async (id: string) => answer(examRoutes.getExam.answer, await get(`/api/exams/${id}`));
const revisionOf = async (id: string): Promise<number> => (await examOf(id)).revision;
const refused = ({ status, problem: { code, detail, faults = [] } }: Answered) => ({ status, code, detail, faults });

test('an exam is entered once, is found again, and another of the same id is refused', async () => {
  const created = await send('POST', '/api/exams', exampleFile());
  expect(created.status).toBe(201);
  expect(answer(examRoutes.createExam.answer, created)).toEqual({ kind: 'created', revision: 1, moved: [] });
  expect(answer(examRoutes.createExam.answer, await send('POST', '/api/exams', exampleFile()))).toMatchObject({ kind: 'unchanged', revision: 1 });
  expect(refused(await send('POST', '/api/exams', { ...exampleFile(), title: 'another' }))).toMatchObject({ status: 409, code: 'exam-exists' });
  expect(refused(await send('POST', '/api/exams', { ...exampleFile(), id: 'No Id', questions: [] }))).toMatchObject({ status: 422, code: 'exam-invalid' });
  const exam = await examOf(examId);
  expect(exam).toMatchObject({ id: examId, revision: 1, questions: 28, candidates: null, candidateDigits: 8, pagesPerSheet: 1, full: 100 });
  expect(exam.everything).toHaveLength(28);
  expect(refused(await get('/api/exams/nothing'))).toMatchObject({ status: 404, code: 'not-found' });
});

test('the list shows what one may see, newest first', async () => {
  await send('POST', '/api/exams', small('quiz-1'));
  await send('POST', '/api/exams', small('quiz-2'));
  expect(answer(examRoutes.listExams.answer, await get('/api/exams')).exams.map(({ id }) => id)).toEqual(['quiz-2', 'quiz-1', examId]);
  const viewer: Principal = { id: 'device:v', name: 'v', role: 'viewer', exams: ['quiz-1', 'gone'], local: false };
  const { body } = await open.inject({ name: 'listExams', principal: viewer });
  const seen = examRoutes.listExams.answer.parse(body);
  expect(seen.exams.map(({ id }) => id)).toEqual(['quiz-1']);
});

test('a roster is previewed, imported, and its faults are told with their lines', async () => {
  const path = `/api/exams/${examId}/roster`;
  expect(answer(examRoutes.getRoster.answer, await get(path))).toEqual({ candidates: null });
  const preview = answer(examRoutes.importRoster.answer, await send('PUT', `${path}?preview=true`, rosterBytes()));
  expect(preview).toMatchObject({ added: preview.candidates, removed: 0, changed: 0, imported: false, unprintable: [] });
  expect(answer(examRoutes.getRoster.answer, await get(path)).candidates).toBeNull();
  expect(answer(examRoutes.importRoster.answer, await send('PUT', path, rosterBytes()))).toEqual({ ...preview, imported: true });
  const { candidates } = answer(examRoutes.getRoster.answer, await get(path));
  expect(candidates?.[0]).toEqual({ candidateNo: '25080101', name: '于梓萱', class: '八(1)班', extra: {} });
  const changed = new TextDecoder().decode(rosterBytes()).replace('于梓萱', '<b>𠮷=1+1</b>').replace(/25080102.*\n/, '25089999,新,八(1)班\n');
  expect(answer(examRoutes.importRoster.answer, await send('PUT', `${path}?preview=true`, new TextEncoder().encode(changed)))).toMatchObject({ added: 1, removed: 1, changed: 1, imported: false, unprintable: [{ candidateNo: '25080101', name: '<b>𠮷=1+1</b>', characters: '𠮷' }] });
  const bad = refused(await send('PUT', path, new TextEncoder().encode('candidate_no,name,class\n12,a,b\n25080101,a,b\n25080101,c,d\n')));
  expect(bad).toMatchObject({ status: 422, code: 'roster-invalid' });
  expect(bad.detail).toMatch(/line 2:.*line 4: 25080101 is already in line 3/);
  expect(bad.faults).toContainEqual({ path: 'line 4', message: '25080101 is already in line 3', fault: { code: 'roster-number-twice', values: { no: '25080101', line: 3 }, where: { line: 4 } } });
  expect(refused(await send('PUT', '/api/exams/nothing/roster', rosterBytes()))).toMatchObject({ status: 404, code: 'not-found' });
});

test('a workbook is taken as a roster, a zip bomb is not, and more than 10 MB are refused', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('名单').addRows([['考号', '姓名', '班级'], ['0001', '=HYPERLINK("x")', '一班'], ['0002', '李', '一班']]);
  const path = '/api/exams/quiz-1/roster';
  expect(answer(examRoutes.importRoster.answer, await send('PUT', path, new Uint8Array(await book.xlsx.writeBuffer())))).toMatchObject({ candidates: 2, added: 2, imported: true });
  expect(refused(await send('PUT', path, zipBomb()))).toMatchObject({ status: 422, code: 'roster-invalid', detail: expect.stringContaining('unfolds to more than') });
  expect(refused(await send('PUT', path, new Uint8Array(10 * 1024 * 1024 + 1)))).toMatchObject({ status: 413, code: 'request-too-large' });
  expect(refused(await send('PUT', path, new Uint8Array([0x50, 0x4b, 3, 4, 9, 9])))).toMatchObject({ code: 'roster-invalid' });
  expect(answer(examRoutes.getRoster.answer, await get(path)).candidates).toHaveLength(2);
});

/** A workbook of a few kB with a sheet of 200 MB. */
function zipBomb(): Uint8Array {
  const content = Buffer.alloc(200 * 1024 * 1024, 0x20);
  const packed = deflateRawSync(content);
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const sum = crc32(content);
  const sizes = (at: number, header: Buffer): void => {
    header.writeUInt32LE(sum, at);
    header.writeUInt32LE(packed.length, at + 4);
    header.writeUInt32LE(content.length, at + 8);
    header.writeUInt16LE(name.length, at + 12);
  };
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(8, 8);
  sizes(14, local);
  const entry = Buffer.alloc(46);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(8, 10);
  sizes(16, entry);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}

test('sheets come as a PDF under the exam\'s title, for everybody or a class, with the layout that is printed beside them', async () => {
  const blank = await get(`/api/exams/${examId}/sheets.pdf`);
  expect(blank.headers.get('content-type')).toBe('application/pdf');
  expect(decodeURIComponent(blank.headers.get('content-disposition') ?? '')).toContain('2025—2026学年第一学期八年级数学期中考试 答题卡.pdf');
  const printed = join(folder.path, 'printed.pdf');
  await writeSheets({ exam: parseExam(exampleFile()), candidates: null, outFile: printed });
  expect(Buffer.from(blank.bytes).equals(await readFile(printed))).toBe(true);
  expect((await get(`/api/exams/${examId}/layout.json`)).text).toBe(await readFile(join(folder.path, 'printed.layout.json'), 'utf8'));
  expect((await get(`/api/exams/${examId}/layout.json?kind=personal`)).text).toBe(`${JSON.stringify(layoutExam(parseExam(exampleFile()), { personal: true }), null, 1)}\n`);
  const personal = await get(`/api/exams/quiz-1/sheets.pdf?kind=personal&class=${encodeURIComponent('一班')}`);
  expect(personal.text.match(/\/Type \/Page\b/g)).toHaveLength(2);
  expect(refused(await get('/api/exams/quiz-1/sheets.pdf?kind=personal&class=none'))).toMatchObject({ code: 'roster-invalid' });
  expect(refused(await get('/api/exams/quiz-2/sheets.pdf?kind=personal'))).toMatchObject({ code: 'roster-invalid' });
  const marker: Principal = { id: 'device:m', name: 'm', role: 'marker', exams: 'all', local: false };
  expect((await open.inject({ name: 'getSheets', params: { examId: 'quiz-1' }, query: { kind: 'personal' }, principal: marker })).status).toBe(403);
  expect((await open.inject({ name: 'getSheets', params: { examId: 'quiz-1' }, query: { kind: 'blank' }, principal: marker })).status).toBe(200);
  await until('nothing of the printed sheets is left', () => readdirSync(join(folder.path, 'incoming')).length === 0);
});

test('somebody who asks for many sheets at once is told to come again; the others are printed', async () => {
  // Without a socket, so that all of them are there before the first is printed, however slow the machine.
  const answers = await Promise.all(Array.from({ length: 12 }, () => open.inject({ name: 'getSheets', params: { examId: 'quiz-1' }, query: { kind: 'personal' } })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  const turnedAway = answers.filter(({ status }) => status === 429);
  expect(turnedAway).toHaveLength(10);
  for (const { headers, body } of turnedAway) expect([problemSchema.parse(body).code, Number(headers['retry-after']) > 0]).toEqual(['rate-limited', true]);
  expect((await get('/api/exams/quiz-1/sheets.pdf')).status).toBe(200);
});

test('of two changes made on the same revision one wins, and the other is told', async () => {
  const revision = await revisionOf('quiz-1');
  const both = await Promise.all(['甲', '乙'].map((title) => send('PATCH', '/api/exams/quiz-1', { revision, title })));
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
  expect(both.find(({ status }) => status === 409)?.problem.code).toBe('revision-stale');
  expect(await revisionOf('quiz-1')).toBe(revision + 1);
});

test('the sheets of an exam speak another language from one change on, in the same layout, and a copy speaks it, too', async () => {
  const before = await examOf('quiz-1');
  expect(before.language).toBe('zh-CN');
  expect(answer(examRoutes.changeExam.answer, await send('PATCH', '/api/exams/quiz-1', { revision: before.revision, language: 'en' }))).toMatchObject({ kind: 'updated', moved: [] });
  await send('POST', '/api/exams/quiz-1/duplicate', { id: 'quiz-1-copy', title: 'Copy' });
  for (const id of ['quiz-1', 'quiz-1-copy']) {
    expect(await examOf(id)).toMatchObject({ language: 'en', layoutVersions: before.layoutVersions });
    const [page] = await rasterise((await get(`/api/exams/${id}/sheets.pdf`)).bytes, 36);
    expect(page?.text).toContain('Candidate number');
  }
  expect(answer(examRoutes.changeExam.answer, await send('PATCH', '/api/exams/quiz-1', { revision: before.revision + 1, language: 'zh-CN' }))).toMatchObject({ kind: 'updated' });
  expect((await examOf('quiz-1')).language).toBe('zh-CN');
});

test('a change is as strict as a file, and every fault is named', async () => {
  const revision = await revisionOf('quiz-1');
  const short = refused(await send('PATCH', '/api/exams/quiz-1', { revision, key: 'AB' }));
  expect(short).toMatchObject({ status: 422, code: 'exam-invalid', detail: expect.stringContaining('key: 2 letters for 4 choice questions') });
  const faults = refused(await send('PATCH', '/api/exams/quiz-1', { revision, questions: [{ no: '2', key: 'E' }, { no: '9', points: 1 }] }));
  expect(faults.detail).toContain('question 2.key: "E" is not among the options A, B, C, D');
  expect(faults.detail).toContain('question 9: the exam has no such question');
  expect(refused(await send('PATCH', '/api/exams/nothing', { revision: 1 }))).toMatchObject({ status: 404 });
  expect(answer(examRoutes.changeExam.answer, await send('PATCH', '/api/exams/quiz-1', { revision, key: 'bcd f' }))).toMatchObject({ kind: 'updated', revision: revision + 1 });
  expect((await examOf('quiz-1')).everything.map((question) => ('keys' in question ? question.keys.join() : ''))).toEqual(['B', 'C', 'D', 'F']);
});

test('an exam is replaced by a file of the same id, on the revision that was read', async () => {
  const revision = await revisionOf('quiz-2');
  expect(refused(await send('PUT', '/api/exams/quiz-2?revision=9', small('quiz-2', 'x')))).toMatchObject({ status: 409, code: 'revision-stale' });
  expect(refused(await send('PUT', '/api/exams/quiz-2', small('quiz-9')))).toMatchObject({ status: 422, code: 'exam-invalid' });
  expect(refused(await send('PUT', '/api/exams/quiz-9', small('quiz-9')))).toMatchObject({ status: 404, code: 'not-found' });
  expect(answer(examRoutes.replaceExam.answer, await send('PUT', `/api/exams/quiz-2?revision=${revision}`, small('quiz-2', 'x')))).toMatchObject({ kind: 'updated', revision: revision + 1 });
  expect(answer(examRoutes.replaceExam.answer, await send('PUT', '/api/exams/quiz-2', small('quiz-2', 'x')))).toMatchObject({ kind: 'unchanged' });
});

describe('with pages read', () => {
  beforeAll(async () => {
    const { batchId } = await open.station.putIn(examId, exampleScans(10), { batchKey: 'scans' });
    await open.station.settled(batchId);
  });

  const scores = async (query = '') => answer(resultRoutes.listScores.answer, await get(`/api/exams/${examId}/scores${query}`));

  test('scores come in pages, by class and by status, in the order of the roster', async () => {
    const all = await scores('?limit=1000');
    expect(all.next).toBeNull();
    expect(all.questions).toHaveLength(28);
    expect(all.scores.filter(({ total }) => total !== null).length).toBeGreaterThan(6);
    const paged: typeof all.scores = [];
    let after: string | null = null;
    do {
      const page: typeof all = await scores(`?limit=7${after === null ? '' : `&after=${after}`}`);
      paged.push(...page.scores);
      after = page.next;
    } while (after !== null);
    expect(paged).toEqual(all.scores);
    const absent = await scores('?limit=1000&status=absent');
    expect(absent.scores).toEqual(all.scores.filter(({ status }) => status === 'absent'));
    const className = all.scores[0]?.class ?? '';
    expect((await scores(`?limit=1000&class=${encodeURIComponent(className)}`)).scores).toEqual(all.scores.filter((row) => row.class === className));
    expect(refused(await get(`/api/exams/${examId}/scores?after=99999999`))).toMatchObject({ status: 400, code: 'request-invalid' });
    expect(refused(await get('/api/exams/nothing/scores'))).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('one score says why, and from which pages', async () => {
    const row = (await scores('?limit=1000')).scores.find(({ total }) => total !== null);
    const score = answer(resultRoutes.getScore.answer, await get(`/api/exams/${examId}/scores/${row?.candidateNo}`));
    expect(score.questions.reduce((sum, question) => sum + (question.points ?? 0), 0)).toBe(row?.total);
    expect(score.pages).toHaveLength(1);
    expect(score.history.at(-1)).toMatchObject({ total: row?.total });
    expect(refused(await get(`/api/exams/${examId}/scores/00000000`))).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('statistics of everybody are those of the result files, and a class counts its own', async () => {
    const whole = answer(resultRoutes.getStatistics.answer, await get(`/api/exams/${examId}/statistics`));
    expect(whole).toEqual(JSON.parse(JSON.stringify(open.station.results(examId).statistics)));
    const classes = [...new Set((await scores('?limit=1000')).scores.map((row) => row.class))];
    const counts = await Promise.all(classes.map(async (name) => answer(resultRoutes.getStatistics.answer, await get(`/api/exams/${examId}/statistics?class=${encodeURIComponent(name)}`)).n));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(whole.n);
  });

  test('a preview says exactly what the change then does, and writes nothing', async () => {
    const letter = fc.constantFrom('A', 'B', 'C', 'D');
    const change = fc.record({
      no: fc.constantFrom('1', '2', '5', '22', '24', '26'),
      points: fc.option(fc.constantFrom(1, 4, 5.5), { nil: undefined }), void: fc.option(fc.boolean(), { nil: undefined }), key: fc.option(fc.array(letter, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    });
    await fc.assert(fc.asyncProperty(fc.uniqueArray(change, { selector: ({ no }) => no, maxLength: 3 }), async (questions) => {
      const before = await revisionOf(examId);
      const body = { revision: before, questions };
      const preview = await send('POST', `/api/exams/${examId}/preview`, body);
      expect(await revisionOf(examId)).toBe(before);
      const done = await send('PATCH', `/api/exams/${examId}`, body);
      expect(done.status).toBe(preview.status);
      if (done.status === 200) expect(answer(examRoutes.changeExam.answer, done).moved).toEqual(answer(examRoutes.previewExamChange.answer, preview).moved);
      else expect(done.problem.detail).toBe(preview.problem.detail);
    }), { numRuns: 12 });
    expect(refused(await send('POST', `/api/exams/${examId}/preview`, { revision: 999 }))).toMatchObject({ status: 409, code: 'revision-stale' });
  });

  test('whoever asks after a change sees its scores', async () => {
    for (const points of [1, 2, 3]) {
      const changed = answer(examRoutes.changeExam.answer, await send('PATCH', `/api/exams/${examId}`, { revision: await revisionOf(examId), questions: [{ no: '3', points }] }));
      const { scores: rows } = await scores('?limit=1000');
      for (const { candidateNo, to } of changed.moved) expect(rows.find((row) => row.candidateNo === candidateNo)?.total).toBe(to);
      expect(new Set(rows.map(({ full }) => full)).size).toBe(1);
      expect(rows[0]?.full).toBe((await examOf(examId)).full);
    }
  });

  test('another layout is refused now that pages are in', async () => {
    expect(refused(await send('PUT', `/api/exams/${examId}`, { ...exampleFile(), page: 'A3' }))).toMatchObject({ status: 409, code: 'exam-changed' });
  });

  test('reports are written, listed and fetched; the last five of a language stay', async () => {
    const path = `/api/exams/${examId}/reports`;
    const made: string[] = [];
    for (let i = 0; i < 6; i++) {
      const created = await send('POST', path, { lang: i === 0 ? 'en' : 'zh' });
      expect(created.status).toBe(201);
      made.push(answer(resultRoutes.createReport.answer, created).reportId);
    }
    const seventh = answer(resultRoutes.createReport.answer, await send('POST', path, { lang: 'zh' }));
    const names = seventh.files.map(({ name }) => name);
    const lists = names.filter((name) => name.endsWith('.pdf'));
    expect(names.filter((name) => !lists.includes(name))).toEqual(['answers.csv', 'exceptions.csv', 'quality.csv', 'results.xlsx', 'scores.csv', 'statistics.json']);
    expect(lists.length).toBeGreaterThan(0);
    const list = await get(`/api/reports/${seventh.reportId}/${encodeURIComponent(lists[0] ?? '')}`);
    expect([list.headers.get('content-type'), list.text.slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
    const { reports } = answer(resultRoutes.listReports.answer, await get(path));
    expect(reports.map(({ reportId }) => reportId)).toEqual([seventh.reportId, ...[made[5], made[4], made[3], made[2]], made[0]]);
    await until('the files of the oldest are gone', () => !readdirSync(join(folder.path, 'reports')).includes(made[1] ?? ''));
    const csv = await get(`/api/reports/${seventh.reportId}/scores.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('scores.csv');
    expect(csv.bytes.length).toBe(seventh.files.find(({ name }) => name === 'scores.csv')?.bytes);
    const report = open.station.events({ examId, type: 'report.written', limit: 10_000 }).at(-1);
    expect(report).toMatchObject({ actor: localOperator.id, payload: { report_id: seventh.reportId } });
    for (const name of ['nothing.csv', '..%2f..%2frecord.sqlite', '%2e%2e%2f..%2fstation.log', '..%5c..%5crecord.sqlite', '.']) {
      expect((await get(`/api/reports/${seventh.reportId}/${name}`)).status).toBeGreaterThanOrEqual(400);
    }
    expect(refused(await get(`/api/reports/${made[1]}/scores.csv`))).toMatchObject({ status: 404, code: 'not-found' });
    expect(refused(await send('POST', '/api/exams/nothing/reports', {}))).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('a report of one class has its candidates and its statistics, and leaves the reports of everybody alone', async () => {
    const path = `/api/exams/${examId}/reports`;
    const everybody = answer(resultRoutes.listReports.answer, await get(path)).reports;
    const { scores } = answer(resultRoutes.listScores.answer, await get(`/api/exams/${examId}/scores?limit=1000`));
    const name = scores[0]?.class ?? '';
    const own = scores.filter((row) => row.class === name);
    expect(own.length).toBeLessThan(scores.length);
    const report = answer(resultRoutes.createReport.answer, await send('POST', path, { lang: 'zh', class: name }));
    expect(report.class).toBe(name);
    const fetched = async (file: string) => get(`/api/reports/${report.reportId}/${encodeURIComponent(file)}`);
    const lines = (await fetched('scores.csv')).text.trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual(own.map((row) => [row.candidateNo, row.name, name]));
    const numbers = new Set(own.map(({ candidateNo }) => candidateNo));
    const answered = (await fetched('answers.csv')).text.trim().split('\n').slice(1);
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.filter((line) => !numbers.has(line.split(',')[2] ?? ''))).toEqual([]);
    const statistics = answer(resultRoutes.getStatistics.answer, await get(`/api/exams/${examId}/statistics?class=${encodeURIComponent(name)}`));
    const { n, highest } = resultRoutes.getStatistics.answer.pick({ n: true, highest: true }).loose().parse(JSON.parse((await fetched('statistics.json')).text));
    expect([n, highest]).toEqual([own.filter(({ total }) => total !== null).length, Math.max(...own.map(({ total }) => total ?? 0))]);
    expect([n, highest]).toEqual([statistics.n, statistics.highest]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from((await fetched('results.xlsx')).bytes).buffer);
    expect(book.getWorksheet('成绩')?.rowCount).toBe(own.length + 1);
    expect(report.files.filter((file) => file.name.endsWith('.pdf'))).toHaveLength(1);
    expect(answer(resultRoutes.listReports.answer, await get(path)).reports.map(({ reportId }) => reportId)).toEqual([report.reportId, ...everybody.map(({ reportId }) => reportId)]);
    expect(refused(await send('POST', path, { class: 'nobody is in it' }))).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('names that look like formulas or markup stay text', async () => {
    const csv = new TextDecoder().decode(rosterBytes()).replace('于梓萱', '"=HYPERLINK(""http://x"",""y"")"').replace('梁明轩', '<script>alert(1)</script>');
    await send('PUT', `/api/exams/${examId}/roster`, new TextEncoder().encode(csv));
    const { reportId } = answer(resultRoutes.createReport.answer, await send('POST', `/api/exams/${examId}/reports`, { lang: 'zh' }));
    expect((await get(`/api/reports/${reportId}/scores.csv`)).text).toContain('\'=HYPERLINK');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from((await get(`/api/reports/${reportId}/results.xlsx`)).bytes).buffer);
    const cells = book.worksheets.flatMap((sheet) => sheet.getSheetValues().flatMap((row) => (Array.isArray(row) ? row : [])));
    expect(cells).toContain('=HYPERLINK("http://x","y")');
    expect(cells).toContain('<script>alert(1)</script>');
    // A formula would be an object.
    expect(cells.filter((cell) => typeof cell === 'object' && cell !== null)).toEqual([]);
  });

  test('an exam is not deleted while a batch is being worked on, nor on a stale revision; then it goes with its files, and its history stays', async () => {
    await send('POST', '/api/exams', { ...exampleFile(), id: 'second', title: '复本' });
    const more = await open.station.putIn('second', exampleScans(2), { batchKey: 'b' });
    await open.station.settled(more.batchId);
    await open.request('/api/tasks/pause', { method: 'POST' });
    const { batchId } = await open.station.putIn(examId, exampleScans(12), { batchKey: 'late' });
    const revision = await revisionOf(examId);
    expect(refused(await send('DELETE', `/api/exams/${examId}?revision=${revision}`, undefined))).toMatchObject({ status: 409, code: 'exam-busy' });
    await open.request('/api/tasks/resume', { method: 'POST' });
    await open.station.settled(batchId);
    expect(refused(await send('DELETE', `/api/exams/${examId}?revision=${revision + 1}`, undefined))).toMatchObject({ status: 409, code: 'revision-stale' });
    expect((await send('DELETE', `/api/exams/${examId}?revision=${revision}`, undefined)).status).toBe(204);

    expect((await get(`/api/exams/${examId}`)).status).toBe(404);
    expect((await get(`/api/exams/${examId}/scores`)).status).toBe(404);
    expect(open.station.events({ examId, type: 'exam.deleted' })).toMatchObject([{ actor: localOperator.id, payload: { revision } }]);
    const files = (name: string): string[] => readdirSync(join(folder.path, name), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
    // Two scans are the other exam's, too.
    await until('its scans are gone', () => files('images').length === 2);
    await until('its reports are gone', () => readdirSync(join(folder.path, 'reports')).length === 0);
    await until('its layouts are gone', () => !files('layouts').some((name) => name.startsWith(`${examId}-`)));
    await until('nothing is left to be done', () => files('leftovers').length === 0);
    expect((await get('/api/exams/second/scores')).status).toBe(200);
    for (const { path } of exampleScans(2)) await access(path);

    // The same id again: nothing of the old one counts.
    expect(answer(examRoutes.createExam.answer, await send('POST', '/api/exams', exampleFile()))).toMatchObject({ kind: 'created', revision: 1 });
    const again = await open.station.putIn(examId, exampleScans(3), { batchKey: 'scans' });
    expect(await open.station.settled(again.batchId)).toMatchObject({ pages: 3, completed: true });
    expect(open.troubles.filter((trouble) => !trouble.startsWith('redis'))).toEqual([]);
  });
});
