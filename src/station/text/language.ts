import type { TextLanguage } from './engine.ts';

/** The characters to expect where one of `texts` is written. */
export function languageOfTexts(texts: readonly string[]): TextLanguage {
  const all = texts.join('');
  if (/^[0-9.,+-]+$/.test(all)) return 'digits';
  if (!/\p{Script=Han}/u.test(all)) return 'en';
  return /[A-Za-z]/.test(all) ? 'mixed' : 'zh';
}
