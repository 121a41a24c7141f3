import { expect, test } from 'vitest';
import { localOperator, type Principal, roles } from '../../../contract/access.ts';
import { eventPayloads } from '../../../contract/events.ts';
import { maySeeEvent } from '../../../contract/live.ts';
import { typesFor } from './events.ts';

test('the types that a role may ask for are those that the live protocol shows it', () => {
  for (const role of roles) {
    const principal: Principal = { ...localOperator, role, exams: ['e'] };
    expect(new Set(typesFor(principal, undefined))).toEqual(new Set(Object.keys(eventPayloads).filter((type) => maySeeEvent(principal, type, 'e'))));
  }
});

test('a family stands for its types, and an unknown type for none', () => {
  expect(typesFor(localOperator, 'ocr.*')).toEqual(['ocr.started', 'ocr.completed', 'ocr.failed']);
  expect(typesFor(localOperator, 'ocr.failed')).toEqual(['ocr.failed']);
  expect(typesFor(localOperator, 'ocr')).toEqual([]);
  expect(typesFor({ role: 'viewer' }, 'ocr.*')).toEqual([]);
});
