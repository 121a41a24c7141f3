import { expect, test } from 'vitest';
import { errorCodes } from '../../contract/errors.ts';
import { eventPayloads } from '../../contract/events.ts';
import { en } from './en.ts';
import { firstLanguage, openTexts } from './texts.ts';
import { zhCN } from './zh-CN.ts';

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted();

test('both languages have the same keys, with the same values in them', () => {
  expect(Object.keys(zhCN)).toEqual(Object.keys(en));
  const chinese: Readonly<Record<string, string>> = zhCN;
  for (const [key, text] of Object.entries(en)) expect([key, holes(chinese[key] ?? '')]).toEqual([key, holes(text)]);
});

test.each([['en', en], ['zh-CN', zhCN]] as const)('every error code and every event has its words in %s', (language, texts: Readonly<Record<string, string>>) => {
  // A sentence says what is wrong, the next one what to do.
  for (const code of Object.keys(errorCodes)) expect(texts[`error.${code}`], code).toMatch(language === 'en' ? /[.;:,] \S/ : /[。；，]\S/);
  for (const type of Object.keys(eventPayloads)) expect(texts[`event.${type}`], type).toBeTruthy();
});

test('numbers take the right form, and names come out as they are', async () => {
  const { t } = await openTexts('en');
  expect([t('exams.count', { count: 1 }), t('exams.count', { count: 2 })]).toEqual(['1 exam', '2 exams']);
  expect(t('notice.about', { about: '<b>{{x}} $t(y)' })).toBe('About: <b>{{x}} $t(y)');
  expect(t('event.system.health_check')).toBe('Health check');
});

test.each([[null, ['en-GB', 'zh'], 'en'], [null, ['fr', 'zh-TW', 'en'], 'zh-CN'], [null, ['fr'], 'zh-CN'], ['en', ['zh'], 'en'], ['xx', ['en'], 'en'], [null, [], 'zh-CN']] as const)('chosen %s, wanted %o: %s', (chosen, wanted, language) => {
  expect(firstLanguage(chosen, wanted)).toBe(language);
});
