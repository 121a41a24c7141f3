import { expect, test } from 'vitest';
import { generateRecord } from '../../tests/support/generated-record.ts';
import { temporaryFolder } from '../../tests/support/redis.ts';
import { applyChanges } from '../exam/apply-changes.ts';
import { parseExam } from '../exam/exam-file.ts';
import { enterExam } from './exam-entry.ts';
import { insertDevice, principalIdOf } from './gateway/access/devices.ts';
import { publishExam } from './publication.ts';
import { findEvents } from './store/events.ts';
import { candidatesOf, findExam } from './store/exams.ts';
import { openExceptions } from './store/exceptions.ts';
import { openStore } from './store/store.ts';

const exam = parseExam({ id: 'a', title: 'a', questions: [{ no: '1-4', type: 'single', options: 4, key: 'ABCD', points: 1 }] });

test('who goes from the roster has pages in question, who comes back has none, and whoever is without pages is absent', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 3 });
  const told = () => openExceptions(store.db, 'a').map(({ kind, candidateNo }) => `${kind} ${candidateNo}`).toSorted();
  const all = candidatesOf(store.db, 'a');
  expect(told()).toEqual([]);
  await enterExam(store, exam, [...all.slice(1), { candidateNo: '99999999', name: '新', class: '', extra: {} }], { actor: 'operator' });
  expect(told()).toEqual(['absent 99999999', 'unknown-candidate 10000000']);
  await enterExam(store, exam, all);
  expect(told()).toEqual([]);
  expect(findEvents(store.db, { examId: 'a', type: 'roster.imported' }).map(({ actor }) => actor)).toEqual(['station', 'operator', 'station']);
});

test('of several changes made on one revision at once, one counts', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, null, { actor: 'operator', expects: 'new' });
  const outcomes = await Promise.allSettled(['B', 'C', 'D'].map((key) => enterExam(store, applyChanges(exam, { questions: [{ no: '1', key }] }), null, { actor: key, expects: 1 })));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))).toEqual([expect.objectContaining({ code: 'revision-stale' }), expect.objectContaining({ code: 'revision-stale' })]);
  expect(findExam(store.db, 'a')?.revision).toBe(2);
});

test('of two exams entered under one id at once, one is there and the other is refused', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  const outcomes = await Promise.allSettled([exam, { ...exam, title: 'another' }].map((one) => enterExam(store, one, null, { expects: 'new' })));
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'exam-exists' } });
  expect(findExam(store.db, 'a')?.revision).toBe(1);
});

test('whoever meets published scores reads the name of the device that published them', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await generateRecord(store, { exam, candidates: 1 });
  await store.write((tx) => insertDevice(tx, { deviceId: 'd1', name: 'Li, room 3', role: 'leader', exams: 'all', pairedAt: tx.now.toISOString() }));
  await publishExam(store, 'a', { note: '', force: true, actor: principalIdOf('d1') });
  await expect(enterExam(store, applyChanges(exam, { questions: [{ no: '1', key: 'B' }] }), null)).rejects.toMatchObject({ code: 'exam-published', message: expect.stringContaining('published by Li, room 3 on') });
});

test('a roster is the same whatever the order of their fields', async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path);
  await enterExam(store, exam, [{ candidateNo: '1', name: 'A', class: '', extra: { seat: '1', room: '2' } }]);
  expect(await enterExam(store, exam, [{ extra: { room: '2', seat: '1' }, class: '', name: 'A', candidateNo: '1' }])).toMatchObject({ kind: 'unchanged' });
});
