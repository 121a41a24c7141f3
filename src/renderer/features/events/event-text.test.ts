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

test('says what it is about, and leaves out what says nothing', () => {
  expect(eventDetail(event({ kind: 'doubtful', candidate_no: '25080101', field: '7', exception_id: 'x' }), t)).toBe('doubtful mark · candidate 25080101 · field 7');
  expect(eventDetail(event({ candidate_no: null, field: '' }), t)).toBe('');
  expect(eventDetail(event({ kind: 'constructor', role: 'leader', code: 'file-empty' }), t)).toBe('Leader · file-empty');
});

test('what failed stands out', () => {
  expect(['ocr.failed', 'grading.failed', 'pairing.locked'].map(eventTone)).toEqual(['trouble', 'trouble', 'trouble']);
  expect(['ocr.completed', 'grading.reviewed', 'exam.rescored', 'lan.opened', 'exam.created'].map(eventTone)).toEqual(['page', 'exception', 'score', 'access', 'exam']);
});
