import { expect, test } from 'vitest';
import type { StoredEvent } from '../../../contract/events.ts';
import { eventPayloads } from '../../../contract/events.ts';
import { openTexts } from '../../i18n/texts.ts';
import { actorName, eventDetail, eventName, eventTone } from './event-text.ts';

const { t } = await openTexts('en');
const event = (payload: Record<string, unknown>): StoredEvent => ({ seq: 1, event_id: crypto.randomUUID(), type: 'exception.raised', exam_id: null, correlation_id: 'b', causation_id: null, actor: 'station', at: '2026-11-22T08:00:00.000Z', payload });

test('every event has a name; one of a newer station stands for itself', () => {
  for (const type of Object.keys(eventPayloads)) expect(eventName(type, t)).not.toBe(type);
  expect(eventName('moon.landed', t)).toBe('moon.landed');
  expect(eventName('toString', t)).toBe('toString');
});

test('says who it was: the operator, the station, a device by its name, a person', () => {
  const devices = new Map([['d1', 'Ms Chen']]);
  expect(['operator', 'station', 'device:d1', 'device:0123456789', 'Mr Li'].map((actor) => actorName(actor, t, devices))).toEqual(['Operator', 'Station', 'Ms Chen', 'Device 012345', 'Mr Li']);
});

const names = { devices: new Map([['d1', 'Ms Chen']]), exams: new Map([['math', 'Mathematics']]) };

test('says what it is about, and leaves out what says nothing', () => {
  expect(eventDetail(event({ kind: 'doubtful', candidate_no: '25080101', field: '7', exception_id: 'x' }), t, names)).toBe('doubtful mark · candidate 25080101 · question 7');
  expect(eventDetail(event({ candidate_no: null, field: '' }), t, names)).toBe('');
  expect(eventDetail(event({ kind: 'constructor', role: 'leader', code: 'file-empty' }), t, names)).toBe('Leader · The file is empty');
});

test('an audit row says which device, which exams, and what changed, in words', () => {
  expect(eventDetail(event({ device_id: 'd1', because: 'signed-out' }), t, names)).toBe('Ms Chen · signed out');
  expect(eventDetail(event({ device_id: 'd2', role: 'viewer', exams: ['math', 'gone'] }), t, names)).toBe('Device d2 · Viewer · Mathematics · gone');
  expect(eventDetail(event({ revision: 2, changed: ['key', 'text'] }), t, names)).toBe('key · title and names');
  expect(eventDetail(event({ page_id: 'p', field: 'candidate', candidate_no: '01' }), t, names)).toBe('candidate number → 01');
  expect(eventDetail(event({ task_id: 'ocr_processing:p/1' }), t, names)).toBe('reading a page');
});

test('in Chinese there is no code of ours in it', async () => {
  const { t: chinese } = await openTexts('zh-CN');
  expect(eventDetail(event({ field: '27', code: 'file-empty', candidate_no: '01' }), chinese, names)).toBe('考号 01 · 第 27 题 · 这是空文件');
  expect(eventDetail(event({ field: 'candidate', changed: ['rules', 'archived'], code: 'moon' }), chinese, names)).toBe('考号 · 计分规则 · 归档状态');
  expect(actorName('script', chinese, new Map())).toBe('脚本');
});

test('what failed stands out', () => {
  expect(['ocr.failed', 'grading.failed', 'pairing.locked'].map(eventTone)).toEqual(['trouble', 'trouble', 'trouble']);
  expect(['ocr.completed', 'grading.reviewed', 'exam.rescored', 'lan.opened', 'exam.created'].map(eventTone)).toEqual(['page', 'exception', 'score', 'access', 'exam']);
});
