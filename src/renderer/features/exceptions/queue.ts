/** The queue of what waits: in which order it is worked through, in which groups, and what comes next. Pure. */
import type { ScanException } from '../../store/api.ts';

export type Kind = ScanException['kind'];
/** Who it is comes before what was answered: a sheet without a candidate counts for nobody. */
export const kinds = ['unknown-candidate', 'doubtful', 'duplicate', 'unreadable', 'blank-page', 'foreign-page', 'missing-page', 'absent'] as const satisfies readonly Kind[];

const naturalOrder = new Intl.Collator('en', { numeric: true });
const compared = (a: string | number | null, b: string | number | null): number => naturalOrder.compare(String(a ?? ''), String(b ?? ''));

export function inOrder(exceptions: readonly ScanException[]): ScanException[] {
  const once = [...new Map(exceptions.map((one) => [one.exceptionId, one])).values()];
  return once.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)
    || compared(a.sourceFile, b.sourceFile) || compared(a.sourcePage, b.sourcePage) || compared(a.field, b.field) || compared(a.candidateNo, b.candidateNo) || compared(a.exceptionId, b.exceptionId));
}

export function matches(exception: ScanException, words: string): boolean {
  const { sourceFile, candidateNo, field } = exception;
  const text = [sourceFile, candidateNo, exception.name, exception.class, field, ...exception.guesses.map(({ name }) => name)].join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Whose sheet it is, where the sheet as a whole waits; of a single question nobody needs to know whose it is. */
export function personOf({ field, name, class: ofClass }: ScanException): string {
  return field === '' ? [name, ofClass].filter((text) => text !== null && text !== '').join(' · ') : '';
}

export type QueueRow = { readonly kind: Kind; readonly count: number } | { readonly exception: ScanException };

/** Each group under its heading. `ordered` as `inOrder` makes it. */
export function rowsOf(ordered: readonly ScanException[]): QueueRow[] {
  const counts = new Map<Kind, number>();
  for (const { kind } of ordered) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return ordered.flatMap((exception, i): QueueRow[] => (ordered[i - 1]?.kind === exception.kind ? [{ exception }] : [{ kind: exception.kind, count: counts.get(exception.kind) ?? 0 }, { exception }]));
}

/** Which one comes after this one, or before it (`by` -1); stays at the ends. */
export function neighbour(ordered: readonly ScanException[], id: string | null, by: 1 | -1): string | null {
  const at = ordered.findIndex((one) => one.exceptionId === id);
  return ordered[Math.min(ordered.length - 1, Math.max(0, at + by))]?.exceptionId ?? null;
}

/** Where one goes when this one is settled: the next, at the end the one before. */
export function afterSettling(ordered: readonly ScanException[], id: string): string | null {
  const at = ordered.findIndex((one) => one.exceptionId === id);
  return (ordered[at + 1] ?? ordered[at - 1])?.exceptionId ?? null;
}

/** From here on the likeliest candidate is offered to be taken with Enter. */
const likelyEnough = 0.8;

/** What Enter takes when nothing was entered: a value, or null for the person's word that it is settled; undefined where there is nothing to take. */
export function suggestionOf({ kind, value, detail, guesses }: Pick<ScanException, 'kind' | 'value' | 'detail' | 'guesses'>, picked: number | null): string | null | undefined {
  if (picked !== null) return guesses[picked]?.candidateNo;
  if (kind !== 'unknown-candidate') return kind === 'doubtful' && value !== null ? value : null;
  const [first] = guesses;
  // Where pen and bubbles contradict each other a person says which.
  return first !== undefined && first.probability >= likelyEnough && detail !== 'number-disagrees' ? first.candidateNo : undefined;
}

/** Whether nobody on the roster has what is to be taken for a candidate number; null: there is no roster, or it is not here yet. Leaving a page out says nobody's number. */
export function isStranger(value: string, numbers: ReadonlySet<string> | null): boolean {
  return value !== '' && numbers !== null && !numbers.has(value);
}

/**
 * Where somebody at the workbench stands. `there`: at the one chosen. `gone`: it waited on the screen and waits no longer, without this person's doing; nothing takes its place until they move on.
 * `coming`: part of the queue is being read, it may be in there. `else`: another one takes its place (nothing chosen yet, filtered out, settled here, or taken back and not here again yet).
 */
export function standing(at: { readonly chosen: string | null; /** The one that was on the screen last. */ readonly shown: string | null; readonly ordered: readonly ScanException[]; readonly all: readonly ScanException[]; readonly whole: boolean; readonly mine: (id: string) => boolean }): 'there' | 'gone' | 'coming' | 'else' {
  const { chosen, shown, ordered, all, whole, mine } = at;
  const isChosen = ({ exceptionId }: ScanException): boolean => exceptionId === chosen;
  if (ordered.some(isChosen)) return 'there';
  if (chosen === null || chosen !== shown || mine(chosen) || all.some(isChosen)) return 'else';
  return whole ? 'gone' : 'coming';
}
