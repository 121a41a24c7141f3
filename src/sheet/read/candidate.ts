import type { Doubt, ItemReading, PageReading } from './reading.ts';

/** Who wrote the page: the number in its code, or the digits marked in the candidate columns, `_` where none is. */
export function readCandidate(fromCode: string | null, items: readonly ItemReading[]): PageReading['candidate'] {
  if (fromCode !== null) return { by: 'code', candidateNo: fromCode, confidence: 0.9999, doubt: null };
  const columns = items.filter((i) => i.field.startsWith('candidate:')).sort((a, b) => Number(a.field.slice(10)) - Number(b.field.slice(10)));
  if (columns.length === 0) return { by: 'none', candidateNo: null, confidence: 0, doubt: null };
  const candidateNo = columns.map((c) => c.chosen[0] ?? '_').join('');
  const confidence = columns.reduce((product, c) => product * c.confidence, 1);
  const doubt: Doubt | null = columns.find((c) => c.doubt !== null)?.doubt ?? null;
  if (/^_*$/.test(candidateNo)) return { by: 'none', candidateNo: doubt === null ? null : candidateNo, confidence, doubt };
  return { by: 'bubbles', candidateNo, confidence, doubt };
}
