/** The texts of the desktop app's menus and questions. */
import i18next from 'i18next';
import { en, type TextKey } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** The language of a system's locale (`zh-Hans-CN`, `en-GB` …); Chinese where no other is known, as on the screens. */
export function languageOfLocale(locale: string): Language {
  return /^en\b/i.test(locale) ? 'en' : 'zh-CN';
}

export function translator(language: Language): Translate {
  const instance = i18next.createInstance({
    lng: language, initAsync: false, keySeparator: false, nsSeparator: false,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  void instance.init();
  return (key, values = {}) => instance.t(key, values);
}
