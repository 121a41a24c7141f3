import type { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Readonly<Record<keyof typeof en, string>> };
    keySeparator: false;
    nsSeparator: false;
  }
}
