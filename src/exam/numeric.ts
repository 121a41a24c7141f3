/** Numbers in bubble columns, compared by value and never as floating point: "12.50" is "12.5", "_07" is "7". */

/** Why marked columns are no number. */
export type NotANumber = 'gap' | 'two-signs' | 'two-points' | 'no-digits';

/**
 * The number that digit columns stand for, in its shortest form (`-12.5`, `0.5`, `7`, never `-0`), or why they stand for none.
 * `columns`: left to right, `_` for an empty column; empty columns before and after the number do not matter. Must not be all empty.
 */
export function readNumber(columns: string): { readonly number: string } | { readonly not: NotANumber } {
  const trimmed = columns.replace(/^_+|_+$/g, '');
  const signs = trimmed.split('-').length - 1;
  if (signs > 1) return { not: 'two-signs' };
  const negative = trimmed.startsWith('-');
  if (signs === 1 && !negative) return { not: 'no-digits' };
  const digits = (negative ? trimmed.slice(1) : trimmed).replace(/^_+/, '');
  if (digits.includes('_')) return { not: 'gap' };
  const [whole = '', fraction = '', ...more] = digits.split('.');
  if (more.length > 0) return { not: 'two-points' };
  if (!/^\d+$/.test(whole + fraction)) return { not: 'no-digits' };
  const shortWhole = whole.replace(/^0+/, '') || '0';
  const shortFraction = fraction.replace(/0+$/, '');
  const value = shortFraction === '' ? shortWhole : `${shortWhole}.${shortFraction}`;
  return { number: negative && value !== '0' ? `-${value}` : value };
}

const digitValues: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The values of each bubble column, left to right: a sign column has only `-`; with a decimal point there is one more digit column and each can hold `.`. */
export function numericColumns(digits: number, sign: boolean, decimal: boolean): readonly (readonly string[])[] {
  const column = decimal ? [...digitValues, '.'] : digitValues;
  const columns = Array.from({ length: decimal ? digits + 1 : digits }, () => column);
  return sign ? [['-'], ...columns] : columns;
}
