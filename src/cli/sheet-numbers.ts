import type { numberNotes } from '../station/template/template-tables.ts';
import type { Console } from './console.ts';
import { firstOf, mostNames } from './skipped-files.ts';

/** Says on which sheets nobody's number is, and which numbers are on several. */
export function sayNumbers({ without, shared }: ReturnType<typeof numberNotes>, console: Console): void {
  const { t, note } = console;
  if (without.length > 0) note(t('read.no-number', { names: firstOf(without, console) }));
  for (const { number, places } of shared.slice(0, mostNames)) note(t('read.shared-number', { number, names: firstOf(places, console) }));
  if (shared.length > mostNames) note(t('read.shared-more', { count: shared.length - mostNames }));
}
