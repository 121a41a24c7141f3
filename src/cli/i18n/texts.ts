/** The texts of the command line in the reader's language. */
import i18next from 'i18next';
import { en } from './en.ts';

export type TextKey = keyof typeof en;
/** One text for each key: a language that lacks one does not compile. */
export type Texts = Readonly<Record<TextKey, string>>;
export type Language = 'zh-CN' | 'en';
/** A text with its values filled in. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** `zh`, `zh-CN`, `zh_CN.UTF-8`, `en`, `en_GB` …; null for a language that has no texts here. */
export function asLanguage(name: string): Language | null {
  if (/^zh\b|^zh_/i.test(name)) return 'zh-CN';
  return /^en\b|^en_/i.test(name) ? 'en' : null;
}

/** The language of the environment, in the order that POSIX gives: LC_ALL, LC_MESSAGES, LANG; English where none is known. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const name = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find((value) => value !== undefined && value !== '');
  return asLanguage(name ?? '') ?? 'en';
}

/** Loads only the texts of the language asked for. */
export async function translator(language: Language): Promise<Translate> {
  const texts: Texts = language === 'en' ? en : (await import('./zh-CN.ts')).zhCN;
  const instance = i18next.createInstance();
  await instance.init({
    lng: language,
    resources: { [language]: { translation: texts } },
    // Keys have dots in them, and file names must come out as they are.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  return (key, values = {}) => instance.t(key, values);
}
