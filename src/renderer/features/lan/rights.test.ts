import { describe, expect, test } from 'vitest';
import { changed, complete, examsOf, rightsOf } from './rights.ts';

const leader = rightsOf({ role: 'leader', exams: ['math', 'english'] });

describe('what a device is to be let do', () => {
  test('says only what differs, whatever the order of the exams', () => {
    expect(changed(leader, leader)).toEqual({});
    expect(changed(leader, { ...leader, chosen: ['english', 'math'] })).toEqual({});
    expect(changed(leader, { ...leader, role: 'viewer' })).toEqual({ role: 'viewer' });
    expect(changed(leader, { ...leader, chosen: ['math'] })).toEqual({ exams: ['math'] });
    expect(changed(leader, { ...leader, some: false })).toEqual({ exams: 'all' });
  });

  test('an operator has all exams, and what was chosen before comes back with the role before', () => {
    const operator = { ...leader, role: 'operator' } as const;
    expect(changed(leader, operator)).toEqual({ role: 'operator', exams: 'all' });
    expect(examsOf({ ...operator, role: 'leader' })).toEqual(['math', 'english']);
  });

  test('a device keeps at least one exam', () => {
    expect(complete({ ...leader, chosen: [] })).toBe(false);
    expect(complete({ ...leader, chosen: [], some: false })).toBe(true);
  });
});
