import { expect, test } from 'vitest';
import { faultSentence, faultText, isFaultCode } from './faults.ts';
import { faultWords } from './fault-words.ts';

const holes = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? ''))].toSorted();

test.each(Object.entries(faultWords))('%s has words in both languages, with the same values and without an end', (_code, words) => {
  expect(holes(words['zh-CN'])).toEqual(holes(words.en));
  expect(words['zh-CN']).toMatch(/\p{Script=Han}/u);
  expect(words.en).not.toMatch(/\p{Script=Han}|[.;]$/u);
  expect(words['zh-CN']).not.toMatch(/[。；]$/);
});

test('values come out as they are, and a word takes the form that its number needs', () => {
  expect(faultText({ code: 'roster-number-strange', values: { no: '{{digits}} $&', digits: 4 } }, 'en')).toBe('"{{digits}} $&" is not a candidate number: 4 digits are expected');
  expect([isFaultCode('roster-nobody'), isFaultCode('toString')]).toEqual([true, false]);
});

test('several faults are one sentence, each with its place in the reader\'s words', () => {
  const faults = [{ code: 'roster-number-missing', values: {}, where: { line: 3 } }, { code: 'roster-more', values: { count: 7, lines: '9-15' }, where: null }] as const;
  expect(faultSentence(faults, 'en')).toBe('line 3: no candidate number; and 7 more in lines 9-15.');
  expect(faultSentence(faults, 'zh-CN')).toBe('第 3 行：没有考号；另有 7 处问题，在第 9-15 行。');
});
