import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { localOperator } from '../../../src/contract/access.ts';
import type { routes } from '../../../src/contract/routes.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { countOf, exam, exceptionsOf, first, pagesOf, post, scans, scoreOf, stationWithExam, uploadAndSettle } from './exam-at-work.ts';

describe('exceptions', () => {
  test('are settled by a value or by a word, and undone: the score is what it was', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await uploadAndSettle(station, scans);
    const all = await exceptionsOf(station);
    const doubt = all.exceptions.find((one) => one.kind === 'doubtful' && /^([1-9]|1\d|20)$/.test(one.field) && one.candidateNo !== null);
    if (!doubt) throw new Error(`no doubtful single choice in ${JSON.stringify(all.exceptions)}`);
    expect(doubt).toMatchObject({ state: 'open', crop: true, resolvedBy: null });
    expect((await station.request(`/api/pages/${doubt.pageId}/crops/${doubt.field}`)).headers.get('content-type')).toBe('image/jpeg');
    const before = scoreOf(station, doubt.candidateNo);
    const settle = async (value: string): Promise<void> => {
      const graded = countOf(station, 'grading.completed');
      expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, { value })).status).toBe(204);
      await until('the sheet is scored again', () => countOf(station, 'grading.completed') > graded);
    };
    await settle('A');
    const withA = scoreOf(station, doubt.candidateNo);
    await settle('B');
    await settle('C');
    await settle('D');
    const settled = [withA, scoreOf(station, doubt.candidateNo)];
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open - 1 });
    const resolved = (await exceptionsOf(station, '?state=resolved')).exceptions.find((one) => one.exceptionId === doubt.exceptionId);
    expect(resolved).toMatchObject({ state: 'resolved', resolvedBy: 'operator', value: 'D' });

    // Somebody else, who had it open at the same moment: another value is refused and changes nothing, the same one is no news.
    const other = (body: { value?: string }) => station.inject({ name: 'resolveException', params: { exceptionId: doubt.exceptionId }, body, principal: { ...localOperator, id: 'device:other', local: false } });
    expect(await other({ value: 'A' })).toMatchObject({ status: 409, body: { code: 'revision-stale' } });
    expect((await other({})).status).toBe(doubt.value === 'D' ? 204 : 409);
    expect((await other({ value: 'D' })).status).toBe(204);
    expect((await exceptionsOf(station, '?state=resolved')).exceptions.find((one) => one.exceptionId === doubt.exceptionId)).toMatchObject({ value: 'D' });

    // An undo takes back one's own word only. The other's, said since, stays, and the answer says what it is in either language.
    const undo = () => post(station, `/api/exceptions/${doubt.exceptionId}/reopen`);
    expect((await undo()).problem).toMatchObject({ code: 'revision-stale', faults: [{ fault: { code: 'settled-as', values: { value: 'D' } } }] });
    expect((await exceptionsOf(station, '?state=resolved')).exceptions.find((one) => one.exceptionId === doubt.exceptionId)).toMatchObject({ value: 'D' });
    await settle('D');

    const graded = countOf(station, 'grading.completed');
    expect((await undo()).status).toBe(204);
    await until('the sheet is scored again', () => countOf(station, 'grading.completed') > graded);
    expect(scoreOf(station, doubt.candidateNo)).toBe(before);
    expect(settled).toHaveLength(2);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open });
    expect((await exceptionsOf(station)).exceptions.find((one) => one.exceptionId === doubt.exceptionId)).toMatchObject({ value: doubt.value, detail: doubt.detail });
    expect(station.station.events({ type: 'correction.withdrawn' })).toMatchObject([{ actor: 'operator', payload: { field: doubt.field } }]);
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/reopen`)).status).toBe(204);

    // Without a value the best guess is confirmed; that, too, can be undone.
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, {})).status).toBe(204);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open - 1 });
    await post(station, `/api/exceptions/${doubt.exceptionId}/reopen`);
    expect(await exceptionsOf(station)).toMatchObject({ open: all.open });

    expect((await post(station, '/api/exceptions/none/resolve', {})).problem).toMatchObject({ code: 'not-found' });
    expect((await post(station, `/api/exceptions/${doubt.exceptionId}/resolve`, { value: 'Z' })).problem).toMatchObject({ code: 'option-invalid' });

    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const answer: z.output<typeof routes.listExceptions.answer> = await exceptionsOf(station, `?limit=3${after === '' ? '' : `&after=${after}`}`);
      seen.push(...answer.exceptions.map((one) => one.exceptionId));
      after = answer.next;
    }
    expect(seen).toEqual((await exceptionsOf(station)).exceptions.map((one) => one.exceptionId));
  });

  test('about an unknown candidate say whom the roster suggests, and a page taken from one candidate to another and back scores both', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await uploadAndSettle(station, first(2));
    const [page] = await pagesOf(station);
    const read = page?.candidateNo ?? '';
    const near = `${read.slice(0, -1)}${(Number(read.at(-1)) + 1) % 10}`;
    await station.station.createOrUpdateExam(exam, [near, '00000000'].map((candidateNo) => ({ candidateNo, name: `学生${candidateNo}`, class: '', extra: {} })));
    const unknown = (await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.find((one) => one.pageId === page?.pageId);
    expect(unknown).toMatchObject({ field: 'candidate', value: read, detail: 'not-on-roster', guesses: [{ candidateNo: near, name: `学生${near}`, distance: 1, probability: expect.any(Number), hasSheet: true }] });
    expect((await post(station, `/api/exceptions/${unknown?.exceptionId}/resolve`, { value: near })).status).toBe(204);
    await until('the page counts for the other candidate', () => scoreOf(station, near) !== null);
    expect((await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.some((one) => one.pageId === page?.pageId)).toBe(false);
    expect((await post(station, `/api/exceptions/${unknown?.exceptionId}/reopen`)).status).toBe(204);
    await until('the page is as it was read', async () => (await pagesOf(station))[0]?.candidateNo === read);
    expect((await exceptionsOf(station, '?kind=unknown-candidate')).exceptions.some((one) => one.pageId === page?.pageId)).toBe(true);
  });

  test('without a page are settled by a word and opened again; what the station settled cannot be', async () => {
    await using folder = await temporaryFolder();
    await using station = await stationWithExam(folder.path);
    await uploadAndSettle(station, first(1));
    const [page] = await pagesOf(station);
    const person = (candidateNo: string) => ({ candidateNo, name: '', class: '', extra: {} });
    await station.station.createOrUpdateExam(exam, [person(page?.candidateNo ?? ''), { ...person('88888888'), name: '傅雨桐', class: '八（1）班' }]);
    const [absent] = (await exceptionsOf(station, '?kind=absent')).exceptions;
    expect(absent).toMatchObject({ candidateNo: '88888888', name: '傅雨桐', class: '八（1）班', pageId: null, crop: false });
    const at = (what: string) => `/api/exceptions/${absent?.exceptionId}/${what}`;
    expect((await post(station, at('resolve'), { value: 'A' })).problem).toMatchObject({ code: 'option-invalid' });
    expect((await post(station, at('resolve'), {})).status).toBe(204);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toEqual([]);
    const other = station.inject({ name: 'reopenException', params: { exceptionId: absent?.exceptionId ?? '' }, principal: { ...localOperator, id: 'device:other', local: false } });
    expect(await other).toMatchObject({ status: 409, body: { code: 'revision-stale', faults: [{ fault: { code: 'settled-by-another' } }] } });
    expect((await post(station, at('reopen'))).status).toBe(204);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toHaveLength(1);
    await station.station.createOrUpdateExam(exam, [person(page?.candidateNo ?? '')]);
    expect((await exceptionsOf(station, '?kind=absent')).exceptions).toEqual([]);
    expect((await post(station, at('reopen'))).problem).toMatchObject({ code: 'request-invalid' });
  });
});
