import { expect, test } from 'vitest';
import { en } from './en.ts';
import { languageOfLocale, translator } from './texts.ts';
import { zhCN } from './zh-CN.ts';

test('both languages fill in the same values', () => {
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').toSorted((a, b) => a.localeCompare(b));
  for (const [key, text] of Object.entries(en)) expect(values(zhCN[key as keyof typeof en]), key).toEqual(values(text));
});

test('a text comes out as it is, whatever an exam is called', () => {
  expect(translator('en')('batch.done-calm', { exam: '<b>{{read}}</b> & Co', read: 3 })).toBe('<b>{{read}}</b> & Co: 3 pages read, nothing waits for you.');
  expect(translator('zh-CN')('quit.quit')).toBe('退出');
});

test('the language of the system is taken where it has texts', () => {
  expect(['en-GB', 'en', 'zh-Hans-CN', 'de', ''].map(languageOfLocale)).toEqual(['en', 'en', 'zh-CN', 'zh-CN', 'zh-CN']);
});
