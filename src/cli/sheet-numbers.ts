import type { numberNotes } from '../station/template/template-tables.ts';
import type { Console } from './console.ts';
import { firstOf, mostNames } from './skipped-files.ts';

/** Says on which sheets nobody's number is, which numbers are on several, and what was not taken for candidate numbers. */
export function sayNumbers({ without, shared, otherwise }: ReturnType<typeof numberNotes>, console: Console): void {
  const { t, note } = console;
  if (without.length > 0) note(t('read.no-number', { names: firstOf(without, console) }));
  for (const { number, places } of shared.slice(0, mostNames)) note(t('read.shared-number', { number, names: firstOf(places, console) }));
  if (otherwise.length > 0) note(t('read.other-number', { names: firstOf(otherwise, console) }));
  if (shared.length > mostNames) note(t('read.shared-more', { count: shared.length - mostNames }));
}
