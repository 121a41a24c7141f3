import { expect, test } from 'vitest';
import type { Principal } from '../../../contract/access.ts';
import { eventPayloads } from '../../../contract/events.ts';
import { connectionTypes, maySeeEvent, signalTopics, type Subscription } from '../../../contract/live.ts';
import { roles } from '../../../contract/access.ts';
import { Audience, audienceKey, type Filter, mayConnect } from './audience.ts';

const event = (type: string, exam_id: string | null, payload: Record<string, unknown> = {}) =>
  ({ seq: 1, event_id: 'x', type, exam_id, correlation_id: 'c', causation_id: null, actor: 'station', at: '2026-11-22T08:00:00.000Z', payload });
const person = (say: Partial<Principal> = {}): Principal => ({ id: 'device:1', name: 'Li', role: 'leader', exams: 'all', local: false, ...say });
const audience = (filter: Partial<Filter>): Audience<unknown> => new Audience('', { connection: 'general', principal: person(), subscriptions: null, ...filter });

test('nobody hears what the contract says that he may not see, on whatever connection', () => {
  for (const role of roles) {
    for (const exams of ['all', ['e1'], []] as const) {
      for (const connection of connectionTypes) {
        const principal = person({ role, exams: exams === 'all' ? exams : [...exams] });
        const his = audience({ connection, principal });
        for (const type of Object.keys(eventPayloads)) {
          for (const exam of ['e1', 'e2', null]) if (his.wantsEvent(event(type, exam))) expect(maySeeEvent(principal, type, exam), `${role} ${type} ${exam}`).toBe(true);
        }
        if (role === 'marker') for (const topic of signalTopics.filter((name) => name !== 'progress')) expect(his.wantsSignal(topic, null)).toBe(false);
      }
    }
  }
});

test.each<[string, Subscription, boolean]>([
  ['its type', { id: 'a', types: ['page.received'] }, true],
  ['its family', { id: 'a', types: ['page.*'] }, true],
  ['another family', { id: 'a', types: ['pag.*'] }, false],
  ['its exam', { id: 'a', exams: ['e0', 'e1'] }, true],
  ['another exam', { id: 'a', exams: ['e2'] }, false],
  ['its batch', { id: 'a', batches: ['b1'] }, true],
  ['another batch', { id: 'a', batches: ['b2'] }, false],
  ['what it belongs to', { id: 'a', batches: ['c'] }, true],
  ['its exam and another type', { id: 'a', exams: ['e1'], types: ['ocr.*'] }, false],
])('a subscription to %s', (_what, subscription, wanted) => {
  expect(audience({ subscriptions: [subscription] }).wantsEvent(event('page.received', 'e1', { batch_id: 'b1' }))).toBe(wanted);
});

test('no subscription is everything, an empty list nothing', () => {
  expect(audience({ subscriptions: null }).wantsEvent(event('page.received', 'e1'))).toBe(true);
  expect(audience({ subscriptions: [] }).wantsEvent(event('page.received', 'e1'))).toBe(false);
});

test('equal filters share an audience, whoever it is and whatever the subscriptions are called', () => {
  const filter = (id: string, exams: readonly string[], subscriptions: readonly Subscription[]): Filter => ({ connection: 'general', principal: person({ id, exams: [...exams] }), subscriptions });
  const one = filter('device:1', ['e1', 'e2'], [{ id: 'a', types: ['x', 'y'] }, { id: 'b', exams: ['e1'] }]);
  expect(audienceKey(filter('device:2', ['e2', 'e1'], [{ id: 'q', exams: ['e1'] }, { id: 'r', types: ['y', 'x'] }]))).toBe(audienceKey(one));
  expect(audienceKey(filter('device:1', ['e1'], one.subscriptions ?? []))).not.toBe(audienceKey(one));
  expect(audienceKey(filter('device:1', ['e1', 'e2'], [{ id: 'a', types: ['x', 'y'], exams: ['e1'] }]))).not.toBe(audienceKey(one));
  expect(audienceKey({ ...one, connection: 'grading' })).not.toBe(audienceKey(one));
});

test('a role that may see nothing of a connection may not have it', () => {
  const people = roles.filter((role) => role !== 'worker');
  expect(people.map((role) => connectionTypes.filter((connection) => mayConnect({ role }, connection)))).toEqual(people.map(() => [...connectionTypes]));
  // A machine that reads pages is told nothing.
  expect(connectionTypes.filter((connection) => mayConnect({ role: 'worker' }, connection))).toEqual([]);
});
