import { expect, test } from 'vitest';
import type { StoredEvent } from '../../../contract/events.ts';
import { chainLines, spanText } from './chain.ts';

const event = (seq: number, id: string, cause: string | null): StoredEvent => ({ seq, event_id: id, type: 'page.received', exam_id: null, correlation_id: 'b', causation_id: cause, actor: 'station', at: new Date(1_000 * seq).toISOString(), payload: {} });

test('each event stands below its cause, with the time since the first', () => {
  const lines = chainLines([event(1, 'batch', 'before'), event(2, 'page', 'batch'), event(4, 'read', 'page'), event(5, 'doubt', 'read'), event(9, 'score', 'page')]);
  expect(lines.map(({ event: { event_id: id }, depth, ms }) => `${'>'.repeat(depth)}${id} ${ms}`)).toEqual(['batch 0', '>page 1000', '>>read 3000', '>>>doubt 4000', '>>score 8000']);
  expect(chainLines([])).toEqual([]);
});

test.each([[0, '0 ms'], [1250, '1.25 s'], [185_000, '3:05']] as const)('%i milliseconds are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
