/** An event in the reader's words: what it is called, who did it, and what it is about. */
import type { TFunction } from 'i18next';
import { eventPayloads, type EventType, type StoredEvent } from '../../../contract/events.ts';
import { roles } from '../../../contract/access.ts';
import type { TextKey } from '../../i18n/texts.ts';
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

/** `operator`, `station`, `device:<id>`, or the name of a person, as events say it. */
export function actorName(actor: string, t: TFunction, devices: ReadonlyMap<string, string>): string {
  if (actor === 'operator' || actor === 'station') return t(`actor.${actor}`);
  const id = /^device:(.+)$/.exec(actor)?.[1];
  return id === undefined ? actor : (devices.get(id) ?? t('actor.device', { id: id.slice(0, 6) }));
}

const figure = (value: unknown): string | null => (typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null);
/** Which members of a payload say something to a person, in this order. */
const telling: readonly (readonly [member: string, text: TextKey])[] = [
  ['candidate_no', 'detail.candidate'], ['batch_key', 'detail.batch'], ['field', 'detail.field'], ['pages_in', 'detail.pages'], ['sheets', 'detail.sheets'], ['questions', 'detail.questions'], ['candidates', 'detail.candidates'], ['attempts', 'detail.attempts'], ['port', 'detail.port'],
];

export function eventDetail({ payload }: StoredEvent, t: TFunction): string {
  const parts = telling.flatMap(([member, text]) => {
    const value = figure(payload[member]);
    return value === null ? [] : [t(text, { value })];
  });
  const kind = `kind.${String(payload['kind'])}`;
  if (isText(kind)) parts.unshift(t(kind));
  const role = roles.find((each) => each === payload['role']);
  if (role !== undefined) parts.push(t(`role.${role}`));
  const error = `error.${String(payload['code'])}`;
  if (isText(error)) parts.push(String(payload['code']));
  return parts.join(' · ');
}

export type EventTone = 'exam' | 'page' | 'score' | 'exception' | 'access' | 'trouble';

export function eventTone(type: string): EventTone {
  if (type.endsWith('.failed') || type === 'pairing.locked') return 'trouble';
  if (/^(page|ocr|batch)\./.test(type)) return 'page';
  if (/^(exception|correction)\.|^grading\.reviewed/.test(type)) return 'exception';
  if (/^(grading|report)\.|\.rescored$/.test(type)) return 'score';
  return /^(device|pairing|lan)\./.test(type) ? 'access' : 'exam';
}
