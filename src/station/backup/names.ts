/** Under which names the exams of a backup come into the record. Pure, but for the look into the record. */
import { ZhiyueError } from '../../contract/errors.ts';
import { findExam } from '../store/exams.ts';
import type { Db } from '../store/database.ts';
import type { ExamToRestore } from './commit-restore.ts';
import type { ManifestExam } from './format.ts';
import type { Named } from './renumber.ts';

/** What is to be done about an exam that is there already. `ask`: nothing, and whoever restores is told. */
export type Existing = 'ask' | 'keep' | 'replace' | 'copy';

const mostIdLength = 40;
const mostTitleLength = 100;

/** Throws ZhiyueError exam-exists when something is there and nobody has said what to do about it. */
export function nameExams(db: Db, exams: readonly ManifestExam[], existing: Existing): readonly (Named & ExamToRestore)[] {
  const here = exams.filter(({ id }) => findExam(db, id) !== null).map(({ id }) => id);
  if (existing === 'ask' && here.length > 0) throw new ZhiyueError('exam-exists', `The station has ${here.join(', ')} already: say whether to keep, replace, or restore a copy.`, { about: here.join(', ') });
  const taken = new Set(exams.map(({ id }) => id));
  return exams.flatMap(({ id, title }): readonly (Named & ExamToRestore)[] => {
    const there = here.includes(id);
    if (there && existing === 'keep') return [];
    if (!there || existing === 'replace') return [{ from: id, as: id, title, copyOf: null, replaces: there }];
    const number = freeNumber((one) => !taken.has(numbered(id, one)) && findExam(db, numbered(id, one)) === null);
    const as = numbered(id, number);
    taken.add(as);
    return [{ from: id, as, title: numberedTitle(title, number), copyOf: id, replaces: false }];
  });
}

/** Cut between characters, not within one; the limit counts UTF-16 units. */
function numberedTitle(title: string, number: number): string {
  const most = mostTitleLength - 8;
  let kept = '';
  for (const character of title) {
    if (kept.length + character.length > most) break;
    kept += character;
  }
  return `${kept} (${number})`;
}

const numbered = (id: string, number: number): string => `${id.slice(0, mostIdLength - 1 - String(number).length)}-${number}`;

function freeNumber(isFree: (number: number) => boolean): number {
  for (let number = 2; ; number++) if (isFree(number)) return number;
}
