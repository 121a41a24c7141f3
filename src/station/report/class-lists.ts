/** Which classes get a list of scores, who is on it, and the names of the files. Pure. */
import type { ReportLanguage } from './exception-text.ts';
import type { ScoreRow } from './results.ts';

export interface ClassList {
  /** Null: everybody, where there are too many classes for a file each. */
  readonly className: string | null;
  readonly fileName: string;
  readonly rows: readonly ScoreRow[];
}

/** A school has fewer; more come from a roster with something else in its column. */
const mostClasses = 100;
const noClass: Readonly<Record<ReportLanguage, string>> = { zh: '未分班', en: 'no-class' };

/** In the order in which the classes stand on the roster, candidates in theirs; empty without scores. */
export function classLists(scores: readonly ScoreRow[], lang: ReportLanguage): ClassList[] {
  if (scores.length === 0) return [];
  const byClass = Map.groupBy(scores, (row) => row.class);
  if (byClass.size > mostClasses) return [{ className: null, fileName: 'scores.pdf', rows: scores }];
  const taken = new Set<string>();
  return [...byClass].map(([className, rows]) => ({ className, fileName: fileNameOf(className, lang, taken), rows }));
}

function fileNameOf(className: string, lang: ReportLanguage, taken: Set<string>): string {
  const plain = className.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '').replace(/["*/:<>?\\|%#]+/g, '_').trim();
  const base = `scores-${[...plain].slice(0, 40).join('').replace(/[. ]+$/, '') || noClass[lang]}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${base}.pdf` : `${base}-${number}.pdf`;
    // On Windows and macOS they would be the same file.
    const key = name.toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return name;
  }
}
