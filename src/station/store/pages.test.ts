import { describe, expect, it } from 'vitest';
import { ownerRead } from './pages.ts';

describe('whose page it is, as read', () => {
  it('is the number, also when it is a little doubtful', () => {
    expect(ownerRead({ candidateNo: '25080101', confidence: 0.999, doubt: null })).toBe('25080101');
    expect(ownerRead({ candidateNo: '25080101', confidence: 0.9, doubt: 'faint' })).toBe('25080101');
  });

  it('is nobody while a digit is missing or the best guess may be another candidate', () => {
    expect(ownerRead({ candidateNo: '2508_101', confidence: 0.999, doubt: null })).toBeNull();
    expect(ownerRead({ candidateNo: '25080101', confidence: 0.5, doubt: 'conflict' })).toBeNull();
    expect(ownerRead({ candidateNo: null, confidence: 0, doubt: null })).toBeNull();
  });
});
