import { describe, expect, test } from 'vitest';
import type { TextRegion } from '../../exam/template.ts';
import type { ReadCharacter } from '../text/engine.ts';
import { judgeCells, judgeCodes, judgeLine, type Known, languageOf } from './judge-region.ts';

const region = (rest: Partial<TextRegion>): TextRegion => ({ kind: 'text', name: 't', x: 0, y: 0, w: 10, h: 10, writing: 'print', ...rest });
const person = (candidateNo: string, name: string, form: string): Known['roster'][number] => ({ candidateNo, name, class: form, extra: {} });
const roster = [person('20260101', '王伟', '1班'), person('20260102', '李娜', '1班'), person('20260103', '张敏', '2班'), person('20260104', '王伟', '2班')];
const nobody: Known = { roster, candidate: null };
const line = (text: string, confidence: number, score = 0.99): { text: string; confidence: number; characters: ReadCharacter[] } => ({ text, confidence, characters: [...text].map((character) => ({ text: character, score })) });
const cell = (text: string, probability: number) => [{ text, probability }, { text: '×', probability: 1 - probability }];

describe('a line', () => {
  test('that may be anything is taken only where the readers agree', () => {
    expect(judgeLine(region({}), line('光合作用', 0.99), nobody)).toMatchObject({ value: '光合作用', doubt: null });
    expect(judgeLine(region({}), line('光合作用', 0.97), nobody)).toMatchObject({ value: '光合作用', doubt: 'text-uncertain' });
    expect(judgeLine(region({}), line('', 1), nobody)).toMatchObject({ value: '', doubt: null });
    expect(judgeLine(region({}), line('', 0.5), nobody)).toMatchObject({ value: '', doubt: 'text-uncertain' });
  });
  test('with a name is that of the roster, or nobody\'s', () => {
    expect(judgeLine(region({ roster: 'name' }), line('李哪', 0.5, 0.6), nobody).value).toBe('李娜');
    expect(judgeLine(region({ roster: 'name' }), line('张敏', 0.9), nobody)).toMatchObject({ value: '张敏', doubt: null });
    expect(judgeLine(region({ roster: 'name' }), line('赵云龙', 0.99), nobody)).toMatchObject({ value: '赵云龙', doubt: 'text-uncertain' });
  });
  test('with a name or number that one letter would make somebody else\'s is taken only where each letter is sure', () => {
    const alike: Known = { roster: [person('20260101', '王伟', '1班'), person('20260102', '王刚', '1班'), person('20260103', '李明', '1班'), person('20260104', '李明月', '1班')], candidate: null };
    for (const [column, text] of [['name', '王伟'], ['name', '李明'], ['number', '20260102']] as const) {
      expect(judgeLine(region({ roster: column }), line(text, 0.99), alike), text).toMatchObject({ value: text, doubt: null });
      expect(judgeLine(region({ roster: column }), line(text, 0.9, 0.85), alike), text).toMatchObject({ value: text, doubt: 'text-uncertain' });
      expect(judgeLine(region({ roster: column }), line(text, 0.6), alike), text).toMatchObject({ value: text, doubt: 'text-uncertain' });
    }
  });
  test('with a name that differs from another in a look-alike or a rare character waits, however sure the reader is; the page\'s number settles it', () => {
    const twins = [person('20260101', '王伟', '1班'), person('20260102', '王玮', '1班'), person('20260103', '周天', '1班'), person('20260104', '周夭', '1班'), person('20260105', '陈己', '1班'), person('20260106', '陈巳', '1班')];
    for (const { name } of twins) expect(judgeLine(region({ roster: 'name' }), line(name, 0.999, 0.999), { roster: twins, candidate: null }), name).toMatchObject({ value: name, doubt: 'text-uncertain' });
    const [first] = twins;
    expect(judgeLine(region({ roster: 'name' }), line('王伟', 0.999), { roster: twins, candidate: first ?? null })).toMatchObject({ value: '王伟', doubt: null });
  });
  test('that may be anything waits where it has digits in it, for points and colons are lost; with the key it is judged by that', () => {
    for (const text of ['1.5 kg', '15kg', '8:30']) expect(judgeLine(region({}), line(text, 0.999), nobody), text).toMatchObject({ value: text, doubt: 'text-uncertain' });
    expect(judgeLine(region({}), line('15kg', 0.999), nobody, ['1.5 kg'])).toMatchObject({ value: '15kg', doubt: 'text-uncertain' });
    expect(judgeLine(region({}), line('1.5kg', 0.999), nobody, ['1.5 kg'])).toMatchObject({ value: '1.5 kg', doubt: null });
    expect(judgeLine(region({}), line('42 kg', 0.999), nobody, ['1.5 kg'])).toMatchObject({ value: '42 kg', doubt: null });
    expect(judgeLine(region({}), line('Bejing', 0.999), nobody, ['Beijing'])).toMatchObject({ value: 'Bejing', doubt: 'text-uncertain' });
    expect(judgeLine(region({}), line('Paris', 0.999), nobody, ['Beijing'])).toMatchObject({ value: 'Paris', doubt: null });
  });
  test('with a name read surely is taken on a long roster of people who share a part of it', () => {
    const namesakes = Array.from('伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰', (given, i) => person(String(20260200 + i), `王${given}`, '1班'));
    const many: Known = { roster: [...roster, ...namesakes], candidate: null };
    expect(judgeLine(region({ roster: 'name' }), line('王磊', 0.99, 0.999), many)).toMatchObject({ value: '王磊', doubt: null });
    expect(judgeLine(region({ roster: 'name' }), line('王磊', 0.99, 0.97), many)).toMatchObject({ value: '王磊', doubt: 'text-uncertain' });
    // A 4 and a 9 look alike, to a reader that is not sure of them.
    const numbers: Known = { roster: [person('20260104', '', ''), person('20260109', '', '')], candidate: null };
    expect(judgeLine(region({ roster: 'number' }), line('20260104', 0.995, 0.999), numbers)).toMatchObject({ value: '20260104', doubt: null });
    expect(judgeLine(region({ roster: 'number' }), line('20260104', 0.995, 0.97), numbers)).toMatchObject({ value: '20260104', doubt: 'text-uncertain' });
  });
  test('of which most letters are guessed is nobody\'s, though only one of the roster begins so', () => {
    const alone: Known = { roster: [person('20260101', '孔秀雅', '1班'), ...roster], candidate: null };
    const guessed = (text: string, meant: string): ReadCharacter => ({ text, score: 0.4, others: [{ text: meant, score: 0.35 }] });
    expect(judgeLine(region({ roster: 'name' }), { text: '孔贪殖', confidence: 0.4, characters: [{ text: '孔', score: 0.999 }, guessed('贪', '秀'), guessed('殖', '雅')] }, alone)).toMatchObject({ value: '孔秀雅', doubt: 'text-uncertain' });
    expect(judgeLine(region({ roster: 'name' }), { text: '孔秀殖', confidence: 0.4, characters: [{ text: '孔', score: 0.999 }, { text: '秀', score: 0.9 }, guessed('殖', '雅')] }, alone)).toMatchObject({ value: '孔秀雅', doubt: null });
  });
  test('with the form\'s own word in front of a name is the name behind it', () => {
    expect(judgeLine(region({ roster: 'name' }), line('姓名：张敏', 0.99), nobody)).toMatchObject({ value: '张敏', doubt: null });
    expect(judgeLine(region({ roster: 'number' }), line('考号20260102', 0.99), nobody)).toMatchObject({ value: '20260102', doubt: null });
    expect(judgeLine(region({ roster: 'name' }), line('姓名', 0.99), nobody)).toMatchObject({ value: '姓名', doubt: 'text-uncertain' });
    expect(judgeLine(region({}), line('姓名：张敏', 0.99), nobody)).toMatchObject({ value: '姓名：张敏', doubt: null });
  });
  test('with somebody else\'s name or number than the page\'s candidate contradicts it, and an uncertain one that is theirs does not', () => {
    const known: Known = { roster, candidate: roster[1]! };
    expect(judgeLine(region({ roster: 'name' }), line('张敏', 0.9), known)).toMatchObject({ value: '张敏', doubt: 'name-disagrees' });
    expect(judgeLine(region({ roster: 'number' }), line('20260103', 0.99), known)).toMatchObject({ doubt: 'number-disagrees' });
    expect(judgeLine(region({ roster: 'name' }), line('李哪', 0.5, 0.7), known)).toMatchObject({ value: '李娜', doubt: null });
  });
  test('with a number of the wrong length, or a class read unsurely, waits', () => {
    expect(judgeLine(region({ digits: 8 }), line('2026010', 0.99), nobody)).toMatchObject({ doubt: 'text-uncertain' });
    expect(judgeLine(region({ roster: 'class' }), line('1班', 0.5), nobody)).toMatchObject({ value: '1班', doubt: 'text-uncertain' });
    expect(judgeLine(region({ roster: 'class' }), line('2班', 0.99), nobody)).toMatchObject({ value: '2班', doubt: null });
  });
  test('is the option that it resembles, whatever its capitals; one that is between two waits', () => {
    const options = ['Gravity', 'Water'];
    expect(judgeLine(region({ options }), line('gravity', 0.9), nobody)).toMatchObject({ value: 'Gravity', doubt: null });
    // It may be the pupil's own slip.
    expect(judgeLine(region({ options }), line('gravlty', 0.9), nobody)).toMatchObject({ value: 'Gravity', doubt: 'text-uncertain' });
    expect(judgeLine(region({ options }), line('photon', 0.99), nobody)).toMatchObject({ value: 'photon', doubt: 'text-uncertain' });
    expect(judgeLine(region({ options: ['12', '13'] }), line('1', 0.99), nobody)).toMatchObject({ doubt: 'text-uncertain' });
  });
});

