import { describe, expect, test } from 'vitest';
import { saidFault } from '../../../contract/fault-schema.ts';
import { checkExamFile, parseExam } from '../../../exam/exam-file.ts';
import { type ExamDraft, fileOf, keyCount, newDraft, newGroup, suggestedId } from './exam-draft.ts';
import { faultsByField } from './exam-faults.ts';
import { keyField, keysIn, keyText } from './key-text.ts';
import { numbersIn } from './question-numbers.ts';

test.each([
  ['1-3', ['1', '2', '3']], ['7', ['7']], ['1,3,5-6', ['1', '3', '5', '6']], ['１—３，８', ['1', '2', '3', '8']], ['3-1', null], ['', null], ['a', null], ['1-999', null],
])('question numbers %s', (text, numbers) => {
  expect(numbersIn(text)).toEqual(numbers);
});

describe('a key in one field', () => {
  test.each([
    ['single', 'bacd', [['B'], ['A'], ['C'], ['D']]],
    ['single', 'BA CD\nA', [['B'], ['A'], ['C'], ['D'], ['A']]],
    ['single', 'BA/CD', [['B'], ['A', 'C'], ['D']]],
    ['truefalse', '√×TF对错', [['T'], ['F'], ['T'], ['F'], ['T'], ['F']]],
    ['single', '1\tA\n2\tB\n3\tC', [['A'], ['B'], ['C']]],
    ['single', '1.A 2.B 3.C/D', [['A'], ['B'], ['C', 'D']]],
    ['single', '11、A；12、B；', [['A'], ['B']]],
    ['single', '1-5 ABCDA 6-10 BCDAB', [...'ABCDABCDAB'].map((letter) => [letter])],
    ['truefalse', '1. √ 2. ×', [['T'], ['F']]],
    ['multiple', '1 ACD\n2 BD', [['ACD'], ['BD']]],
    ['multiple', 'ACD\tBD, ab/abc', [['ACD'], ['BD'], ['AB', 'ABC']]],
    ['numeric', '-36 12.5/12.50', [['-36'], ['12.5', '12.50']]],
    ['text', 'New York/NYC\nNaCl', [['New York', 'NYC'], ['NaCl']]],
  ] as const)('%s %s', (kind, text, keys) => {
    expect(keysIn(kind, text)).toEqual({ keys, fault: null });
    expect(keysIn(kind, keyText(kind, keys)).keys).toEqual(keys);
  });

  test.each([
    ['single', '1\tB\n2\tA\n3\tC/D\n'], ['single', '1-2 BA 3 C/D'], ['single', '1.B 2.A 3.C/D'], ['single', '第1题：B 第2题：A 第3题：C/D'], ['single', '(1)B （2）A、(3) C/D'],
    ['single', '1\t2\t3\nB\tA\tC/D'], ['single', '1 BA 3. C/D'], ['single', '1\t2\nB\tA\n3\nC/D'], ['single', '１．Ｂ　２．Ａ　３．Ｃ／Ｄ'],
  ] as const)('question numbers before %s letters are left out: %j', (kind, text) => {
    expect(keysIn(kind, text)).toEqual({ keys: [['B'], ['A'], ['C', 'D']], fault: null });
  });

  test('numbers that are answers stay', () => {
    expect([keysIn('numeric', '1 2').keys, keysIn('text', '1. 北京').keys, keysIn('multiple', '21 ACD 22 BD').keys]).toEqual([[['1'], ['2']], [['1. 北京']], [['ACD'], ['BD']]]);
  });

  test.each([
    ['single', '1 A 3 C', { code: 'order', after: '1', no: '3' }], ['single', '2.B 1.A', { code: 'order', after: '2', no: '1' }], ['single', '1-5 ABCDA 7-10 BCDA', { code: 'order', after: '5', no: '7' }],
    ['single', '1 AB 2 C', { code: 'order', after: '2', no: '2' }], ['single', '5-1 ABCDA', { code: 'order', after: '5', no: '1' }], ['single', '1-5 ABCD 6-7 AB', { code: 'missing', no: '5' }],
    ['single', '1 A 2 3 C', { code: 'missing', no: '3' }], ['single', '1-2 ABC', { code: 'surplus', no: '2' }], ['single', 'B1', { code: 'some', no: '1' }], ['multiple', '1 ACD 2 BD 4 AB', { code: 'order', after: '2', no: '4' }],
  ] as const)('numbers of a %s key that do not count up are asked about: %s', (kind, text, fault) => {
    expect(keysIn(kind, text).fault).toEqual(fault);
  });

  test('a number that is still being typed is no fault, and questions of an exam may leave numbers out', () => {
    expect(keysIn('single', '1 A 2 B 3')).toEqual({ keys: [['A'], ['B']], fault: null });
    expect(keysIn('single', '1 A 3 B 4-7 CD', ['1', '3', '4', '7'])).toEqual({ keys: [['A'], ['B'], ['C'], ['D']], fault: null });
  });

  test('goes into the file as the file wants it', () => {
    expect(keyField('single', [['B'], ['A']], 2)).toBe('BA');
    expect(keyField('single', [['B'], ['A', 'C']], 2)).toEqual(['B', ['A', 'C']]);
    expect(keyField('multiple', [['ACD']], 1)).toBe('ACD');
    expect(keyField('multiple', [['ACD', 'AC']], 1)).toEqual(['ACD', 'AC']);
    expect(keyField('text', [], 1)).toBeUndefined();
  });
});

