/** The languages of the screens, and how a person's choice of one is kept. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

const kept = 'zhiyue.language';

/** What this person chose before, else the first of the browser's languages that has texts, else Chinese. */
export function firstLanguage(chosen: string | null, wanted: readonly string[]): Language {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  const known = wanted.find((name) => /^(zh|en)\b/i.test(name));
  return known !== undefined && /^en/i.test(known) ? 'en' : 'zh-CN';
}

/** A private window may keep nothing: then the choice lasts until the page is closed. */
export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(kept, language);
  } catch {
    // Nothing to be done: the choice lasts until the page is closed.
  }
}

export async function openTexts(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    // Keys have dots in them; React escapes what is put into texts.
    keySeparator: false,
    nsSeparator: false,
    // Chinese has one plural form, and its texts stand under both of English's.
    interpolation: { escapeValue: false, skipOnVariables: true },
    react: { useSuspense: false },
  });
  return instance;
}