describe('cells', () => {
  test('are taken where each character is sure and none is missing between others', () => {
    expect(judgeCells(region({ cells: 3 }), [cell('1', 0.999), cell('2', 0.995), []], nobody)).toMatchObject({ value: '12', doubt: null });
    expect(judgeCells(region({ cells: 3 }), [cell('1', 0.999), cell('2', 0.9), []], nobody)).toMatchObject({ value: '12', doubt: 'text-uncertain' });
    expect(judgeCells(region({ cells: 3 }), [cell('1', 0.999), [], cell('2', 0.999)], nobody)).toMatchObject({ doubt: 'text-uncertain' });
    expect(judgeCells(region({ cells: 2 }), [[], []], nobody)).toMatchObject({ value: '', doubt: null });
    expect(judgeCells(region({ cells: 2 }), [cell('1', 0.999), null], nobody)).toMatchObject({ doubt: 'damaged' });
  });
  test('with a letter that is none of the options wait', () => {
    expect(judgeCells(region({ options: ['A', 'B'] }), [cell('B', 0.999)], nobody)).toMatchObject({ value: 'B', doubt: null });
    expect(judgeCells(region({ options: ['A', 'B'] }), [cell('E', 0.999)], nobody)).toMatchObject({ doubt: 'text-uncertain' });
  });
});

test('one code is taken; none, or two that differ, wait', () => {
  expect(judgeCodes('c', [{ format: 'QRCode', text: '7' }, { format: 'Code128', text: '7' }])).toMatchObject({ value: '7', doubt: null });
  expect(judgeCodes('c', [])).toMatchObject({ value: '', doubt: 'code-not-read' });
  expect(judgeCodes('c', [{ format: 'QRCode', text: '7' }, { format: 'QRCode', text: '8' }])).toMatchObject({ doubt: 'several-codes' });
});

test('what can stand there says which characters to expect', () => {
  expect(languageOf(region({}), roster)).toBe('mixed');
  expect(languageOf(region({ roster: 'name' }), roster)).toBe('zh');
  expect(languageOf(region({ roster: 'number' }), roster)).toBe('digits');
  expect(languageOf(region({ roster: 'number' }), [])).toBe('mixed');
  expect(languageOf(region({ options: ['yes', 'no'] }), roster)).toBe('en');
});