test.each([
  ['八年级数学期中考试', '', [], 'math-8-mid'], ['八年级数学期中考试', '', ['math-8-mid'], 'math-8-mid-2'], ['高一期末', '语文', [], 'chinese-h1-final'], ['Spring Test 3', '', [], 'spring-test-3'], ['小测', '', [], 'exam'], ['2026 英语', '', [], 'english'],
])('an id for %s', (title, subject, taken, id) => {
  expect(suggestedId({ title, subject }, taken)).toBe(id);
});

test('what the form describes is an exam that the station takes', () => {
  const groups = [newGroup('single', 'a', [])];
  for (const type of ['multiple', 'truefalse', 'numeric', 'text', 'open'] as const) groups.push(newGroup(type, type, groups));
  const keys = ['BACDBACDBA', 'ACD BD AB/ABC CD', '√×√×√', '125', '水', ''];
  const draft: ExamDraft = { ...newDraft('a'), title: '数学', groups: groups.map((group, i) => ({ ...group, key: keys[i] ?? '' })) };
  expect(draft.groups.map(({ no }) => no)).toEqual(['1-10', '11-14', '15-19', '20', '21', '22']);
  const exam = parseExam(fileOf(draft, 'math'));
  expect(exam.questions.map(({ type }) => type)).toHaveLength(22);
  expect(exam.questions[12]).toMatchObject({ no: '13', keys: ['AB', 'ABC'], partial: { kind: 'missing', points: 2 } });
  expect(draft.groups.map(keyCount)).toEqual([{ questions: 10, keys: 10 }, { questions: 4, keys: 4 }, { questions: 5, keys: 5 }, { questions: 1, keys: 1 }, { questions: 1, keys: 1 }, null]);
});

test('the sheet speaks the language that is chosen', () => {
  const draft: ExamDraft = { ...newDraft('a'), title: 'Physics', groups: [{ ...newGroup('open', 'a', []) }] };
  expect([null, 'zh-CN' as const, 'en' as const].map((language) => parseExam(fileOf({ ...draft, language }, 'x')).language)).toEqual([undefined, undefined, 'en']);
});

test('a refusal is told at the fields it is about', () => {
  const checked = checkExamFile(fileOf({ ...newDraft('a'), title: '', groups: [{ ...newGroup('single', 'a', []), key: 'BACDBACDBAB', points: 'x' }] }, 'UPPER'));
  const faults = faultsByField('faults' in checked ? checked.faults.map(saidFault) : []);
  expect([...faults.keys()].toSorted()).toEqual(['0.key', '0.points', 'id', 'title']);
  expect(faults.get('0.key')?.fault).toMatchObject({ code: 'exam-key-letters', values: { letters: 11, questions: 10 } });
});
