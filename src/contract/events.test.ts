import { expect, test } from 'vitest';
import { eventDocs } from './event-docs.ts';
import { eventOf, eventPayloads } from './events.ts';

test('docs/events.md lists every event with its payload', async () => {
  await expect(eventDocs()).toMatchFileSnapshot('../../docs/events.md');
});

test('every event says when it is written', () => {
  for (const [type, schema] of Object.entries(eventPayloads)) expect(schema.description, type).toMatch(/\.$/);
});

test('a payload that does not fit its type is refused', () => {
  const event = { seq: 1, event_id: '0', type: 'roster.imported', exam_id: 'e', correlation_id: 'c', causation_id: null, actor: 'station', at: '', payload: { candidates: 3, names: ['Li'] } };
  expect(() => eventOf('roster.imported', event)).toThrow(/names/);
});
