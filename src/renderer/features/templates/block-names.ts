/**
 * What blocks are called on the screen. A name that the editor made is shown in the language of whoever looks, whichever it was made in; it is kept as it was made, so that two people with two languages do not rename each other's
 * blocks in turn. What somebody typed stays, unless it is what the editor would have called it. Pure.
 */
import type { TFunction } from 'i18next';
import { templatesEn, templatesZhCN } from '../../i18n/templates.ts';

const made = [templatesEn, templatesZhCN].map((texts) => new RegExp(`^${texts['templates.block-number'].replace('{{number}}', '(\\d+)')}$`, 'u'));

export function shownName(t: TFunction, name: string): string {
  const number = made.flatMap((pattern) => pattern.exec(name)?.[1] ?? [])[0];
  return number === undefined ? name : t('templates.block-number', { number: Number(number) });
}
