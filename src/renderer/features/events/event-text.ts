/** An event in the reader's words: what it is called, who did it, and what it is about. */
import type { TFunction } from 'i18next';
import { eventPayloads, type EventType, type StoredEvent } from '../../../contract/events.ts';
import { roles } from '../../../contract/access.ts';
import type { TextKey } from '../../i18n/en.ts';
import { en } from '../../i18n/en.ts';

function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventPayloads, type);
}

function isText(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

/** An event of a newer station has no name here: its type then stands for itself. */
export function eventName(type: string, t: TFunction): string {
  return isEventType(type) ? t(`event.${type}`) : type;
}

/** `operator`, `station`, `script`, `device:<id>`, or the name of a person, as events say it. */
export function actorName(actor: string, t: TFunction, devices: ReadonlyMap<string, string>): string {
  if (actor === 'operator' || actor === 'station' || actor === 'script') return t(`actor.${actor}`);
  const id = /^device:(.+)$/.exec(actor)?.[1];
  return id === undefined ? actor : (devices.get(id) ?? t('actor.device', { id: id.slice(0, 6) }));
}

const text = (value: unknown): string | null => (typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null);
/** Which members of a payload say something to a person, in this order. */
const telling: readonly (readonly [member: string, text: TextKey])[] = [
  ['candidate_no', 'detail.candidate'], ['batch_key', 'detail.batch'], ['pages_in', 'detail.pages'], ['sheets', 'detail.sheets'], ['questions', 'detail.questions'], ['candidates', 'detail.candidates'], ['attempts', 'detail.attempts'], ['port', 'detail.port'],
];

/** Names that events give by id only. */
interface KnownNames { readonly devices: ReadonlyMap<string, string>; readonly exams: ReadonlyMap<string, string> }

/** What it is about, in the reader's words; a code that has none here is left out. */
export function eventDetail({ payload }: StoredEvent, t: TFunction, { devices, exams }: KnownNames): string {
  const word = (key: string): string[] => (isText(key) ? [t(key)] : []);
  const deviceId = text(payload['device_id']);
  const field = text(payload['field']);
  const newNumber = field === 'candidate' && payload['kind'] === undefined ? text(payload['candidate_no']) : null;
  const listed = (member: string): readonly string[] => (Array.isArray(payload[member]) ? payload[member].map(String) : []);
  return [
    ...word(`kind.${String(payload['kind'])}`),
    ...(deviceId === null ? [] : [devices.get(deviceId) ?? t('actor.device', { id: deviceId.slice(0, 6) })]),
    ...telling.slice(0, 2).flatMap(([member, key]) => said(newNumber === null ? text(payload[member]) : null, (value) => t(key, { value }))),
    ...(newNumber !== null ? [t('detail.number-now', { value: newNumber })] : field === null ? [] : [field === 'candidate' ? t('detail.number') : t('detail.question', { value: field })]),
    ...telling.slice(2).flatMap(([member, key]) => said(text(payload[member]), (value) => t(key, { value }))),
    ...listed('changed').flatMap((what) => word(`detail.changed.${what}`)),
    ...word(`role.${roles.find((each) => each === payload['role']) ?? ''}`),
    ...(payload['exams'] === 'all' ? [t('pairing.all-exams')] : listed('exams').map((id) => exams.get(id) ?? id)),
    ...word(`devices.revoked.${String(payload['because'])}`),
    ...word(`detail.task.${String(payload['task_id']).split(':', 1)[0] ?? ''}`),
    ...word(`error.${String(payload['code'])}`).map(firstSentence),
  ].join(' · ');
}

function said(value: string | null, words: (value: string) => string): string[] {
  return value === null ? [] : [words(value)];
}

/** What happened, without what to do about it. */
function firstSentence(words: string): string {
  return /^.+?(?=[。；]|[.;] |[.]$)/.exec(words)?.[0] ?? words;
}

export const eventTones = ['page', 'score', 'exception', 'exam', 'access', 'trouble'] as const;
export type EventTone = (typeof eventTones)[number];

export function eventTone(type: string): EventTone {
  if (type.endsWith('.failed') || type === 'pairing.locked') return 'trouble';
  if (/^(page|ocr|batch|watch|quality)\./.test(type)) return 'page';
  if (/^(exception|correction)\.|^grading\.reviewed/.test(type)) return 'exception';
  if (/^(grading|report)\.|\.rescored$/.test(type)) return 'score';
  return /^(device|pairing|lan)\./.test(type) ? 'access' : 'exam';
}
