/** What the station says about an exception, in words. Pure. */
import type { FieldDetail } from '../../../contract/exception-details.ts';
import type { TextKey } from '../../i18n/en.ts';
import type { ScanException } from '../../store/api.ts';
import { troubleText } from '../scan/page-look.ts';

const reasons = {
  faint: 'exceptions.why.faint', erased: 'exceptions.why.erased', 'crossed-out': 'exceptions.why.crossed-out', partial: 'exceptions.why.partial', conflict: 'exceptions.why.conflict', unclear: 'exceptions.why.unclear', damaged: 'exceptions.why.damaged', 'text-uncertain': 'exceptions.why.text-uncertain',
  incomplete: 'exceptions.why.incomplete', 'number-disagrees': 'exceptions.why.number-disagrees', 'no-number': 'exceptions.why.no-number', 'not-on-roster': 'exceptions.why.not-on-roster',
  'number-uncertain': 'exceptions.why.number-uncertain', 'name-disagrees': 'exceptions.why.name-disagrees', 'text-not-read': 'exceptions.why.text-not-read', 'text-reader-failed': 'exceptions.why.text-not-read', 'code-not-read': 'exceptions.why.code-not-read', 'several-codes': 'exceptions.why.several-codes',
} as const satisfies Readonly<Record<FieldDetail, TextKey>>;
const isReason = (detail: string): detail is keyof typeof reasons => Object.hasOwn(reasons, detail);

export interface Reason { readonly text: TextKey; readonly values: { readonly pages?: string; readonly files?: string } }

export function reasonOf({ kind, detail }: Pick<ScanException, 'kind' | 'detail'>): Reason {
  if (isReason(detail)) return { text: reasons[detail], values: {} };
  switch (kind) {
    case 'absent': return { text: 'exceptions.why.absent', values: {} };
    case 'missing-page': return { text: 'exceptions.why.missing-page', values: { pages: [...detail.matchAll(/\d+/g)].map(([page]) => page).join(', ') } };
    // The station names the files of the others in a sentence.
    case 'duplicate': return { text: 'exceptions.why.duplicate', values: { files: /^The same candidate and page as (.+)\.$/s.exec(detail)?.[1] ?? '–' } };
    default: return { text: troubleText(detail, kind === 'doubtful'), values: {} };
  }
}

interface Difference { readonly text: 'exceptions.differ' | 'exceptions.not-filled' | 'exceptions.nothing-filled'; readonly count: number }

/** How a candidate's number differs from the bubbled one: digits that are others, and columns in which nothing was read, which speak for nobody. */
export function differenceOf(candidateNo: string, read: string): readonly Difference[] {
  const digits = [...candidateNo];
  const open = digits.filter((_, i) => (read[i] ?? '_') === '_').length;
  if (open === digits.length) return [{ text: 'exceptions.nothing-filled', count: open }];
  const others = digits.filter((digit, i) => (read[i] ?? '_') !== '_' && read[i] !== digit).length;
  return [...(others > 0 ? [{ text: 'exceptions.differ', count: others } as const] : []), ...(open > 0 ? [{ text: 'exceptions.not-filled', count: open } as const] : [])];
}
