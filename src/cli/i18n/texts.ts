/** The texts of the command line in the reader's language. */
import i18next from 'i18next';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

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

/** What `--lang` says, else the environment; `unknown`: a word there that is none of the languages; `rest`: the arguments without it. */
export function chosenLanguage(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): { readonly language: Language; readonly unknown: string | null; readonly rest: readonly string[] } {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  if (at < 0) return { language: languageOf(environment), unknown: null, rest: args };
  const own = args[at] ?? '';
  const asked = own.includes('=') ? own.slice('--lang='.length) : args[at + 1] ?? '';
  const language = asLanguage(asked);
  return { language: language ?? languageOf(environment), unknown: language === null ? asked : null, rest: args.toSpliced(at, own.includes('=') ? 1 : 2) };
}

/** What says a text in this language. */
export async function translator(language: Language): Promise<Translate> {
  const texts: Texts = language === 'en' ? en : zhCN;
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
