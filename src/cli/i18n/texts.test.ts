import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../contract/errors.ts';
import { en } from './en.ts';
import { asLanguage, chosenLanguage, languageOf, translator } from './texts.ts';
import { zhCN } from './zh-CN.ts';

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort((a, b) => a.localeCompare(b));

describe('texts', () => {
  test('both languages have the same keys, with the same values in them', () => {
    expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
    const chinese: Readonly<Record<string, string>> = zhCN;
    for (const [key, text] of Object.entries(en)) expect([key, holes(chinese[key] ?? '')]).toEqual([key, holes(text)]);
  });

  test.each([['en', en], ['zh-CN', zhCN]] as const)('every error code has a text in %s that names what happened and what to do', (language, texts: Readonly<Record<string, string>>) => {
    for (const code of Object.keys(errorCodes)) {
      const text = texts[`error.${code}`] ?? '';
      expect(text, code).toContain('{{detail}}');
      // Something follows the detail: the next step.
      expect(text.split('{{detail}}')[1]?.trim().length, code).toBeGreaterThan(language === 'en' ? 15 : 5);
    }
    expect(Object.keys(texts).filter((key) => key.startsWith('error.') && !['error.prefix', 'error.debug'].includes(key)).length).toBe(Object.keys(errorCodes).length);
  });

  test('fills in values as they are, without escaping', async () => {
    const t = await translator('zh-CN');
    expect(t('usage.unknown-option', { name: '--a&b {{name}} $t(x)' })).toBe('没有选项 --a&b {{name}} $t(x)。');
  });
});

describe('the language', () => {
  test.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'], [{ LANG: 'en_GB.UTF-8' }, 'en'], [{ LANG: 'zh_CN', LC_ALL: 'C' }, 'en'], [{ LC_ALL: '', LANG: 'zh' }, 'zh-CN'], [{}, 'en'], [{ LANG: 'fr_FR' }, 'en'],
  ])('%o is %s', (environment, language) => {
    expect(languageOf(environment)).toBe(language);
  });

  test('is known by its usual names', () => {
    expect(['zh', 'zh-CN', 'zh_TW', 'en', 'en-US'].map(asLanguage)).toEqual(['zh-CN', 'zh-CN', 'zh-CN', 'en', 'en']);
    expect(['fr', 'zhuang', ''].map(asLanguage)).toEqual([null, null, null]);
  });
});

test('--lang wins over the environment and is taken out of the arguments', () => {
  const chinese = { LANG: 'zh_CN.UTF-8' };
  expect(chosenLanguage(['a', '--lang', 'en', 'b'], chinese)).toEqual({ language: 'en', unknown: null, rest: ['a', 'b'] });
  expect(chosenLanguage(['--lang=zh-CN', 'b'], {})).toEqual({ language: 'zh-CN', unknown: null, rest: ['b'] });
  expect(chosenLanguage(['--lang', 'klingon'], chinese)).toEqual({ language: 'zh-CN', unknown: 'klingon', rest: [] });
  expect(chosenLanguage(['a'], {})).toEqual({ language: 'en', unknown: null, rest: ['a'] });
});
