import { expect, test } from 'vitest';
import { afterKey, type Entry, type FieldShape, keysOf, shapeOf, valueOf } from './entry.ts';

const choice: FieldShape = { kind: 'choice', options: ['A', 'B', 'C', 'D'] };
const digits: FieldShape = { kind: 'digits', columns: [['-', '1', '2'], ['0', '1', '2'], ['0', '1', '2']] };
const typed = (shape: FieldShape, ...keys: readonly string[]): Entry => keys.reduce<Entry>((entry, key) => afterKey(shape, entry, key) ?? entry, null);

test('letters of a choice question go on and off, in alphabetical order', () => {
  expect(typed(choice, 'c', 'A')).toBe('AC');
  expect(typed(choice, 'a', 'c', 'a')).toBe('C');
  expect(typed(choice, 'b', 'Backspace')).toBe('');
  expect(typed(choice, 'b', 'Backspace', 'd')).toBe('D');
  expect(afterKey(choice, null, 'e')).toBeUndefined();
});

test('true or false is one of the two', () => {
  expect(typed({ kind: 'truefalse' }, 't', 'f')).toBe('F');
  expect(typed({ kind: 'truefalse' }, 't', 'Backspace')).toBe('');
});

test('digits fill the columns from the left, each with what it takes', () => {
  expect(typed(digits, '-', '1', '0', '2')).toBe('-10');
  expect(typed(digits, '1', '-')).toBe('1');
  expect(typed(digits, '1', '2', 'Backspace')).toBe('1');
  expect(typed(digits, 'Backspace')).toBe('');
  expect(typed(digits, '1', '_', '2')).toBe('1_2');
});

test('Escape takes back what was entered, and is nobody\'s when nothing was', () => {
  expect(afterKey(choice, 'A', 'Escape')).toBeNull();
  expect(afterKey(choice, null, 'Escape')).toBeUndefined();
});

test('columns left out are empty ones; half a candidate number is no answer, blank is', () => {
  expect(valueOf(digits, '1', '7')).toBe('1__');
  expect(valueOf(digits, '1', 'candidate')).toBeNull();
  expect(valueOf(digits, '', 'candidate')).toBe('');
  expect(valueOf(choice, 'AC', '1')).toBe('AC');
});

test('what can stand in a field follows from the exam', () => {
  const exam = { candidateDigits: 3, everything: [{ no: '1', type: 'truefalse' as const, options: ['T', 'F'] as ['T', 'F'], keys: ['T'], points: 1, wrong: 0, void: false, bonus: false }] };
  expect(shapeOf('candidate', exam)).toMatchObject({ kind: 'digits', columns: { length: 3 } });
  expect(shapeOf('1', exam)).toEqual({ kind: 'truefalse' });
  expect(shapeOf('', exam)).toEqual({ kind: 'whole' });
  expect(shapeOf('99', exam)).toEqual({ kind: 'whole' });
  expect(keysOf(shapeOf('1', exam))).toEqual(['T', 'F', 'Backspace', 'Escape']);
});
